// The planner: from what a record should hold, what both sides last agreed on and what Lever has, the one next step.
// Nothing is planned whose content equals what was last confirmed, and sets lose only what is ours.

import { markedCreatedAt, markerText, type HashNumber } from './marker.ts';
import { nextTimelineNote, type NoteToWrite, type TimelineInput } from './plan-timeline.ts';
import { decideSet } from './merge.ts';
import { nextContactStep, type ConflictFound } from './plan-contact.ts';
import { nextFormStep } from './plan-forms.ts';
import { nextStageStep } from './plan-stage.ts';
import type { StageToDecide } from './stage-move.ts';
import type { FieldValue } from './mapping.ts';
import type { RemoteContact, RemoteOpportunity, RemotePhone } from './remote.ts';
import { setFields, type SetField, type Wanted, type WantedForm } from './wanted.ts';

export interface SetBase {
  /** Added by us, so ours to remove. */
  ours: string[];
  /** Wanted by us and found there already: not ours. */
  seen: string[];
}

export interface RecordBase {
  tags: SetBase;
  sources: SetBase;
  links: SetBase;
  /** Contact values written or found there: a human's later removal of one is respected. */
  emails: string[];
  phones: string[];
  /** Single values by field key as both sides last held them: the base of the three-way merge. */
  scalars: Record<string, FieldValue>;
  /** By field key what we wished when it was last decided: one wish is not decided twice. */
  decided: Record<string, string>;
  resumeHash: string | null;
  /** The stage we left the candidate in; null: never moved by us. */
  stageId: string | null;
  /** Per template what we wished when it was last decided, in one fixed order. */
  forms: Record<string, string>;
  /** Per template how many forms we added: tells a value that comes back from the first time. */
  formCounts: Record<string, number>;
}

export interface RecordFacts {
  isTriggered: boolean;
  gone: string | null;
  /** Stable over a restore: workspace, source and source event of the first profile, posting. */
  recordKey: readonly string[];
  foundAtMs: number;
  postingId: string;
  opportunityId: string | null;
  /** We created it. */
  isOurs: boolean;
  contactId: string | null;
  lookedUpAtMs: number | null;
  opportunity: RemoteOpportunity | null;
  opportunityReadAtMs: number | null;
  contact: RemoteContact | null;
  contactReadAtMs: number | null;
  contactWrittenAtMs: number | null;
  /** By template, the values of the newest form in Lever; null where none was read. */
  forms: Readonly<Record<string, Readonly<Record<string, FieldValue>>>> | null;
  formsReadAtMs: number | null;
  wanted: Wanted;
  base: RecordBase;
  /** Where outreach wants the candidate; null where it moves nothing. */
  stage: Omit<StageToDecide, 'currentStageId' | 'ownStageId' | 'isArchived'> | null;
  /** The next undo that a person asked for. */
  undoId: string | null;
  /** Fields that wait for a person: nothing is written to them. */
  frozen: ReadonlySet<string>;
  timeline: Pick<TimelineInput, 'touches' | 'notes' | 'policy'>;
  /** When the form's wanted values last changed, for its quiet period. */
  wantedChangedAtMs: number;
  nowMs: number;
  hash: HashNumber;
  /** Equal keys mean the same phone or email, however written. */
  emailKey: (value: string) => string;
  phoneKey: (value: string) => string;
}

export type Effect =
  | { kind: 'create_opportunity'; contactId: string | null; createdAt: number; marker: string }
  | { kind: 'add_set'; field: SetField; values: string[] }
  | { kind: 'remove_set'; field: SetField; values: string[] }
  | {
      kind: 'update_contact';
      emails?: string[];
      phones?: RemotePhone[];
      name?: string;
      headline?: string;
      location?: string;
      settles: Partial<RecordBase>;
      conflicts: ConflictFound[];
    }
  | { kind: 'set_stage'; from: string | null; to: string }
  | { kind: 'write_note'; note: NoteToWrite; marker: string }
  | { kind: 'upload_resume'; contentHash: string; marker: string }
  | {
      kind: 'create_form';
      form: WantedForm;
      /** Values of the newest form before. */
      before: Record<string, FieldValue>;
      settles: Partial<RecordBase>;
      conflicts: ConflictFound[];
      marker: string;
    };

export type RecordStep =
  | { step: 'nothing'; because: string }
  | { step: 'wait'; untilMs: number; because: string }
  | { step: 'look_up' }
  | { step: 'read_contact' }
  | { step: 'read_forms' }
  /** A person wants something of ours taken back; that comes before anything else. */
  | { step: 'undo'; undoId: string }
  /** Where the candidate stands is read just before it is moved: a human may have been faster. */
  | { step: 'read_opportunity' }
  /** Both sides already hold it: only the base is written, no call is made. */
  | { step: 'agree'; values: Partial<RecordBase>; conflicts?: ConflictFound[] }
  | { step: 'effect'; effect: Effect; lane: 1 | 2 | 3; because: string };

/** A look-up older than this is made again before a create. */
const lookUpFreshMs = 10 * 60_000;

/** Pure; the first rule that wants something wins, so the order of the rules is the order of the calls. */
export function nextRecordStep(facts: RecordFacts): RecordStep {
  if (!facts.isTriggered) return { step: 'nothing', because: 'its trigger has not come' };
  if (facts.gone !== null) return { step: 'nothing', because: `it is ${facts.gone} in Lever` };
  if (facts.undoId !== null) return { step: 'undo', undoId: facts.undoId };
  if (facts.frozen.has('opportunity'))
    return { step: 'nothing', because: 'it was taken back and waits for a person' };
  if (facts.opportunityId === null) return nextCreation(facts);
  const timeline = nextTimelineNote({
    ...facts.timeline,
    nowMs: facts.nowMs,
    recordKey: facts.recordKey,
    hash: facts.hash,
  });
  if (timeline.decide === 'write' && timeline.note.hasReply) return noteStep(timeline.note);
  const field =
    nextContactStep(facts) ?? nextSetStep(facts) ?? nextStageStep(facts) ?? nextResumeStep(facts);
  if (field !== null) return field;
  if (timeline.decide === 'write') return noteStep(timeline.note);
  const form = nextFormStep(facts);
  if (form !== null && form.step !== 'wait') return form;
  const waits = [
    form?.step === 'wait' ? form.untilMs : null,
    timeline.decide === 'wait' ? timeline.untilMs : null,
  ];
  const untilMs = Math.min(...waits.filter((wait) => wait !== null));
  if (Number.isFinite(untilMs))
    return { step: 'wait', untilMs, because: 'waiting for company before the next write' };
  return { step: 'nothing', because: 'Lever holds what was last agreed' };
}

function nextCreation(facts: RecordFacts): RecordStep {
  if (facts.lookedUpAtMs === null || facts.nowMs - facts.lookedUpAtMs > lookUpFreshMs)
    return { step: 'look_up' };
  const marker = markerText([...facts.recordKey, 'opportunity']);
  const createdAt = markedCreatedAt({
    foundAtMs: facts.foundAtMs,
    nowMs: facts.nowMs,
    marker,
    hash: facts.hash,
  });
  return {
    step: 'effect',
    effect: { kind: 'create_opportunity', contactId: facts.contactId, createdAt, marker },
    lane: 2,
    because: 'the person is due in Lever and was not found there',
  };
}

function noteStep(note: NoteToWrite): RecordStep {
  return {
    step: 'effect',
    effect: { kind: 'write_note', note, marker: note.marker },
    lane: note.hasReply ? 1 : 3,
    because: note.noteId === null ? 'first touch of the sequence' : 'new touches of the sequence',
  };
}

function nextSetStep(facts: RecordFacts): RecordStep | null {
  const { wanted, opportunity, frozen } = facts;
  for (const field of setFields) {
    if (frozen.has(field) || !wanted.managed.includes(field)) continue;
    const base = facts.base[field];
    const decision = decideSet({
      own: base.ours,
      seen: base.seen,
      desired: wanted[field],
      // Ours count as standing: a reading may be older than our write, and taking away what is gone costs nothing.
      theirs: [...(opportunity?.[field] ?? []), ...base.ours],
      mayRemove: wanted.removable.includes(field),
    });
    const seen = decision.seen.filter((value) => !base.seen.includes(value));
    if (seen.length > 0) {
      const values = { [field]: { ours: base.ours, seen: [...base.seen, ...seen] } };
      return { step: 'agree', values };
    }
    if (decision.add.length > 0) {
      return {
        step: 'effect',
        effect: { kind: 'add_set', field, values: decision.add },
        lane: 2,
        because: `${field} that are new`,
      };
    }
    if (decision.remove.length > 0) {
      return {
        step: 'effect',
        effect: { kind: 'remove_set', field, values: decision.remove },
        lane: 2,
        because: `${field} of ours that no longer hold`,
      };
    }
  }
  return null;
}

function nextResumeStep(facts: RecordFacts): RecordStep | null {
  const { resume } = facts.wanted;
  if (resume === null || facts.base.resumeHash === resume.contentHash) return null;
  // With the one before it, so that an older resume which comes back is another effect.
  const before = facts.base.resumeHash ?? '';
  const marker = markerText([...facts.recordKey, 'resume', before, resume.contentHash]);
  return {
    step: 'effect',
    effect: { kind: 'upload_resume', contentHash: resume.contentHash, marker },
    lane: 2,
    because: 'a resume that Lever does not have yet',
  };
}
