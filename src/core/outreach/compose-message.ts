// One step for one person, ready to be read: subject, text and HTML with the sender's signature, who we are, how to say
// no, and the notice where it is due. Preview and send use this and nothing else.

import { findDefects } from './find-defects.ts';
import type { OutreachPolicy } from './outreach-policy.ts';
import { escapeHtml, fillTemplate, oneLine } from './template.ts';
import type { TemplateValues } from './template.ts';

export interface ToCompose {
  /** Null for a follow-up in the thread: it answers under the first subject. */
  subject: string;
  threadSubject: string | null;
  text: string;
  html: string | null;
  values: TemplateValues;
  signature: string;
  policy: OutreachPolicy;
  withNotice: boolean;
  /** Where somebody says no: an https address. */
  unsubscribeUrl: string | null;
}

export type Composed =
  | { isFit: true; subject: string; text: string; html: string }
  | { isFit: false; missing: string[]; because: string };

/** Pure: the same input gives the same bytes. */
export function composeMessage(given: ToCompose): Composed {
  const subject = fillTemplate(given.subject, given.values);
  const text = fillTemplate(given.text, given.values);
  const html = given.html === null ? null : fillTemplate(given.html, given.values, 'html');
  const isAnswer = given.threadSubject !== null;
  const missing = [...(isAnswer ? [] : subject.missing), ...text.missing, ...(html?.missing ?? [])];
  if (missing.length > 0) {
    const names = [...new Set(missing)];
    return { isFit: false, missing: names, because: `missing_token:${names.join(',')}` };
  }
  const shown = [isAnswer ? '' : subject.text, text.text, html === null ? '' : plainOf(html.text)];
  const [defect] = shown.flatMap(findDefects);
  if (defect !== undefined)
    return { isFit: false, missing: [], because: `defect:${defect.name.replaceAll(' ', '_')}` };
  const footer = footerOf(given);
  return {
    isFit: true,
    subject:
      given.threadSubject === null ? oneLine(subject.text) : answerSubject(given.threadSubject),
    text: [text.text.trim(), given.signature.trim(), footer.join('\n')]
      .filter((each) => each !== '')
      .join('\n\n'),
    html: htmlOf(html?.text ?? paragraphs(text.text), given.signature, footer),
  };
}

/** `Re: ` in front, once. */
export function answerSubject(subject: string): string {
  return /^re:/iu.test(subject.trim()) ? subject.trim() : `Re: ${subject.trim()}`;
}

/** A text for a phone: who it is from and how to say no, in one piece. */
export function composeSms(given: {
  text: string;
  values: TemplateValues;
  policy: OutreachPolicy;
}): { isFit: true; text: string } | { isFit: false; missing: string[]; because: string } {
  const filled = fillTemplate(given.text, given.values);
  if (filled.missing.length > 0)
    return {
      isFit: false,
      missing: filled.missing,
      because: `missing_token:${filled.missing.join(',')}`,
    };
  const [defect] = findDefects(filled.text);
  if (defect !== undefined)
    return { isFit: false, missing: [], because: `defect:${defect.name.replaceAll(' ', '_')}` };
  const { organisation } = given.policy.identity;
  const named = filled.text.includes(organisation) ? '' : `${organisation}: `;
  return {
    isFit: true,
    text: `${named}${filled.text.trim()} ${given.policy.texts.smsOptOut}`.trim(),
  };
}

function footerOf(given: ToCompose): string[] {
  const { identity, texts } = given.policy;
  const lines = ['--'];
  if (given.withNotice)
    lines.push(texts.notice, ...(identity.privacyUrl === '' ? [] : [identity.privacyUrl]));
  lines.push(`${identity.organisation} · ${oneLine(identity.postalAddress)}`);
  if (given.unsubscribeUrl !== null) lines.push(`${texts.optOut} ${given.unsubscribeUrl}`);
  else lines.push('Answer “stop” and we will not write again.');
  return lines;
}

function paragraphs(text: string): string {
  return text
    .trim()
    .split(/\n{2,}/u)
    .map((each) => `<p>${linked(escapeHtml(each)).replaceAll('\n', '<br>\n')}</p>`)
    .join('\n');
}

function linked(escaped: string): string {
  return escaped.replace(
    /https:\/\/[^\s<>"]+[^\s<>".,;:!?)]/gu,
    (url) => `<a href="${url}">${url}</a>`,
  );
}

function htmlOf(body: string, signature: string, footer: readonly string[]): string {
  const small = footer
    .slice(1)
    .map((line) => linked(escapeHtml(line)))
    .join('<br>\n');
  return [
    '<!doctype html>',
    '<html><body>',
    body,
    ...(signature.trim() === '' ? [] : [paragraphs(signature)]),
    `<p style="font-size:smaller;color:#666">${small}</p>`,
    '</body></html>',
  ].join('\n');
}

function plainOf(html: string): string {
  return html.replace(/<style[\s\S]*?<\/style>/giu, ' ').replace(/<[^>]*>/gu, '\n');
}
