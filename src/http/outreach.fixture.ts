// The outside world of outreach for tests of the doors: real SMTP and IMAP clients, names that a test chooses, no holidays.
import { imapReader } from '../adapters/imap/imap-reader.ts';
import { twilioSms } from '../adapters/sms/twilio-sms.ts';
import { smtpSender } from '../adapters/smtp/smtp-sender.ts';
import type { HostGuard } from '../ports/host-guard.ts';
import type { OutreachPorts } from '../flows/outreach-deps.ts';

export interface OutreachAtHand {
  ports: OutreachPorts;
  close(): Promise<void>;
}

/** Texts by name, as the name system would give them. */
export function outreachAtHand(
  texts: Record<string, string[]> = {},
  guard?: HostGuard,
): OutreachAtHand {
  const guarded = guard === undefined ? {} : { guard };
  const mailSender = smtpSender({
    ...guarded,
    times: { connectMs: 2_000, replyMs: 2_000, acceptMs: 2_000 },
  });
  const mailReader = imapReader(guarded);
  return {
    ports: {
      mailSender,
      mailReader,
      smsSender: twilioSms({ ...guarded, timeoutMs: 2_000 }),
      mailDns: {
        findMx: async () => [{ exchange: 'mx.example', priority: 10 }],
        hasAddress: async () => true,
        findTxt: async (name) => texts[name] ?? [],
      },
      contactVerifiers: [],
      mailSigner: null,
      holidays: { of: async () => () => null },
    },
    async close() {
      mailSender.close();
      await mailReader.close();
    },
  };
}
