// The planner: from what a record should hold, what both sides last agreed on and what Lever has, the one next step.
// Nothing is planned whose content equals what was last confirmed, and sets lose only what is ours.

import { markedCreatedAt, markerText, type HashNumber } from './marker.ts';
import { nextTimelineNote, type NoteToWrite, type TimelineInput } from './plan-timeline.ts';
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
  /** True once name, headline and location were settled. */
  isContactSettled: boolean;
  resumeHash: string | null;
  /** Per template the values as last written, in one fixed order. */
  forms: Record<string, string>;
}

export interface RecordFacts {
  isTriggered: boolean;
  gone: string | null;
  /** Stable over a restore: workspace, source and source event of the first profile, posting. */
  recordKey: readonly string[];
  foundAtMs: number;
  postingId: string;
  opportunityId: string | null;
  contactId: string | null;
  lookedUpAtMs: number | null;
  opportunity: RemoteOpportunity | null;
  contact: RemoteContact | null;
  contactReadAtMs: number | null;
  contactWrittenAtMs: number | null;
  wanted: Wanted;
  base: RecordBase;
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
      emails: string[];
      phones: RemotePhone[];
      name?: string;
      headline?: string;
      location?: string;
    }
  | { kind: 'write_note'; note: NoteToWrite; marker: string }
  | { kind: 'upload_resume'; contentHash: string; marker: string }
  | { kind: 'create_form'; form: WantedForm; values: string; marker: string };

export type RecordStep =
  | { step: 'nothing'; because: string }
  | { step: 'wait'; untilMs: number; because: string }
  | { step: 'look_up' }
  | { step: 'read_contact' }
  /** Both sides already hold it: only the base is written, no call is made. */
  | { step: 'agree'; values: Partial<RecordBase> }
  | { step: 'effect'; effect: Effect; lane: 1 | 2 | 3; because: string };

/** A look-up older than this is made again before a create. */
const lookUpFreshMs = 10 * 60_000;
/** A contact read older than this is made again before the whole lists are written back. */
const contactFreshMs = 60_000;
const formQuietMs = 10 * 60_000;

/** Pure; the first rule that wants something wins, so the order of the rules is the order of the calls. */
export function nextRecordStep(facts: RecordFacts): RecordStep {
  if (!facts.isTriggered) return { step: 'nothing', because: 'its trigger has not come' };
  if (facts.gone !== null) return { step: 'nothing', because: `it is ${facts.gone} in Lever` };
  if (facts.opportunityId === null) return nextCreation(facts);
  const timeline = nextTimelineNote({
    ...facts.timeline,
    nowMs: facts.nowMs,
    recordKey: facts.recordKey,
    hash: facts.hash,
  });
  if (timeline.decide === 'write' && timeline.note.hasReply) return noteStep(timeline.note);
  const field = nextContactStep(facts) ?? nextSetStep(facts) ?? nextResumeStep(facts);
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

/** Read, union, write, verify: Lever may replace whole lists, so only a fresh read may be written back. */
function nextContactStep(facts: RecordFacts): RecordStep | null {
  const { base, wanted } = facts;
  if (
    facts.contactWrittenAtMs !== null &&
    (facts.contactReadAtMs ?? 0) <= facts.contactWrittenAtMs
  ) {
    return { step: 'read_contact' };
  }
  const newEmails = missing(wanted.emails, base.emails, facts.emailKey);
  const newPhones = missing(
    wanted.phones.map((phone) => phone.value),
    base.phones,
    facts.phoneKey,
  );
  if (newEmails.length === 0 && newPhones.length === 0 && base.isContactSettled) return null;
  const { contact } = facts;
  if (contact === null || facts.nowMs - (facts.contactReadAtMs ?? 0) > contactFreshMs)
    return { step: 'read_contact' };
  const emails = missing(newEmails, contact.emails, facts.emailKey);
  const phones = missing(
    newPhones,
    contact.phones.map((phone) => phone.value),
    facts.phoneKey,
  );
  const fill = base.isContactSettled ? {} : emptyFields(contact, wanted);
  if (emails.length === 0 && phones.length === 0 && Object.keys(fill).length === 0) {
    return { step: 'agree', values: agreedContact(base, wanted) };
  }
  const phoneOf = new Map(wanted.phones.map((phone) => [phone.value, phone]));
  return {
    step: 'effect',
    effect: {
      kind: 'update_contact',
      emails: [...contact.emails, ...emails],
      phones: [...contact.phones, ...phones.map((value) => phoneOf.get(value) ?? { value })],
      ...fill,
    },
    lane: 2,
    because: 'contact values that Lever does not have yet',
  };
}

/** The contact part of the base once everything wanted stands in Lever, or was written to it. */
export function agreedContact(
  base: RecordBase,
  wanted: Pick<Wanted, 'emails' | 'phones'>,
): Partial<RecordBase> {
  return {
    emails: [...new Set([...base.emails, ...wanted.emails])],
    phones: [...new Set([...base.phones, ...wanted.phones.map((phone) => phone.value)])],
    isContactSettled: true,
  };
}

function emptyFields(
  contact: RemoteContact,
  wanted: Wanted,
): { name?: string; headline?: string; location?: string } {
  return {
    ...(contact.name === '' && wanted.name !== '' ? { name: wanted.name } : {}),
    ...(contact.headline === '' && wanted.headline !== '' ? { headline: wanted.headline } : {}),
    ...(contact.location === '' && wanted.location !== '' ? { location: wanted.location } : {}),
  };
}

function nextSetStep(facts: RecordFacts): RecordStep | null {
  for (const field of setFields) {
    const base = facts.base[field];
    const theirs = facts.opportunity?.[field] ?? [];
    const known = [...base.ours, ...base.seen];
    const toAdd = facts.wanted[field].filter((value) => !known.includes(value));
    const values = toAdd.filter((value) => !theirs.includes(value));
    if (values.length < toAdd.length) {
      const seen = toAdd.filter((value) => theirs.includes(value));
      return {
        step: 'agree',
        values: { [field]: { ours: base.ours, seen: [...base.seen, ...seen] } },
      };
    }
    if (values.length > 0) {
      return {
        step: 'effect',
        effect: { kind: 'add_set', field, values },
        lane: 2,
        because: `${field} that are new`,
      };
    }
    const toRemove = base.ours.filter((value) => !facts.wanted[field].includes(value));
    if (toRemove.length > 0) {
      return {
        step: 'effect',
        effect: { kind: 'remove_set', field, values: toRemove },
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
  const marker = markerText([...facts.recordKey, 'resume', resume.contentHash]);
  return {
    step: 'effect',
    effect: { kind: 'upload_resume', contentHash: resume.contentHash, marker },
    lane: 2,
    because: 'a resume that Lever does not have yet',
  };
}

function nextFormStep(facts: RecordFacts): RecordStep | null {
  let wait: RecordStep | null = null;
  for (const form of facts.wanted.forms) {
    const values = formValuesText(form);
    const written = facts.base.forms[form.template];
    if (written === values) continue;
    const dueMs = written === undefined ? 0 : facts.wantedChangedAtMs + formQuietMs;
    if (facts.nowMs < dueMs) {
      wait = { step: 'wait', untilMs: dueMs, because: 'mapped values are still changing' };
      continue;
    }
    const marker = markerText([...facts.recordKey, 'form', values]);
    return {
      step: 'effect',
      effect: { kind: 'create_form', form, values, marker },
      lane: 3,
      because: 'mapped values changed',
    };
  }
  return wait;
}

/** The form's values in one fixed order, for comparison with the last written ones. */
export function formValuesText(form: WantedForm): string {
  const fields = Object.keys(form.values).sort();
  return JSON.stringify([
    form.template,
    fields.map((field) => [field, form.values[field] ?? null]),
  ]);
}

function missing(
  values: readonly string[],
  known: readonly string[],
  keyOf: (value: string) => string,
): string[] {
  const keys = new Set(known.map(keyOf));
  return values.filter((value) => !keys.has(keyOf(value)));
}
