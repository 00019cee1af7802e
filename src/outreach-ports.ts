// The outside world of outreach as this process reaches it: mail out and in, text messages, names, holidays.

import { publicHolidays } from './adapters/holidays/holidays.ts';
import { imapReader } from './adapters/imap/imap-reader.ts';
import { mailDns } from './adapters/mail-dns/mail-dns.ts';
import { oauthMail } from './adapters/oauth-mail/oauth-mail.ts';
import type { OAuthClient } from './adapters/oauth-mail/oauth-mail.ts';
import { twilioSms } from './adapters/sms/twilio-sms.ts';
import { dkimSigner } from './adapters/smtp/dkim-signer.ts';
import { smtpSender } from './adapters/smtp/smtp-sender.ts';
import { hostGuard } from './adapters/webhooks/host-guard.ts';
import { httpVerifier } from './adapters/verify/http-verifier.ts';
import type { Config } from './config.ts';
import type { Secret } from './core/secret.ts';
import type { OutreachPorts } from './flows/outreach-deps.ts';
import type { Clock } from './ports/clock.ts';

export interface OpenedOutreach {
  ports: OutreachPorts;
  close(): Promise<void>;
}

/** Connects to nothing yet. Shorter than an attempt may take, so that a silent server is told from a lost one. */
export function openOutreach(parts: { clock: Clock }, config: Config): OpenedOutreach {
  const guard = hostGuard(
    {
      mayReachLoopback: config.allowPrivateMailHosts,
      mayReachPrivate: config.allowPrivateMailHosts,
    },
    { allowedBy: 'ALLOW_PRIVATE_MAIL_HOSTS' },
  );
  const mailSender = smtpSender({
    guard,
    times: { connectMs: 10_000, replyMs: 15_000, acceptMs: 20_000 },
  });
  const mailReader = imapReader({ guard });
  return {
    ports: {
      mailSender,
      mailReader,
      smsSender: twilioSms({ guard }),
      mailDns: mailDns({ clock: parts.clock }),
      contactVerifiers: verifiersOf(config),
      mailOAuth: mailOAuthOf(parts.clock, config),
      mailSigner: dkimSigner(),
      holidays: publicHolidays(),
    },
    async close() {
      mailSender.close();
      await mailReader.close();
    },
  };
}

function verifiersOf(config: Config): OutreachPorts['contactVerifiers'] {
  const { verifierUrl: url, verifierApiKey: apiKey } = config;
  if (url === undefined || apiKey === undefined) return [];
  return [httpVerifier({ name: new URL(url).hostname, url, apiKey })];
}

function mailOAuthOf(clock: Clock, config: Config): NonNullable<OutreachPorts['mailOAuth']> {
  const base = (config.publicUrl ?? `http://${config.host}:${config.port}`).replace(/\/+$/u, '');
  return oauthMail({
    clock,
    redirectUrl: `${base}/oauth/mail/callback`,
    clients: {
      ...clientOf('google', config.googleClientId, config.googleClientSecret),
      ...clientOf('microsoft', config.microsoftClientId, config.microsoftClientSecret),
    },
  });
}

function clientOf(
  provider: 'google' | 'microsoft',
  clientId: string | undefined,
  clientSecret: Secret | undefined,
): Partial<Record<'google' | 'microsoft', OAuthClient>> {
  if (clientId === undefined || clientSecret === undefined) return {};
  return { [provider]: { clientId, clientSecret } };
}
