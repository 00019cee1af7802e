// The colours of what came in and of what it wants.
import type { Intent, MailKind } from '../../api/inbox.ts';

export const kindColours: Readonly<Record<MailKind, string>> = {
  human: 'gray',
  auto_reply: 'gray',
  bounce: 'orange',
  delay: 'gray',
  complaint: 'red',
  receipt: 'gray',
};

export const intentColours: Readonly<Record<Intent, string>> = {
  interested: 'green',
  later: 'blue',
  referral: 'blue',
  not_interested: 'gray',
  stop: 'red',
  left_company: 'orange',
  out_of_office: 'gray',
  other: 'gray',
};
