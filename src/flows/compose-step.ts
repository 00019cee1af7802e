// A step as one person would get it: variant, values, texts and, for a mail, the bytes. Preview and send are this code.

import { chooseVariant } from '../core/outreach/choose-variant.ts';
import { composeMessage, composeSms } from '../core/outreach/compose-message.ts';
import { findDefects } from '../core/outreach/find-defects.ts';
import { countryRule } from '../core/outreach/outreach-policy.ts';
import { composeMail } from '../core/outreach/mime.ts';
import type { SequenceStep, Variant } from '../core/outreach/sequence.ts';
import { fillTemplate } from '../core/outreach/template.ts';
import { templateValues } from '../core/outreach/template-values.ts';
import { messageNameOf } from './hash-key.ts';
import type { StepFacts } from './step-facts.ts';

export interface Thread {
  subject: string;
  /** Names of what was sent before, oldest first: the server's where it gave its own. */
  messageIds: readonly string[];
}

export interface StepToCompose {
  sequenceId: string;
  personId: string;
  step: SequenceStep;
  sender: { name: string; address: string; signature: string };
  job: { jobName: string | null; postingName: string | null };
  /** Null where the step begins a conversation. */
  thread: Thread | null;
  wasNoticeGiven: boolean;
  token: string;
  publicUrl: string | null;
}

export interface ComposedStep {
  isFit: true;
  variant: string;
  subject: string;
  text: string;
  html: string;
  withNotice: boolean;
}

export type ComposeResult = ComposedStep | { isFit: false; variant: string; because: string };

/** Pure: the same facts give the same words. */
export function composeStep(facts: StepFacts, given: StepToCompose): ComposeResult {
  const { step, sequenceId, personId } = given;
  const variant = chooseVariant(step.variants, {
    experiment: `${sequenceId}:${step.id}`,
    personId,
  });
  if (variant === null) return { isFit: false, variant: '', because: 'the step has no text' };
  const values = templateValues({
    person: facts.person,
    ...given.job,
    senderName: given.sender.name,
    senderEmail: given.sender.address,
  });
  if (step.channel === 'email') return composeEmail(facts, { given, variant, values });
  if (step.channel === 'sms') {
    const made = composeSms({ text: variant.text, values, policy: facts.policy });
    return made.isFit ? plain(variant, made.text) : { ...made, variant: variant.id };
  }
  const filled = fillTemplate(variant.text, values);
  const [defect] = findDefects(filled.text);
  if (filled.missing.length > 0)
    return {
      isFit: false,
      variant: variant.id,
      because: `missing_token:${filled.missing.join(',')}`,
    };
  if (defect !== undefined)
    return {
      isFit: false,
      variant: variant.id,
      because: `defect:${defect.name.replaceAll(' ', '_')}`,
    };
  return plain(variant, filled.text.trim());
}

function composeEmail(
  facts: StepFacts,
  of: { given: StepToCompose; variant: Variant; values: Record<string, unknown> },
): ComposeResult {
  const { given, variant, values } = of;
  const isAnswer = given.step.isInThread && given.thread !== null;
  const withNotice = !given.wasNoticeGiven && countryRule(facts.policy, facts.country).needsNotice;
  const made = composeMessage({
    subject: variant.subject,
    threadSubject: isAnswer ? (given.thread?.subject ?? null) : null,
    text: variant.text,
    html: variant.html,
    values,
    signature: given.sender.signature,
    policy: facts.policy,
    withNotice,
    unsubscribeUrl: unsubscribeUrl(given),
  });
  return made.isFit
    ? { ...made, variant: variant.id, withNotice }
    : { isFit: false, variant: variant.id, because: made.because };
}

function plain(variant: Variant, text: string): ComposedStep {
  return { isFit: true, variant: variant.id, subject: '', text, html: '', withNotice: false };
}

/** Where somebody says no with one click; null without an address of our own. */
export function unsubscribeUrl(given: { publicUrl: string | null; token: string }): string | null {
  return given.publicUrl?.startsWith('https://') === true
    ? `${given.publicUrl.replace(/\/$/u, '')}/u/${given.token}`
    : null;
}

export interface MailToFreeze {
  composed: { subject: string; text: string; html: string };
  sender: { name: string; address: string };
  to: string;
  date: Date;
  hashKey: Uint8Array;
  token: string;
  thread: Thread | null;
  isInThread: boolean;
  publicUrl: string | null;
  /** An answer by hand carries no list headers. */
  isAutomatic: boolean;
}

export const intentHeader = 'X-Fulcrum-Intent';

/** The bytes, and the name they carry. Pure. */
export function freezeMail(mail: MailToFreeze): {
  bytes: Uint8Array;
  messageId: string;
  references: string[];
} {
  const domain = mail.sender.address.slice(mail.sender.address.lastIndexOf('@') + 1);
  const messageId = messageNameOf(mail.hashKey, mail.token, domain.toLowerCase());
  const references = mail.isInThread ? [...(mail.thread?.messageIds ?? [])] : [];
  const bytes = composeMail({
    fromName: mail.sender.name,
    from: mail.sender.address,
    to: mail.to,
    subject: mail.composed.subject,
    date: mail.date,
    messageId,
    inReplyTo: references.at(-1) ?? null,
    references,
    headers: [
      { name: intentHeader, value: mail.token },
      ...(mail.isAutomatic ? listHeaders(mail) : []),
    ],
    text: mail.composed.text,
    html: mail.composed.html,
    boundary: `part-${mail.token}`,
  });
  return { bytes, messageId, references };
}

function listHeaders(mail: MailToFreeze): { name: string; value: string }[] {
  const byMail = `<mailto:${mail.sender.address}?subject=unsubscribe%20${mail.token}>`;
  const url = unsubscribeUrl(mail);
  if (url === null) return [{ name: 'List-Unsubscribe', value: byMail }];
  return [
    { name: 'List-Unsubscribe', value: `<${url}>, ${byMail}` },
    { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
  ];
}
