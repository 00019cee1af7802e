// Recognises failure notices, with and without the machine-readable report, and says for each recipient whose trouble it is.

import { scopeOf } from './bounce-scope.ts';
import type { ScopeVerdict } from './bounce-scopes.ts';
import { hasBouncePhrase, isBounceSubject } from './bounce-words.ts';
import { readDeliveryReport } from './delivery-report.ts';
import type { ReportedRecipient } from './delivery-report.ts';
import { notificationOf, repliesIn } from './notification-text.ts';
import { headerOf, hasHeader } from './received-mail.ts';
import type { ReceivedMail } from './received-mail.ts';
import { hasNullReturnPath, isDaemon, isSilentSender } from './senders.ts';
import { stageOf } from './smtp-stage.ts';
import type { SmtpStage } from './smtp-stage.ts';

export interface BouncedRecipient extends ScopeVerdict {
  /** In lower case; null where the notice names nobody. */
  address: string | null;
  status: string | null;
  /** What the server said, cut to a length fit to show. */
  diagnostic: string;
}

export interface BounceReading {
  /** A delay changes nothing; a receipt says that the mail arrived. */
  kind: 'bounce' | 'delay' | 'receipt';
  evidence: string[];
  recipients: BouncedRecipient[];
  envelopeId: string | null;
}

const addressPattern = /[A-Z0-9._%+'=-]{1,80}@[A-Z0-9](?:[A-Z0-9-]{0,62}\.)+[A-Z]{2,24}/giu;

/** Null where the mail is no notice of a mail system. */
export function readBounce(mail: ReceivedMail): BounceReading | null {
  const evidence = bounceEvidence(mail);
  if (evidence.length === 0) return null;
  const reports = reportParts(mail).flatMap((text) => readDeliveryReport(text) ?? []);
  const reported = reports.flatMap((report) => report.recipients);
  const envelopeId = reports.find((report) => report.envelopeId !== null)?.envelopeId ?? null;
  const notice = notificationOf(mail.text === '' ? bodyOf(mail.rawText) : mail.text);
  const counted = reported.filter((one) => !isGood(one) && !isDelay(one));
  if (reported.length > 0 && counted.length === 0) {
    const kind = reported.every(isGood) ? 'receipt' : 'delay';
    return { kind, evidence, recipients: [], envelopeId };
  }
  if (counted.length > 0) {
    const ruled = reports.some((report) => isOwnersRule(report.reportingHost)) ? byOwnersRule : {};
    const all = counted.flatMap((one) => one.address ?? []);
    const recipients = counted.map((one) => ({ ...fromReport(one, notice, all), ...ruled }));
    return { kind: 'bounce', evidence, recipients, envelopeId };
  }
  if (isDelayNotice(mail, notice)) return { kind: 'delay', evidence, recipients: [], envelopeId };
  return { kind: 'bounce', evidence, recipients: fromWords(mail, notice), envelopeId };
}

/** There the owner of an address writes the answer; "does not exist" is then a wish, not a fact. */
function isOwnersRule(host: string): boolean {
  return /^inbound-smtp\..*amazonaws\.com$/u.test(host);
}

const byOwnersRule = {
  scope: 'recipient_policy',
  isHard: false,
  because: 'a rule of the recipient answered',
} as const;

function isGood(one: ReportedRecipient): boolean {
  return /^(?:delivered|relayed|expanded)$/u.test(one.action) || (one.status ?? '').startsWith('2');
}

function isDelay(one: ReportedRecipient): boolean {
  return one.action === 'delayed';
}

function bounceEvidence(mail: ReceivedMail): string[] {
  const type = headerOf(mail, 'content-type').toLowerCase();
  const isReport =
    type.includes('multipart/report') && !/feedback-report|disposition-notification/u.test(type);
  const returns = mail.parts.some((part) =>
    /^message\/rfc822|rfc822-headers/u.test(part.mediaType),
  );
  const isMachine = isDaemon(mail) || hasNullReturnPath(mail) || (isSilentSender(mail) && returns);
  const hasReport = reportParts(mail).length > 0;
  const evidence: string[] = [];
  if (isReport && hasReport) evidence.push('a delivery report');
  else if (isReport && type.includes('delivery-status'))
    evidence.push('declared a delivery report');
  else if (hasReport && (isMachine || isBounceSubject(mail.subject)))
    evidence.push('a delivery report from a mail system');
  if (hasHeader(mail, 'x-failed-recipients')) evidence.push('X-Failed-Recipients');
  if (hasHeader(mail, 'x-ms-exchange-message-is-ndr')) evidence.push('marked as a failure notice');
  if (evidence.length > 0) return evidence;
  return wordEvidence(mail, isMachine);
}

/** Without structure: a mail system must have sent it, and it must speak of a failure. */
function wordEvidence(mail: ReceivedMail, isMachine: boolean): string[] {
  if (!isMachine || isAnswer(mail)) return [];
  const body = mail.text === '' ? bodyOf(mail.rawText) : mail.text;
  const saysSo = hasBouncePhrase(body);
  const hasSubject = isBounceSubject(mail.subject);
  const returns = mail.parts.some((part) => /^message\/|rfc822-headers/u.test(part.mediaType));
  const who = isDaemon(mail) ? 'sent by a mail system' : 'an empty envelope sender';
  if (hasSubject && (saysSo || returns || isDaemon(mail)))
    return [who, 'the subject of a failure notice'];
  if ((isDaemon(mail) || (isSilentSender(mail) && returns)) && (saysSo || returns))
    return [who, 'the words of a failure notice'];
  return [];
}

/** A person's answer, even to a failure notice: behind "Re:" and from a mailbox that is no daemon's. */
function isAnswer(mail: ReceivedMail): boolean {
  return (
    !isDaemon(mail) && /^(?:re|aw|sv|antw|odp|fwd?|wg|tr|rv|enc)\s*:/iu.test(mail.subject.trim())
  );
}

function reportParts(mail: ReceivedMail): string[] {
  return mail.parts
    .filter((part) => /^message\/(?:global-)?delivery-status$/u.test(part.mediaType))
    .map((part) => part.text);
}

function isDelayNotice(mail: ReceivedMail, notice: string): boolean {
  const words = `${mail.subject}\n${notice}`;
  return (
    /warning message only|delivery (?:has been |is )?(?:delayed|temporarily)|(?:message|mail) (?:is|has been|still) (?:delayed|not yet|undelivered after)|delivery status notification \(delay|could not send message for past|will (?:continue|be retried|keep trying|try)|still (?:trying|being retried)|not (?:been )?(?:yet )?delivered (?:yet|after)|verzögert|wird weiter versucht|retardée?|retrasad|in ritardo/iu.test(
      words,
    ) && !/permanent|giving up|given up|has failed|will not be retried/iu.test(words)
  );
}

function fromReport(
  one: ReportedRecipient,
  notice: string,
  all: readonly string[],
): BouncedRecipient {
  const spoken = one.diagnostic === '' ? '' : one.diagnostic;
  const stage = stageOf(notice, one.diagnostic) ?? stageOf(spoken, '');
  const first = scopeOf({ status: one.status, diagnostic: spoken, stage, isReported: true });
  // A bare status, or words that say nothing: the notice may say more, where it is about nobody else.
  const about = aboutAddress(notice, one.address, all);
  const useNotice = spoken === '' || (first.scope === 'unknown' && about !== '');
  const fromNotice = useNotice ? scopeOfWords(about, one.status, stageOf(notice, '')) : first;
  const verdict = fromNotice.scope === 'unknown' ? first : fromNotice;
  const diagnostic = (one.diagnostic === '' ? about : one.diagnostic).slice(0, 500).trim();
  return { ...verdict, address: one.address, status: one.status, diagnostic };
}

/** The quoted answers of servers first: around them notices put advice that says nothing of the reason. */
function scopeOfWords(words: string, status: string | null, stage: SmtpStage | null): ScopeVerdict {
  const reason = scopeOf({ status: null, diagnostic: words, stage: null, isReported: false });
  if (reason.because === 'the account is switched off') return reason;
  const said = repliesIn(words)
    .toSorted((one, two) => Number(one.startsWith('4')) - Number(two.startsWith('4')))
    .map((diagnostic) => scopeOf({ status, diagnostic, stage, isReported: false }));
  const clear = said.find(
    (verdict) => verdict.scope !== 'unknown' && verdict.scope !== 'transient',
  );
  if (clear !== undefined) return clear;
  const whole = scopeOf({ status, diagnostic: words, stage, isReported: false });
  return whole.scope === 'unknown' ? (said[0] ?? whole) : whole;
}

/** The lines about one address where several failed, else the whole notice. */
function aboutAddress(notice: string, address: string | null, all: readonly string[]): string {
  if (all.length <= 1 || address === null) return notice;
  const lower = notice.toLowerCase();
  const place = lower.indexOf(address);
  if (place < 0) return '';
  const ends = all
    .filter((other) => other !== address)
    .map((other) => lower.indexOf(other, place + address.length))
    .filter((end) => end > 0);
  return notice.slice(Math.max(0, place - 20), Math.min(place + 600, ...ends));
}

/** A notice without report: one verdict for each address it names, or one for nobody. */
function fromWords(mail: ReceivedMail, notice: string): BouncedRecipient[] {
  const own = new Set(mail.to.map((one) => one.address));
  const failed = headerOf(mail, 'x-failed-recipients').toLowerCase();
  const named = failed === '' ? notice.toLowerCase() : failed;
  const addresses = [...new Set([...named.matchAll(addressPattern)].map((match) => match[0]))]
    .filter((address) => !own.has(address) && !/^(?:postmaster|mailer-daemon)@/u.test(address))
    .slice(0, 50);
  const status = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/u.exec(notice)?.[1] ?? null;
  const whole = scopeOfWords(notice, status, stageOf(notice, ''));
  const base = { status, diagnostic: notice.slice(0, 500).trim() };
  if (addresses.length <= 1) return [{ ...base, ...whole, address: addresses[0] ?? null }];
  return addresses.map((address) => {
    const about = aboutAddress(notice, address, addresses);
    const said = scopeOfWords(about, null, stageOf(notice, about));
    const verdict = said.scope === 'unknown' ? whole : said;
    return { ...base, ...verdict, address, diagnostic: about.slice(0, 300).trim() };
  });
}

function bodyOf(rawText: string): string {
  const start = /\r?\n\r?\n/u.exec(rawText);
  return start === null ? '' : rawText.slice(start.index, start.index + 20_000);
}
