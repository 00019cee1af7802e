// The outside world of outreach as this process reaches it: mail out and in, text messages, names, holidays.

import { publicHolidays } from './adapters/holidays/holidays.ts';
import { imapReader } from './adapters/imap/imap-reader.ts';
import { httpIntentModel } from './adapters/intent/http-intent-model.ts';
import { mailDns } from './adapters/mail-dns/mail-dns.ts';
import { oauthMail } from './adapters/oauth-mail/oauth-mail.ts';
import type { OAuthClient } from './adapters/oauth-mail/oauth-mail.ts';
import { twilioSms } from './adapters/sms/twilio-sms.ts';
import { dkimSigner } from './adapters/smtp/dkim-signer.ts';
import { smtpSender } from './adapters/smtp/smtp-sender.ts';
import { rcptProbe } from './adapters/verify/rcpt-probe.ts';
import { hostGuard } from './adapters/webhooks/host-guard.ts';
import { httpVerifier } from './adapters/verify/http-verifier.ts';
import type { Config } from './config.ts';
import type { Secret } from './core/secret.ts';
import type { OutreachPorts } from './flows/outreach-deps.ts';
import type { Clock } from './ports/clock.ts';
import type { IntentModel } from './ports/intent-model.ts';
import type { HostGuard } from './ports/host-guard.ts';
import type { MailDns } from './ports/mail-dns.ts';

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
  const dns = mailDns({ clock: parts.clock });
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
      mailDns: dns,
      contactVerifiers: verifiersOf(config, { guard, dns }),
      mailOAuth: mailOAuthOf(parts.clock, config),
      intentModel: intentModelOf(config),
      mailSigner: dkimSigner(),
      holidays: publicHolidays(),
    },
    async close() {
      mailSender.close();
      await mailReader.close();
    },
  };
}

/** What costs nothing is asked first. */
function verifiersOf(
  config: Config,
  { guard, dns }: { guard: HostGuard; dns: MailDns },
): OutreachPorts['contactVerifiers'] {
  const { verifierUrl: url, verifierApiKey: apiKey, verifyByProbe } = config;
  return [
    ...(verifyByProbe ? [rcptProbe({ mailDns: dns, guard })] : []),
    ...(url === undefined || apiKey === undefined
      ? []
      : [httpVerifier({ name: new URL(url).hostname, url, apiKey })]),
  ];
}

function intentModelOf({ intentModelUrl: url, intentModelKey }: Config): IntentModel | null {
  if (url === undefined) return null;
  return httpIntentModel({ name: new URL(url).hostname, url, apiKey: intentModelKey ?? null });
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
