// What must stand in Lever once the planner wants nothing more, and the fewest calls that can bring it there. Written
// from the promises of the policies alone: nothing of the planner is asked, so the two can disagree.

import type { FieldValue } from '../../src/core/sync/mapping.ts';
import { isEmptyValue, sameValue } from '../../src/core/sync/merge.ts';
import type { RecordBase } from '../../src/core/sync/plan-record.ts';
import { setFields } from '../../src/core/sync/wanted.ts';
import { emailKey, phoneKey, stageIds } from './state.ts';
import type { LeverSide, PlannerState } from './state.ts';

export interface Expected {
  calls: number;
  /** Calls that a fresher reading would spare: taking away what a human took away, adding what stands there unread. */
  tolerated: number;
  /** Only the parts whose content the policies decide. */
  lever: Pick<
    LeverSide,
    'name' | 'headline' | 'location' | 'tags' | 'sources' | 'links' | 'stage' | 'forms'
  >;
  emailKeys: string[];
  phoneKeys: string[];
  /** Touches that end on the timeline. */
  toldIds: string[];
}

/** For a state in which the opportunity exists and was just read, or was just created by us. */
export function expectedOf(state: PlannerState): Expected {
  const { lever, base, wanted } = state;
  let calls = 0;
  let tolerated = 0;
  const sets = { tags: lever.tags, sources: lever.sources, links: lever.links };
  for (const field of setFields) {
    if (state.frozen.has(field) || !wanted.managed.includes(field)) continue;
    const known = new Set([...base[field].ours, ...base[field].seen]);
    const standing = new Set(lever[field]);
    const seen = new Set(state.reading === null ? [] : lever[field]);
    const unseen = wanted[field].filter((value) => !known.has(value) && !seen.has(value));
    const added = unseen.filter((value) => !standing.has(value));
    if (added.length > 0) calls += 1;
    else if (unseen.length > 0) tolerated += 1;
    const unwanted = wanted.removable.includes(field)
      ? base[field].ours.filter((value) => !wanted[field].includes(value))
      : [];
    if (unwanted.some((value) => standing.has(value))) calls += 1;
    else if (unwanted.length > 0) tolerated += 1;
    sets[field] = [...lever[field], ...added].filter((value) => !unwanted.includes(value));
  }
  const contact = expectedContact(state);
  const forms = expectedForms(state);
  const stage = expectedStage(state);
  const timeline = expectedTimeline(state);
  const hasNewResume =
    wanted.resume !== null && wanted.resume.contentHash !== base.resumeHash ? 1 : 0;
  return {
    calls:
      calls +
      contact.calls +
      forms.calls +
      timeline.calls +
      hasNewResume +
      (stage === lever.stage ? 0 : 1),
    tolerated: tolerated + timeline.tolerated,
    lever: { ...contact.values, ...sets, stage, forms: forms.forms },
    emailKeys: contact.emailKeys,
    phoneKeys: contact.phoneKeys,
    toldIds: timeline.toldIds,
  };
}

interface Side {
  base: FieldValue | undefined;
  ours: FieldValue;
  theirs: FieldValue;
}

/** Whether the policy lets ours replace theirs. */
function mayWrite(policy: string, { base, ours, theirs }: Side): boolean {
  if (isEmptyValue(ours) || sameValue(ours, theirs) || policy === 'lever') return false;
  if (policy === 'source') return true;
  const isVirgin = base === undefined;
  const isUntouched = !isVirgin && sameValue(base, theirs);
  // Filled where nothing is and nobody emptied it; replaced only where it is still what both agreed on.
  if (isEmptyValue(theirs)) return isVirgin || isUntouched;
  return policy === 'ours_if_untouched' && isUntouched;
}

function expectedContact(state: PlannerState) {
  const { lever, base, wanted, frozen } = state;
  const lists = {
    emails: missingKeys(frozen.has('contact.emails') ? [] : wanted.emails.map(emailKey), [
      base.emails.map(emailKey),
      lever.emails.map(emailKey),
    ]),
    phones: missingKeys(
      wanted.phones.map((phone) => phoneKey(phone.value)),
      [base.phones.map(phoneKey), lever.phones.map((phone) => phoneKey(phone.value))],
    ),
  };
  const values = { name: lever.name, headline: lever.headline, location: lever.location };
  let isWritten = lists.emails.length > 0 || lists.phones.length > 0;
  for (const name of ['name', 'headline', 'location'] as const) {
    const field = `contact.${name}`;
    if (frozen.has(field)) continue;
    const policy = wanted.policies[name];
    // One wish is decided once; only a field that the source owns is won back.
    const isDecided = base.decided[field] === JSON.stringify(wanted[name]);
    if (isDecided && policy !== 'source') continue;
    if (isDecided && state.reading === null) continue;
    const side = { base: scalarOf(base, field), ours: wanted[name], theirs: lever[name] };
    if (!mayWrite(policy, side)) continue;
    values[name] = wanted[name];
    isWritten = true;
  }
  return {
    calls: isWritten ? 1 : 0,
    values,
    emailKeys: [...lever.emails.map(emailKey), ...lists.emails],
    phoneKeys: [...lever.phones.map((phone) => phoneKey(phone.value)), ...lists.phones],
  };
}

function missingKeys(wanted: string[], known: string[][]): string[] {
  const keys = new Set(known.flat());
  return wanted.filter((key) => !keys.has(key));
}

function expectedForms(state: PlannerState) {
  const { lever, base, wanted } = state;
  const forms = { ...lever.forms };
  let calls = 0;
  for (const form of wanted.forms) {
    if (base.forms[form.template] === wishOf(form.template, form.values)) continue;
    const before = lever.forms[form.template] ?? {};
    const after = { ...before };
    for (const [question, ours] of Object.entries(form.values)) {
      const field = `form:${form.template}:${question}`;
      if (state.frozen.has(field)) continue;
      const theirs = before[question] ?? null;
      const side = { base: scalarOf(base, field), ours, theirs };
      if (mayWrite(form.policies[question] ?? '', side)) after[question] = ours;
    }
    if (Object.keys(after).some((question) => after[question] !== before[question])) {
      calls += 1;
      forms[form.template] = after;
    }
  }
  return { calls, forms };
}

function wishOf(template: string, values: Record<string, FieldValue>): string {
  const sorted = Object.entries(values).toSorted(([one], [two]) => (one < two ? -1 : 1));
  return JSON.stringify([template, sorted]);
}

function scalarOf(base: RecordBase, field: string): FieldValue | undefined {
  return Object.hasOwn(base.scalars, field) ? base.scalars[field] : undefined;
}

function expectedStage(state: PlannerState): string {
  const { lever, base, stageRules, outreachStage } = state;
  const target = {
    none: null,
    in_sequence: null,
    contacted: stageRules.contactedStageId,
    replied: stageRules.repliedStageId,
  }[outreachStage];
  if (!stageRules.isOn || target === null || lever.isArchived) return lever.stage;
  const isWhereWeLeftIt =
    base.stageId === null
      ? state.isOurs && lever.stageChanges.length <= 1
      : base.stageId === lever.stage;
  const isForward = stageIds.indexOf(target) > stageIds.indexOf(lever.stage);
  return isWhereWeLeftIt && isForward ? target : lever.stage;
}

function expectedTimeline(state: PlannerState) {
  const open = state.touches.filter(
    (touch) => !state.toldIds.has(touch.id) && state.policy.treatments[touch.kind] !== 'off',
  );
  const alone = open.filter((touch) => state.policy.treatments[touch.kind] === 'own_note');
  const together = open.filter((touch) => state.policy.treatments[touch.kind] !== 'own_note');
  const sequences = [...new Set(together.map((touch) => touch.sequence))];
  // A thread that a human deleted costs one refused call before another one is started.
  const standing = new Set(state.lever.notes.map((note) => note.id));
  const lost = sequences.filter((sequence) =>
    state.notes.some(
      (note) => note.sequence === sequence && !note.isLost && !standing.has(note.noteId),
    ),
  );
  return {
    calls: alone.length + sequences.length,
    tolerated: lost.length,
    toldIds: open.map((touch) => touch.id).sort(),
  };
}
