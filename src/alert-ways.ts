// How this installation reaches the owner of an integration: its mail account for alerts, and chat rooms.

import { chatPoster } from './adapters/webhooks/chat-poster.ts';
import type { Config } from './config.ts';
import { InputError } from './core/input-error.ts';
import { Secret } from './core/secret.ts';
import type { AlertMail, AlertWays } from './ports/alert-ways.ts';
import type { MailSender } from './ports/mail-sender.ts';

export interface OpenedAlertWays {
  ways: AlertWays;
  close(): Promise<void>;
}

/** Connects to nothing yet. Throws InputError where the settings cannot be meant. */
export function openAlertWays(
  { mailSender }: { mailSender: MailSender },
  config: Config,
): OpenedAlertWays {
  const mayReach = config.allowPrivateWebhooks;
  const chat = chatPoster({ mayReachLoopback: mayReach, mayReachPrivate: mayReach });
  return {
    ways: { mailSender, mail: alertMail(config), chat },
    close: async () => await chat.close(),
  };
}

/** Null where no account is set. Signing in goes over TLS, except to this machine. */
export function alertMail(config: Pick<Config, 'alertSmtpUrl' | 'alertFrom'>): AlertMail | null {
  const { alertSmtpUrl, alertFrom: from } = config;
  if (alertSmtpUrl === undefined) return null;
  const text = alertSmtpUrl.reveal();
  const url = URL.canParse(text) ? new URL(text) : null;
  const isTls = url?.protocol === 'smtps:';
  if (url === null || (!isTls && url.protocol !== 'smtp:') || url.username === '')
    throw new InputError(
      'invalid',
      'ALERT_SMTP_URL: write smtps://user:password@host, with special characters as %40 and the like.',
    );
  if (from === undefined)
    throw new InputError('invalid', 'ALERT_FROM: give the address that alerts come from.');
  const isHere = /^(?:localhost|127\.\d+\.\d+\.\d+)$/u.test(url.hostname);
  const security = isTls ? 'tls' : isHere ? 'none' : 'starttls';
  const port = url.port === '' ? (isTls ? 465 : 587) : Number(url.port);
  const user = decodeURIComponent(url.username);
  const password = new Secret(decodeURIComponent(url.password));
  return {
    access: {
      server: { host: url.hostname, port, security },
      signIn: { kind: 'password', user, password },
    },
    from,
  };
}
