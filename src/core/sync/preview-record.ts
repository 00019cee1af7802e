// Runs the planner to its end on paper: what a record would come to, field by field, and how many calls it takes.
// It is the same planner that writes, so a dry run cannot promise anything else.

import type { MappedValue } from './mapping-apply.ts';
import { mergeRecord } from './merge-record.ts';
import type { MergedField, OwnedKeys } from './merge-record.ts';
import type { FieldValue } from './mapping.ts';
import { isChange, outlineFields } from './outline.ts';
import type { FieldOutcome } from './outline.ts';
import { agreedScalars } from './plan-contact.ts';
import { nextRecordStep } from './plan-record.ts';
import type { Effect, RecordBase, RecordFacts, RecordStep } from './plan-record.ts';
import type { RemoteContact, RemoteOpportunity } from './remote.ts';
import { settledBase } from './settled-base.ts';

export interface RecordPreview {
  /** The candidate does not stand in Lever yet, as far as we know. */
  isNew: boolean;
  /** Empty where nothing would be written to the record at all; then `because` says why. */
  outcomes: FieldOutcome[];
  because: string;
  /** At least one value that stands in Lever would be replaced or taken away. */
  hasChange: boolean;
  /** Calls to Lever by kind: look_up, read_contact, create_opportunity … */
  calls: Record<string, number>;
  callCount: number;
}

/** No plan of one record takes more steps than this. */
const stepsMax = 200;

/** Pure. Waiting is skipped: what would be written sooner or later counts. */
export function previewRecord(facts: RecordFacts, mapped: readonly MappedValue[]): RecordPreview {
  const isNew = facts.opportunityId === null;
  const first = nextRecordStep(facts);
  const isIdle = first.step === 'nothing' && (!facts.isTriggered || facts.gone !== null);
  const outcomes = isIdle ? [] : outlineFields(mergedFields(facts, mapped), isNew);
  const calls = countCalls(facts);
  return {
    isNew,
    outcomes,
    because: isIdle ? first.because : '',
    hasChange: outcomes.some(isChange),
    calls,
    callCount: Object.values(calls).reduce((sum, count) => sum + count, 0),
  };
}

/** Of somebody to whom nothing happens, and why. */
export function emptyPreview(because: string): RecordPreview {
  return { isNew: true, outcomes: [], because, hasChange: false, calls: {}, callCount: 0 };
}

/**
 * Every mapped field held against what we know of Lever. The last reading of the candidacy stands in for the contact;
 * where nothing was read since we wrote it, Lever is taken to hold what was last agreed.
 */
export function mergedFields(facts: RecordFacts, mapped: readonly MappedValue[]): MergedField[] {
  const { base } = facts;
  const opportunity =
    facts.opportunity ??
    (facts.opportunityId === null ? null : asAgreed(facts, facts.opportunityId));
  const contact = facts.contact ?? (opportunity === null ? null : contactIn(opportunity));
  const ofContact = (keys: readonly string[]): OwnedKeys => ({ ours: [...keys], seen: [] });
  return mergeRecord({
    mapped,
    agreed: {
      scalars: base.scalars,
      sets: {
        tags: base.tags,
        sources: base.sources,
        links: base.links,
        'contact.emails': ofContact(base.emails),
        'contact.phones': ofContact(base.phones),
      },
    },
    theirs: {
      contact,
      opportunity,
      forms: formsOf(facts, mapped),
    },
    frozen: new Map([...facts.frozen].map((field) => [field, 'it waits for a person'])),
    emailKey: facts.emailKey,
    phoneKey: facts.phoneKey,
  });
}

/** A template that was never read has no form of ours; what a human put there shows when it is read. */
function formsOf(
  facts: RecordFacts,
  mapped: readonly MappedValue[],
): Map<string, ReadonlyMap<string, FieldValue>> {
  const forms = new Map<string, ReadonlyMap<string, FieldValue>>();
  for (const { target } of mapped) {
    if (target.kind !== 'form') continue;
    const read = facts.forms?.[target.template];
    forms.set(target.template, new Map(Object.entries(read ?? {})));
  }
  return forms;
}

function asAgreed({ base, contactId }: RecordFacts, id: string): RemoteOpportunity {
  const scalar = (field: string): string => {
    const value = base.scalars[field];
    return typeof value === 'string' ? value : '';
  };
  const { tags, sources, links } = base;
  return {
    id,
    contact: contactId ?? '',
    name: scalar('contact.name'),
    headline: scalar('contact.headline'),
    location: scalar('contact.location'),
    emails: base.emails,
    phones: base.phones.map((value) => ({ value })),
    links: [...links.ours, ...links.seen],
    tags: [...tags.ours, ...tags.seen],
    sources: [...sources.ours, ...sources.seen],
    archived: null,
    postingIds: [],
    createdAt: 0,
  };
}

function contactIn(opportunity: RemoteOpportunity): RemoteContact {
  const { contact: id, name, headline = '', location = '', emails, phones = [] } = opportunity;
  return { id, name, headline, location, emails, phones };
}

function countCalls(start: RecordFacts): Record<string, number> {
  const calls: Record<string, number> = {};
  const count = (kind: string, times = 1): void => {
    calls[kind] = (calls[kind] ?? 0) + times;
  };
  let facts = start;
  for (let steps = 0; steps < stepsMax; steps += 1) {
    const step = nextRecordStep(facts);
    if (step.step === 'nothing') return calls;
    if (step.step === 'effect') {
      count(step.effect.kind);
      // What is written over is read once more in the same breath, a stage also afterwards.
      if (step.effect.kind === 'update_contact') count('read_contact');
      if (step.effect.kind === 'create_form') count('read_forms');
      if (step.effect.kind === 'set_stage') count('read_opportunity', 2);
    }
    // Reading forms takes the templates and the forms themselves.
    else if (step.step === 'read_forms') count(step.step, 2);
    else if (step.step !== 'agree' && step.step !== 'wait') count(step.step);
    facts = afterStep(facts, step);
  }
  return calls;
}

/** The facts as they would be once the step is done and everything went well. */
function afterStep(facts: RecordFacts, step: RecordStep): RecordFacts {
  switch (step.step) {
    case 'nothing':
      return facts;
    case 'wait':
      return { ...facts, nowMs: Math.max(step.untilMs, facts.nowMs + 1) };
    case 'look_up':
      return { ...facts, lookedUpAtMs: facts.nowMs };
    case 'undo':
      return { ...facts, undoId: null };
    case 'read_opportunity':
      return { ...facts, opportunityReadAtMs: facts.nowMs };
    case 'read_contact':
      return {
        ...facts,
        contact: facts.contact ?? blankContact(facts),
        contactReadAtMs: Math.max(facts.nowMs, (facts.contactWrittenAtMs ?? 0) + 1),
      };
    case 'read_forms':
      return { ...facts, forms: withEveryTemplate(facts), formsReadAtMs: facts.nowMs };
    case 'agree':
      return withBase(facts, step.values);
    case 'effect':
      return afterEffect(facts, step.effect);
  }
}

function afterEffect(facts: RecordFacts, effect: Effect): RecordFacts {
  const { base, wanted } = facts;
  switch (effect.kind) {
    case 'create_opportunity':
      return withBase(
        { ...facts, opportunityId: 'new', contactId: facts.contactId ?? 'new' },
        {
          tags: { ours: wanted.tags, seen: [] },
          sources: { ours: wanted.sources, seen: [] },
          links: { ours: wanted.links, seen: [] },
          emails: wanted.emails,
          phones: wanted.phones.map((phone) => phone.value),
          ...agreedScalars(wanted),
          resumeHash: wanted.resume?.contentHash ?? null,
        },
      );
    case 'add_set': {
      const { ours, seen } = base[effect.field];
      return withBase(facts, { [effect.field]: { ours: [...ours, ...effect.values], seen } });
    }
    case 'remove_set': {
      const { ours, seen } = base[effect.field];
      const left = ours.filter((value) => !effect.values.includes(value));
      return withBase(facts, { [effect.field]: { ours: left, seen } });
    }
    case 'update_contact':
      return withBase({ ...facts, contactWrittenAtMs: facts.nowMs }, effect.settles);
    case 'set_stage':
      return withBase(facts, { stageId: effect.to });
    case 'write_note':
      return {
        ...facts,
        timeline: {
          ...facts.timeline,
          touches: facts.timeline.touches.filter(({ id }) => !effect.note.touchIds.includes(id)),
          notes: [...facts.timeline.notes, { ...effect.note, noteId: 'new', isLost: false }],
        },
      };
    case 'upload_resume':
      return withBase(facts, { resumeHash: effect.contentHash });
    case 'create_form':
      return withBase(facts, effect.settles);
  }
}

function withBase(facts: RecordFacts, values: Partial<RecordBase>): RecordFacts {
  return { ...facts, base: { ...facts.base, ...settledBase(facts.base, values) } };
}

function blankContact(facts: RecordFacts): RemoteContact {
  if (facts.opportunity !== null) return contactIn(facts.opportunity);
  const id = facts.contactId ?? '';
  return { id, name: '', headline: '', location: '', emails: [], phones: [] };
}

function withEveryTemplate(facts: RecordFacts): NonNullable<RecordFacts['forms']> {
  const forms = { ...facts.forms };
  for (const { template } of facts.wanted.forms) forms[template] ??= {};
  return forms;
}
