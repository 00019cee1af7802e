// Reads what an answer wants. Transparent: which rule, which words, how sure; a person's judgement stands above it.

import { saysAway } from './auto-words.ts';
import { stripQuoted } from './quoted-text.ts';
import { intentRules } from './reply-intents.ts';
import type { ReplyIntent } from './reply-intents.ts';

export interface IntentReading {
  intent: ReplyIntent;
  /** From 0 to 1. */
  confidence: number;
  /** In words, fit to show. */
  because: string;
}

/** A wish to stop at least this sure is followed at once; below it a person is asked. */
export const stopConfidenceMin = 0.8;

/** Pure. Reads what the person wrote themselves; where the quote's beginning is unclear, everything, and is less sure. */
export function readIntent(mail: { text: string; subject: string }): IntentReading {
  const { said, isClear } = stripQuoted(mail.text);
  const words = said.slice(0, 4_000).trim();
  if (words === '') return readSubject(mail.subject);
  const matches = intentRules.filter((rule) => rule.is.test(words));
  const [first] = matches;
  if (first === undefined && saysAway(words))
    return { intent: 'out_of_office', confidence: 0.6, because: 'says that they are away' };
  if (first === undefined)
    return { intent: 'other', confidence: 0.5, because: 'no rule knows these words' };
  const rivals = new Set(matches.map((match) => match.intent));
  // "Not now" beside "interested" is later; a no beside a yes is doubtful either way.
  const isDoubtful = rivals.has('interested') && rivals.size > 1 && first.intent !== 'stop';
  const isLong = words.length > 1_200;
  const confidence =
    first.weight -
    (isDoubtful ? 0.25 : 0) -
    (isLong ? 0.1 : 0) -
    (isClear || words.length < 400 ? 0 : 0.1);
  const chosen =
    isDoubtful && rivals.has('later') && first.intent === 'not_interested' ? 'later' : first.intent;
  return { intent: chosen, confidence: Math.round(confidence * 100) / 100, because: first.because };
}

/** The mailto of List-Unsubscribe says it in the subject only. */
function readSubject(subject: string): IntentReading {
  const isStop = /^\s*(?:(?:re|aw|sv):\s*)?(?:unsubscribe|stop|remove|opt[- ]?out)\b/iu.test(
    subject,
  );
  if (isStop) return { intent: 'stop', confidence: 0.95, because: 'the subject asks to stop' };
  return { intent: 'other', confidence: 0.3, because: 'nothing was written' };
}
