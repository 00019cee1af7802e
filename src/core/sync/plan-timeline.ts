// Decides the next flush to the timeline: which touches, into which note, and whether to wait for more.

import { markerText, noteRef, type HashNumber } from './marker.ts';
import {
  noteText,
  noteTitle,
  timelineLine,
  timelineLines,
  type TimelineTouch,
} from './timeline-text.ts';
import type { TimelinePolicy } from './timeline-policy.ts';

/** One flush carries at most this many touches; the rest follow in the next. */
const touchesPerFlushMax = 100;

export interface TimelineNote {
  sequence: string;
  position: number;
  noteId: string;
  isLost: boolean;
}

export interface NoteToWrite {
  sequence: string;
  position: number;
  /** The thread to add to; null starts a new note. */
  noteId: string | null;
  touchIds: string[];
  value: string;
  /** Milliseconds, in the past. */
  createdAt: number;
  ref: string;
  marker: string;
  hasReply: boolean;
}

export type TimelineDecision =
  | { decide: 'write'; note: NoteToWrite }
  | { decide: 'wait'; untilMs: number }
  | { decide: 'nothing' };

export interface TimelineInput {
  /** Not yet on this record's timeline, in any order. */
  touches: readonly TimelineTouch[];
  notes: readonly TimelineNote[];
  policy: TimelinePolicy;
  nowMs: number;
  /** Names the record in markers: stable over a restore. */
  recordKey: readonly string[];
  hash: HashNumber;
}

/** Pure. A reply goes first, then the oldest sequence that has a line due; the wait ends with the earliest quiet span. */
export function nextTimelineNote(input: TimelineInput): TimelineDecision {
  const wanted = input.touches
    .filter((touch) => input.policy.treatments[touch.kind] !== 'off')
    .sort(
      (one, two) =>
        one.occurredAtMs - two.occurredAtMs || compareText(one.sourceEventId, two.sourceEventId),
    );
  const own = wanted.find((touch) => input.policy.treatments[touch.kind] === 'own_note');
  const digests = wanted.filter((touch) => input.policy.treatments[touch.kind] !== 'own_note');
  const due = dueSequences(digests, input);
  const chosen = due.find((group) => group.hasReply) ?? due[0];
  if (chosen !== undefined) return { decide: 'write', note: digestNote(chosen.touches, input) };
  if (own !== undefined) return { decide: 'write', note: ownNote(own, input) };
  if (digests.length === 0) return { decide: 'nothing' };
  return { decide: 'wait', untilMs: Math.min(...digests.map((touch) => lineDueMs(touch, input))) };
}

/** True where the text of a note found in Lever already tells of this touch. */
export function isToldIn(value: string, touch: TimelineTouch): boolean {
  if (touch.kind === 'opened' || touch.kind === 'clicked') return true;
  const line = timelineLine(touch);
  return value.split('\n').includes(line);
}

interface SequenceGroup {
  touches: TimelineTouch[];
  hasReply: boolean;
}

function dueSequences(digests: readonly TimelineTouch[], input: TimelineInput): SequenceGroup[] {
  const groups = new Map<string, TimelineTouch[]>();
  for (const touch of digests) {
    const group = groups.get(touch.sequence);
    if (group === undefined) groups.set(touch.sequence, [touch]);
    else group.push(touch);
  }
  return [...groups.values()]
    .filter((touches) => touches.some((touch) => lineDueMs(touch, input) <= input.nowMs))
    .map((touches) => ({ touches, hasReply: touches.some((touch) => touch.kind === 'replied') }));
}

function lineDueMs(touch: TimelineTouch, input: TimelineInput): number {
  if (input.policy.treatments[touch.kind] === 'digest') return 0;
  return touch.occurredAtMs + input.policy.quietMinutes * 60_000;
}

function digestNote(group: readonly TimelineTouch[], input: TimelineInput): NoteToWrite {
  const touches = group.slice(0, touchesPerFlushMax);
  const first = touches[0] as TimelineTouch;
  const ofSequence = input.notes.filter((note) => note.sequence === first.sequence);
  const open = ofSequence.find((note) => !note.isLost);
  const position = open?.position ?? ofSequence.length;
  const name = [...input.recordKey, 'note', first.sequence, `${position}`];
  const told = touches.map(({ source, sourceEventId }) => markerText([source, sourceEventId]));
  const ref = noteRef(markerText([...name, first.source, first.sourceEventId]), input.hash);
  const title = open === undefined ? noteTitle(first.sequence, first.source) : null;
  return {
    sequence: first.sequence,
    position,
    noteId: open?.noteId ?? null,
    touchIds: touches.map((touch) => touch.id),
    value: noteText({ title, lines: timelineLines(touches), ref }),
    createdAt: pastMs(first.occurredAtMs, input.nowMs),
    ref,
    // Of all it tells: where a look finds some lines standing already, the rest goes in another flush.
    marker: markerText([
      ...name,
      `${input.hash(markerText(told))}`,
      first.source,
      first.sourceEventId,
    ]),
    hasReply: touches.some((touch) => touch.kind === 'replied'),
  };
}

function ownNote(touch: TimelineTouch, input: TimelineInput): NoteToWrite {
  const marker = markerText([...input.recordKey, 'own-note', touch.source, touch.sourceEventId]);
  const ref = noteRef(marker, input.hash);
  return {
    sequence: `touch:${touch.id}`,
    position: 0,
    noteId: null,
    touchIds: [touch.id],
    value: noteText({
      title: noteTitle(touch.sequence, touch.source),
      lines: timelineLines([touch]),
      ref,
    }),
    createdAt: pastMs(touch.occurredAtMs, input.nowMs),
    ref,
    marker,
    hasReply: touch.kind === 'replied',
  };
}

function pastMs(atMs: number, nowMs: number): number {
  return Math.min(atMs, nowMs - 1000);
}

function compareText(one: string, two: string): number {
  if (one === two) return 0;
  return one < two ? -1 : 1;
}
