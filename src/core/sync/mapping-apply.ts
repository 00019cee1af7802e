// Runs a mapping over the facts of one person: what we would like to stand in Lever, field by field.

import type { FactContact, FieldFacts } from './field-facts.ts';
import { factTypeByName } from './field-facts.ts';
import { fieldKeyOf, isSetTarget } from './mapping.ts';
import type {
  FieldValue,
  Mapping,
  MappingProblem,
  MappingRule,
  ScalarPolicy,
  SetPolicy,
  Target,
} from './mapping.ts';
import { applyTransform, isContacts, isEmptyDraft, itemTexts, withPrefix } from './transforms.ts';
import type { Draft, FindFact, Transform } from './transforms.ts';
import { encodeFormValue } from './form-values.ts';

/** One item of a list: compared by key, written as value. */
export interface MappedItem {
  key: string;
  value: string;
  label: string | null;
}

export interface MappedScalar {
  shape: 'scalar';
  field: string;
  target: Target;
  policy: ScalarPolicy;
  /** Null: nothing to say. */
  value: FieldValue;
  rule: number;
}

export interface MappedSet {
  shape: 'set';
  field: string;
  target: Target;
  policy: SetPolicy;
  values: MappedItem[];
  /** False where nothing may ever be taken away: contact emails and phones, and the policy append. */
  mayRemove: boolean;
  rule: number;
}

export type MappedValue = MappedScalar | MappedSet;

export interface MappedFields {
  values: MappedValue[];
  problems: MappingProblem[];
}

/** One entry per field in the order of the rules; several rules on one list are united. Never throws. */
export function mapFields(mapping: Mapping, facts: FieldFacts): MappedFields {
  const findFact = factFinder(mapping, facts);
  const values: MappedValue[] = [];
  const problems: MappingProblem[] = [];
  const setByField = new Map<string, MappedSet>();
  for (const [index, rule] of mapping.rules.entries()) {
    const draft = draftOf(rule, findFact);
    if (isSetTarget(rule.to)) addToSet({ rule, index, draft }, { values, setByField });
    else {
      const scalar = scalarOf({ rule, index, draft });
      if ('problem' in scalar) problems.push(scalar.problem);
      values.push(scalar.mapped);
    }
  }
  return { values, problems };
}

/** Without the fields of templates that are parked: nothing may be written to them now. */
export function withoutTemplates(
  values: readonly MappedValue[],
  parked: ReadonlySet<string>,
): MappedValue[] {
  return values.filter(({ target }) => target.kind !== 'form' || !parked.has(target.template));
}

interface RunRule {
  rule: MappingRule;
  index: number;
  draft: Draft;
}

function draftOf(
  source: { from: string | null; transforms: readonly Transform[] },
  findFact: FindFact,
): Draft {
  let draft: Draft = source.from === null ? null : findFact(source.from);
  for (const transform of source.transforms) draft = applyTransform(transform, draft, findFact);
  return draft;
}

function factFinder(mapping: Mapping, facts: FieldFacts): FindFact {
  // A mapping is checked for circles before it is kept; the set makes a circle harmless all the same.
  const underWay = new Set<string>();
  const findFact: FindFact = (name) => {
    if (Object.hasOwn(factTypeByName, name)) return facts[name as keyof typeof factTypeByName];
    if (name.startsWith('custom.')) {
      const key = name.slice('custom.'.length);
      return Object.hasOwn(facts.custom, key) ? (facts.custom[key] ?? null) : null;
    }
    if (!name.startsWith('computed.') || underWay.has(name)) return null;
    const computed = mapping.computed.find((one) => `computed.${one.name}` === name);
    if (computed === undefined) return null;
    underWay.add(name);
    const draft = draftOf(computed, findFact);
    underWay.delete(name);
    return draft;
  };
  return findFact;
}

function scalarOf({ rule, index, draft }: RunRule): {
  mapped: MappedScalar;
  problem?: MappingProblem;
} {
  const encoded = scalarValue(rule.to, draft);
  const mapped: MappedScalar = {
    shape: 'scalar',
    field: fieldKeyOf(rule.to),
    target: rule.to,
    policy: rule.policy as ScalarPolicy,
    value: 'value' in encoded ? encoded.value : null,
    rule: index,
  };
  if ('value' in encoded) return { mapped };
  return { mapped, problem: { at: `rules[${index}]`, message: encoded.refused } };
}

function scalarValue(target: Target, draft: Draft): { value: FieldValue } | { refused: string } {
  if (isEmptyDraft(draft)) return { value: null };
  if (target.kind === 'form') return encodeFormValue(target.type, draft);
  if (Array.isArray(draft)) return { value: oneLine(itemTexts(draft).join(', ')) };
  return { value: oneLine(String(draft)) };
}

function addToSet(
  { rule, index, draft }: RunRule,
  found: { values: MappedValue[]; setByField: Map<string, MappedSet> },
): void {
  const field = fieldKeyOf(rule.to);
  let set = found.setByField.get(field);
  if (set === undefined) {
    const policy = rule.policy as SetPolicy;
    const mayRemove = policy === 'set_union' && rule.to.kind !== 'contact';
    set = {
      shape: 'set',
      field,
      target: rule.to,
      policy,
      values: [],
      mayRemove,
      rule: index,
    };
    found.setByField.set(field, set);
    found.values.push(set);
  }
  const known = new Set(set.values.map((item) => item.key));
  for (const item of itemsOf(rule.to, draft)) {
    if (item.value === '' || known.has(item.key)) continue;
    known.add(item.key);
    set.values.push(item);
  }
}

function itemsOf(target: Target, draft: Draft): MappedItem[] {
  if (draft === null) return [];
  if (isContacts(draft)) return draft.map((contact) => contactItem(target, contact));
  const texts = Array.isArray(draft) ? itemTexts(draft) : [String(draft)];
  return texts.map((text) => textItem(target, text));
}

function contactItem(target: Target, contact: FactContact): MappedItem {
  if (target.kind !== 'contact') return textItem(target, contact.shownAs);
  return { key: contact.value, value: contact.shownAs, label: contact.label };
}

function textItem(target: Target, text: string): MappedItem {
  const line = oneLine(text);
  const value = target.kind === 'tags' && line !== '' ? withPrefix(line, target.prefix) : line;
  return { key: value, value, label: null };
}

/** Text as Lever shows it in one line, so that reading it back compares equal. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
