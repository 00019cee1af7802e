// What flows that read mail are given beside the rest.

import type { IntentModel } from '../ports/intent-model.ts';
import type { ReadMail } from '../ports/mail-parser.ts';
import type { OutreachDeps } from './outreach-deps.ts';

export interface MailPorts {
  readMail: ReadMail;
  /** Null: the rules alone. */
  intentModel: IntentModel | null;
}

export type MailDeps = OutreachDeps & MailPorts;
