// What kind of mail came in: complaint, receipt, failure notice, automatic answer, or a human being, tested in that order.

import { autoReplyEvidence } from './auto-reply.ts';
import { readBounce } from './bounce.ts';
import type { BouncedRecipient } from './bounce.ts';
import { scopeOf } from './bounce-scope.ts';
import { readCloudNotice } from './cloud-notice.ts';
import type { CloudNotice } from './cloud-notice.ts';
import { readComplaint } from './complaint.ts';
import { headerOf, messageIdsIn } from './received-mail.ts';
import type { ReceivedMail } from './received-mail.ts';

export const mailKinds = [
  'complaint', // Somebody pressed "spam", or a report about our sending (ARF).
  'receipt', // Read or delivery receipt.
  'bounce',
  'delay', // A server is still trying. Changes nothing.
  'auto_reply',
  'human',
] as const;
export type MailKind = (typeof mailKinds)[number];

export interface MailVerdict {
  kind: MailKind;
  /** What it was decided on, in words fit to show. */
  evidence: string[];
  recipients: BouncedRecipient[];
  /** Ids of the mail it is about, from headers and returned parts; own id left out. */
  originals: string[];
  envelopeId: string | null;
  /** Only for complaints: abuse, fraud, opt-out, auth-failure … */
  feedback: string | null;
}

/** Pure and total: every mail gets a kind, and anything doubtful is a human being's. */
export function classifyMail(mail: ReceivedMail): MailVerdict {
  const base = { recipients: [], originals: originalsOf(mail), envelopeId: null, feedback: null };
  const cloud = readCloudNotice(mail);
  if (cloud !== null) return { ...base, ...ofCloud(cloud) };
  const complaint = readComplaint(mail);
  if (complaint !== null)
    return {
      ...base,
      kind: 'complaint',
      evidence: complaint.evidence,
      feedback: complaint.feedback,
    };
  if (isDisposition(mail)) return { ...base, kind: 'receipt', evidence: ['a read receipt'] };
  const bounce = readBounce(mail);
  if (bounce !== null) return { ...base, ...bounce };
  const marks = autoReplyEvidence(mail);
  if (marks.length > 0) return { ...base, kind: 'auto_reply', evidence: marks };
  return { ...base, kind: 'human', evidence: ['nothing shows a machine'] };
}

function ofCloud(
  notice: CloudNotice,
): Pick<MailVerdict, 'kind' | 'evidence' | 'recipients' | 'feedback'> {
  const recipients = notice.recipients.map((one) => ({
    ...one,
    ...scopeOf({ status: one.status, diagnostic: one.diagnostic, stage: null, isReported: true }),
  }));
  const feedback = notice.kind === 'complaint' ? 'abuse' : null;
  return { kind: notice.kind, evidence: ['a notice of a sending service'], recipients, feedback };
}

function isDisposition(mail: ReceivedMail): boolean {
  const type = headerOf(mail, 'content-type').toLowerCase();
  return (
    (type.includes('multipart/report') && type.includes('disposition-notification')) ||
    mail.parts.some((part) => part.mediaType === 'message/disposition-notification')
  );
}

/** The returned part first: what a mail system puts into its own headers is not always the mail it is about. */
function originalsOf(mail: ReceivedMail): string[] {
  const returned = mail.parts.flatMap((part) => idsOfHeaders(part.text));
  const inline = idsOfHeaders(mail.text).concat(idsOfHeaders(mail.rawText.slice(200)));
  const all = [...returned, ...mail.references.toReversed(), ...inline];
  return [...new Set(all)].filter((id) => id !== mail.messageId).slice(0, 50);
}

const idHeader =
  /^[>\s]*(?:original-)?(?:message-id|x-microsoft-original-message-id|x-original-message-id)\s*:\s*(<[^>\n]{3,400}>)/gimu;

function idsOfHeaders(text: string): string[] {
  return [...text.slice(0, 200_000).matchAll(idHeader)].flatMap((match) =>
    messageIdsIn(match[1] ?? ''),
  );
}
