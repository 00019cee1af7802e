// The outside world of outreach as this process reaches it: mail out and in, text messages, names, holidays.

import { publicHolidays } from './adapters/holidays/holidays.ts';
import { imapReader } from './adapters/imap/imap-reader.ts';
import { mailDns } from './adapters/mail-dns/mail-dns.ts';
import { twilioSms } from './adapters/sms/twilio-sms.ts';
import { dkimSigner } from './adapters/smtp/dkim-signer.ts';
import { smtpSender } from './adapters/smtp/smtp-sender.ts';
import type { OutreachPorts } from './flows/outreach-deps.ts';
import type { Clock } from './ports/clock.ts';

export interface OpenedOutreach {
  ports: OutreachPorts;
  close(): Promise<void>;
}

/** Connects to nothing yet. Shorter than an attempt may take, so that a silent server is told from a lost one. */
export function openOutreach(parts: { clock: Clock }): OpenedOutreach {
  const mailSender = smtpSender({
    times: { connectMs: 10_000, replyMs: 15_000, acceptMs: 20_000 },
  });
  const mailReader = imapReader();
  return {
    ports: {
      mailSender,
      mailReader,
      smsSender: twilioSms(),
      mailDns: mailDns({ clock: parts.clock }),
      contactVerifiers: [],
      mailSigner: dkimSigner(),
      holidays: publicHolidays(),
    },
    async close() {
      mailSender.close();
      await mailReader.close();
    },
  };
}
