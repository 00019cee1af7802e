// Takes a received mail apart. A port only so that flows need no package; it never throws for what is in the mail.

import type { ReceivedMail } from '../core/mail/received-mail.ts';

export type ReadMail = (bytes: Uint8Array) => Promise<ReceivedMail>;
