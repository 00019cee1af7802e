// What flows that send or read outreach are given beside the rest.

import type { ContactVerifier } from '../ports/contact-verifier.ts';
import type { IntentModel } from '../ports/intent-model.ts';
import type { MailDns } from '../ports/mail-dns.ts';
import type { MailOAuth } from '../ports/mail-oauth.ts';
import type { MailReader } from '../ports/mail-reader.ts';
import type { Holidays } from '../ports/holidays.ts';
import type { MailSender } from '../ports/mail-sender.ts';
import type { MailSigner } from '../ports/mail-signer.ts';
import type { SmsSender } from '../ports/sms-sender.ts';
import type { Deps } from './deps.ts';

export interface OutreachPorts {
  mailSender: MailSender;
  mailReader: MailReader;
  smsSender: SmsSender;
  mailDns: MailDns;
  /** Null where no mailbox signs for itself. */
  mailSigner: MailSigner | null;
  holidays: Holidays;
  /** In the order in which they are asked. */
  contactVerifiers: readonly ContactVerifier[];
  /** Left out: mailboxes sign in by password only. */
  mailOAuth?: MailOAuth;
  /** Left out: the rules alone say what an answer wants. */
  intentModel?: IntentModel | null;
}

export type OutreachDeps = Deps & OutreachPorts;
