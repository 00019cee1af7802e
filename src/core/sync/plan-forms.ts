// The profile forms' part of a plan. A form is a snapshot of every field, so before a new one is added the newest
// one in Lever is read, and what a human put there is carried over rather than blanked.

import type { FieldValue } from './mapping.ts';
import { markerText } from './marker.ts';
import { decideField } from './merge.ts';
import { conflictOf, type ConflictFound } from './plan-contact.ts';
import type { RecordFacts, RecordStep } from './plan-record.ts';
import type { WantedForm } from './wanted.ts';

/** A form read older than this is made again before a new form is added. */
const formsFreshMs = 60_000;
/** Mapped values often change together; a new snapshot waits for the rest. */
const formQuietMs = 10 * 60_000;

/** Null where every form holds what is wanted of it. */
export function nextFormStep(facts: RecordFacts): RecordStep | null {
  let wait: RecordStep | null = null;
  for (const form of facts.wanted.forms) {
    const wish = formValuesText(form);
    const decided = facts.base.forms[form.template];
    if (decided === wish) continue;
    const dueMs = decided === undefined ? 0 : facts.wantedChangedAtMs + formQuietMs;
    if (facts.nowMs < dueMs) {
      wait = { step: 'wait', untilMs: dueMs, because: 'mapped values are still changing' };
      continue;
    }
    return formStep(facts, form, wish);
  }
  return wait;
}

/** The form's values in one fixed order, for comparison with the last decided ones. */
export function formValuesText(form: Pick<WantedForm, 'template' | 'values'>): string {
  const fields = Object.keys(form.values).sort();
  return JSON.stringify([
    form.template,
    fields.map((field) => [field, form.values[field] ?? null]),
  ]);
}

function formStep(facts: RecordFacts, form: WantedForm, wish: string): RecordStep {
  const { template } = form;
  const { forms, formsReadAtMs } = facts;
  const read = forms?.[template];
  if (read === undefined || facts.nowMs - (formsReadAtMs ?? 0) > formsFreshMs)
    return { step: 'read_forms' };
  const merged = mergeForm(facts, form, read);
  const settles = {
    scalars: { ...facts.base.scalars, ...merged.agreed },
    forms: { ...facts.base.forms, [template]: wish },
  };
  if (!merged.hasWrite) return { step: 'agree', values: settles, conflicts: merged.conflicts };
  const formCount = (facts.base.formCounts[template] ?? 0) + 1;
  const content = formValuesText({ template, values: merged.values });
  // The count tells a value that comes back from the first time it was written.
  const marker = markerText([...facts.recordKey, 'form', String(formCount), content]);
  const formCounts = { ...facts.base.formCounts, [template]: formCount };
  return {
    step: 'effect',
    effect: {
      kind: 'create_form',
      form: { ...form, values: merged.values },
      before: { ...read },
      settles: { ...settles, formCounts },
      conflicts: merged.conflicts,
      marker,
    },
    lane: 3,
    because: 'mapped values changed',
  };
}

function mergeForm(
  facts: RecordFacts,
  form: WantedForm,
  read: Readonly<Record<string, FieldValue>>,
): {
  values: Record<string, FieldValue>;
  agreed: Record<string, FieldValue>;
  conflicts: ConflictFound[];
  hasWrite: boolean;
} {
  const values: Record<string, FieldValue> = { ...read };
  const agreed: Record<string, FieldValue> = {};
  const conflicts: ConflictFound[] = [];
  let hasWrite = false;
  for (const [text, ours] of Object.entries(form.values)) {
    const field = `form:${form.template}:${text}`;
    const theirs = read[text] ?? null;
    const base = Object.hasOwn(facts.base.scalars, field) ? facts.base.scalars[field] : undefined;
    const decision = decideField({
      policy: form.policies[text] ?? 'ours_if_untouched',
      base,
      ours,
      theirs,
      isFrozen: facts.frozen.has(field),
    });
    values[text] = theirs;
    if (decision.decide === 'write') {
      hasWrite = true;
      values[text] = decision.value;
      agreed[field] = decision.value;
    }
    if (decision.decide === 'none' && decision.agreed !== undefined)
      agreed[field] = decision.agreed;
    const conflict = conflictOf(decision, { field, base: base ?? null, ours, theirs });
    if (conflict !== null) conflicts.push(conflict);
  }
  return { values, agreed, conflicts, hasWrite };
}
