// What a hiring manager reads: dated lines, one per touch, in plain words.

import type { TouchChannel, TouchKind } from '../people/received.ts';

export interface TimelineTouch {
  id: string;
  source: string;
  sourceEventId: string;
  channel: TouchChannel;
  kind: TouchKind;
  sequence: string;
  step: number | null;
  subject: string | null;
  sender: string | null;
  excerpt: string | null;
  isHardBounce: boolean;
  occurredAtMs: number;
}

const excerptLengthMax = 400;
const subjectLengthMax = 150;
const senderLengthMax = 100;

const channelNames: Record<TouchChannel, string> = {
  email: 'Email',
  linkedin: 'LinkedIn message',
  sms: 'SMS',
  call: 'Call',
  other: 'Message',
};

const channelWords: Record<TouchChannel, string> = {
  email: 'email',
  linkedin: 'LinkedIn',
  sms: 'SMS',
  call: 'call',
  other: 'message',
};

/** Lever reads `@name` as a mention and tells that user; text that others wrote must never do that. */
export function withoutMentions(text: string): string {
  return text.replace(/[@\uFF20\uFE6B]/gu, '(at)');
}

/** One line of the timeline; the same touch always gives the same text. */
export function timelineLine(touch: TimelineTouch): string {
  const when = timeText(touch.occurredAtMs);
  const step = touch.step === null ? '' : `, step ${touch.step}`;
  const parts = [`${when}  ${headline(touch)}${step}`];
  if (touch.subject !== null && touch.subject !== '')
    parts.push(`“${clean(touch.subject, subjectLengthMax)}”`);
  if (touch.sender !== null && touch.sender !== '')
    parts.push(`${senderWord(touch.kind)} ${clean(touch.sender, senderLengthMax)}`);
  const line = parts.join(' · ');
  const quote =
    touch.kind === 'replied' && touch.excerpt !== null
      ? clean(touch.excerpt, excerptLengthMax)
      : '';
  return quote === '' ? line : `${line} — “${quote}”`;
}

/** Opens and clicks of one message become one line with a count, dated by the first of them. */
export function timelineLines(touches: readonly TimelineTouch[]): string[] {
  const lines: string[] = [];
  const counted = new Map<string, { touch: TimelineTouch; count: number; index: number }>();
  for (const touch of touches) {
    if (touch.kind !== 'opened' && touch.kind !== 'clicked') {
      lines.push(timelineLine(touch));
      continue;
    }
    const key = `${touch.kind}|${touch.channel}|${touch.step ?? ''}|${touch.subject ?? ''}`;
    const seen = counted.get(key);
    if (seen === undefined) {
      counted.set(key, { touch, count: 1, index: lines.length });
      lines.push('');
    } else {
      seen.count += 1;
    }
  }
  for (const { touch, count, index } of counted.values()) {
    lines[index] = count === 1 ? timelineLine(touch) : `${timelineLine(touch)} (${count} times)`;
  }
  return lines;
}

/** The whole text of a note or comment: title only on the note itself, the reference always last. */
export function noteText(input: {
  title: string | null;
  lines: readonly string[];
  ref: string;
}): string {
  const title = input.title === null ? [] : [input.title];
  return [...title, ...input.lines, `ref ${input.ref}`].join('\n');
}

/** The title of the rolling note of one sequence. */
export function noteTitle(sequence: string, source: string): string {
  const name = sequence === '' ? 'Outreach' : `Outreach: ${clean(sequence, subjectLengthMax)}`;
  return `${name} (via ${clean(source, senderLengthMax)})`;
}

function headline(touch: TimelineTouch): string {
  const channel = channelNames[touch.channel];
  switch (touch.kind) {
    case 'enrolled':
      return 'Added to the sequence';
    case 'sent':
      return `${channel} sent`;
    case 'delivered':
      return `${channel} delivered`;
    case 'opened':
      return `${channel} opened`;
    case 'clicked':
      return `Link in ${channelWords[touch.channel]} clicked`;
    case 'replied':
      return `Replied by ${channelWords[touch.channel]}`;
    case 'bounced':
      return touch.isHardBounce ? `${channel} bounced for good` : `${channel} bounced for now`;
    case 'unsubscribed':
      return 'Asked not to be contacted';
    case 'connected':
      return touch.channel === 'call' ? 'Call answered' : 'Connected on LinkedIn';
    case 'task_done':
      return `${channel} task done`;
    case 'finished':
      return 'Sequence finished';
  }
}

function senderWord(kind: TouchKind): string {
  return kind === 'replied' || kind === 'opened' || kind === 'clicked' || kind === 'unsubscribed'
    ? 'to'
    : 'by';
}

function clean(text: string, lengthMax: number): string {
  const flat = withoutMentions(text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim());
  const letters = Array.from(flat);
  return letters.length <= lengthMax ? flat : `${letters.slice(0, lengthMax - 1).join('')}…`;
}

function timeText(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
