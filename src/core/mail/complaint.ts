// Recognises reports that somebody marked our mail as unwanted (ARF, and the few providers that report without it).

import { hasHeader, headerOf } from './received-mail.ts';
import type { ReceivedMail } from './received-mail.ts';

export interface ComplaintReading {
  evidence: string[];
  feedback: string;
}

/** Null where the mail is no such report. "not-spam" is the opposite of a complaint. */
export function readComplaint(mail: ReceivedMail): ComplaintReading | null {
  const part = mail.parts.find((each) => each.mediaType === 'message/feedback-report');
  const type = headerOf(mail, 'content-type').toLowerCase();
  if (part !== undefined) {
    const feedback =
      /^feedback-type\s*:\s*([a-z-]+)/imu.exec(part.text)?.[1]?.toLowerCase() ?? 'abuse';
    if (feedback === 'not-spam') return null;
    return { evidence: [`a feedback report: ${feedback}`], feedback };
  }
  if (type.includes('multipart/report') && type.includes('feedback-report'))
    return { evidence: ['declared a feedback report'], feedback: 'abuse' };
  return unsubscribeOf(mail) ?? oldStyle(mail);
}

/** A mail program asks on its user's behalf to be taken off: the mailto of List-Unsubscribe. */
function unsubscribeOf(mail: ReceivedMail): ComplaintReading | null {
  if (!/true/iu.test(headerOf(mail, 'x-apple-unsubscribe'))) return null;
  return { evidence: ['sent by the unsubscribe button'], feedback: 'opt-out' };
}

/** Some loops send the complaint as plain words with the mail attached. */
function oldStyle(mail: ReceivedMail): ComplaintReading | null {
  const returns = mail.parts.some((part) => part.mediaType.startsWith('message/rfc822'));
  const subject =
    /^complaint about message from|^(?:abuse|spam|feedback) (?:report|complaint)|feedback-?loop|\bfbl\b|^email feedback report|junk mail report/iu;
  const isReporter =
    /^(?:staff@hotmail\.com|feedback-?loop|fbl|abuse|complaints?|scomp|arf)/iu.test(
      mail.from.address,
    ) || mail.parts.some((part) => /^x-hmxmroriginalrecipient/imu.test(part.text));
  if (hasHeader(mail, 'x-hmxmroriginalrecipient'))
    return { evidence: ['a complaint without a report'], feedback: 'abuse' };
  if (!returns || !isReporter || !subject.test(mail.subject)) return null;
  return { evidence: ['a complaint without a report'], feedback: 'abuse' };
}
