// All fields of one record at once: what we would like, what both sides last agreed on, what Lever has, and per
// field what is to be done. The planner, the dry run and the drift report all ask here, so they cannot disagree.

import type { FieldValue, MappingRule } from './mapping.ts';
import type { MappedItem, MappedScalar, MappedSet, MappedValue } from './mapping-apply.ts';
import { decideField, decideSet } from './merge.ts';
import type { FieldDecision, SetDecision } from './merge.ts';
import type { RemoteContact, RemoteOpportunity } from './remote.ts';

/** Per field what is ours and what was there without us. */
export interface OwnedKeys {
  ours: string[];
  seen: string[];
}

export interface AgreedValues {
  /** By field key; a field that is not there was never agreed on. */
  scalars: Readonly<Record<string, FieldValue>>;
  sets: Readonly<Record<string, OwnedKeys>>;
}

export interface Theirs {
  contact: RemoteContact | null;
  opportunity: RemoteOpportunity | null;
  /** By template as the mapping names it, then by field text; a template that is not there was not read. */
  forms: ReadonlyMap<string, ReadonlyMap<string, FieldValue>>;
}

export interface RecordToMerge {
  mapped: readonly MappedValue[];
  agreed: AgreedValues;
  theirs: Theirs;
  /** Fields that wait for a person, and why. */
  frozen: ReadonlyMap<string, string>;
  emailKey: (value: string) => string;
  phoneKey: (value: string) => string;
}

interface MergedBase {
  field: string;
  target: MappingRule['to'];
  rule: number;
}

export interface MergedScalar extends MergedBase {
  shape: 'scalar';
  policy: MappedScalar['policy'];
  base: FieldValue | undefined;
  ours: FieldValue;
  theirs: FieldValue;
  decision: FieldDecision;
}

export interface MergedSet extends MergedBase {
  shape: 'set';
  policy: MappedSet['policy'];
  /** As they stand in Lever. */
  theirs: string[];
  /** Items to write, in our order. */
  add: MappedItem[];
  /** Values to take away, as they stand in Lever. */
  remove: string[];
  decision: SetDecision;
}

/** What Lever has there was not read yet, so nothing can be decided. */
export interface UnreadField extends MergedBase {
  shape: 'unread';
  ours: FieldValue | MappedItem[];
}

export type MergedField = MergedScalar | MergedSet | UnreadField;

/** One entry per mapped field, in the order of the mapping. Pure. */
export function mergeRecord(record: RecordToMerge): MergedField[] {
  return record.mapped.map((mapped) =>
    mapped.shape === 'scalar' ? mergedScalar(record, mapped) : mergedSet(record, mapped),
  );
}

function mergedScalar(record: RecordToMerge, mapped: MappedScalar): MergedField {
  const { field, target, rule, policy, value: ours } = mapped;
  const theirs = theirScalar(record.theirs, mapped);
  if (theirs === undefined) return { shape: 'unread', field, target, rule, ours };
  const base = Object.hasOwn(record.agreed.scalars, field)
    ? record.agreed.scalars[field]
    : undefined;
  const why = record.frozen.get(field);
  const decision = decideField({ policy, base, ours, theirs, isFrozen: why !== undefined });
  if (decision.decide === 'freeze' && why !== undefined) decision.because = why;
  return { shape: 'scalar', field, target, rule, policy, base, ours, theirs, decision };
}

function mergedSet(record: RecordToMerge, mapped: MappedSet): MergedField {
  const { field, target, rule, policy } = mapped;
  const theirs = theirList(record.theirs, mapped);
  if (theirs === undefined) return { shape: 'unread', field, target, rule, ours: mapped.values };
  const keyOf = keyFinder(record, mapped);
  const agreed = record.agreed.sets[field] ?? { ours: [], seen: [] };
  const decision = decideSet({
    own: agreed.ours.map(keyOf),
    seen: agreed.seen.map(keyOf),
    desired: mapped.values.map((item) => keyOf(item.key)),
    theirs: theirs.map(keyOf),
    mayRemove: mapped.mayRemove,
  });
  if (record.frozen.has(field)) {
    decision.add = [];
    decision.remove = [];
    decision.own = agreed.ours.map(keyOf);
    decision.seen = agreed.seen.map(keyOf);
  }
  const toAdd = new Set(decision.add);
  const toRemove = new Set(decision.remove);
  return {
    shape: 'set',
    field,
    target,
    rule,
    policy,
    theirs,
    add: mapped.values.filter((item) => toAdd.has(keyOf(item.key))),
    remove: theirs.filter((value) => toRemove.has(keyOf(value))),
    decision,
  };
}

function keyFinder(record: RecordToMerge, { target }: MappedSet): (value: string) => string {
  if (target.kind !== 'contact') return (value) => value;
  return target.field === 'phones' ? record.phoneKey : record.emailKey;
}

function theirScalar(theirs: Theirs, { target }: MappedScalar): FieldValue | undefined {
  if (target.kind === 'form') {
    const form = theirs.forms.get(target.template);
    return form === undefined ? undefined : (form.get(target.field) ?? null);
  }
  // An owner is taken at creation and never after: what stands there counts as theirs.
  if (target.kind === 'owner') return theirs.opportunity === null ? undefined : 'set at creation';
  if (target.kind !== 'contact' || theirs.contact === null) return undefined;
  if (target.field === 'emails' || target.field === 'phones') return undefined;
  return theirs.contact[target.field];
}

function theirList(theirs: Theirs, { target }: MappedSet): string[] | undefined {
  if (target.kind === 'contact') {
    if (theirs.contact === null) return undefined;
    return target.field === 'phones'
      ? theirs.contact.phones.map((phone) => phone.value)
      : theirs.contact.emails;
  }
  if (theirs.opportunity === null) return undefined;
  if (target.kind === 'tags') return theirs.opportunity.tags;
  return target.kind === 'links' ? theirs.opportunity.links : theirs.opportunity.sources;
}
