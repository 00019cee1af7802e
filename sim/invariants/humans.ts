// What humans changed in Lever stays as they left it.

import type { HumanAct } from '../world/world.ts';
import type { Checked, Invariant } from './invariant.ts';

export const humanInvariants: readonly Invariant[] = [
  { id: 'I5', says: 'a name or headline that a human set stays', check: valuesStay },
  {
    id: 'I5',
    says: 'an address that a human removed is not written again',
    check: addressesStayAway,
  },
  { id: 'I6', says: 'an address that a human added stays', check: addressesStay },
  { id: 'I6', says: 'a tag that a human added stays', check: tagsStay },
  { id: 'I5', says: 'a tag that a human removed is not added again', check: tagsStayAway },
];

/** A write may cross an edit on its way: Lever has no condition to put on a write. */
const crossingMs = 30_000;
/** By then every edit has been read, webhook or not. */
const knownAfterMs = 15 * 60_000;

/** Contacts of which nobody but the people in Lever and we could have changed anything. */
function mergedContacts({ world }: Checked): Set<unknown> {
  const merges = world.seen.acts.filter((act) => act.kind === 'merge');
  return new Set(merges.flatMap((act) => [act.contactId, act.detail['merged']]));
}

function lastOf(acts: readonly HumanAct[], keyOf: (act: HumanAct) => string): HumanAct[] {
  const last = new Map<string, HumanAct>();
  for (const act of acts) last.set(keyOf(act), act);
  return [...last.values()];
}

function isCrossing(checked: Checked, act: HumanAct, path: string): boolean {
  return checked.world.seen.calls.some(
    (call) =>
      call.method !== 'GET' &&
      call.path.startsWith(path) &&
      call.arrivedMs !== null &&
      call.arrivedMs >= act.atMs &&
      call.atMs <= act.atMs + crossingMs,
  );
}

async function valuesStay(checked: Checked): Promise<string[]> {
  const { calls } = checked.world.seen;
  const merged = mergedContacts(checked);
  const edits = checked.world.seen.acts.filter((act) => act.detail['field'] !== undefined);
  return lastOf(edits, (act) => `${act.contactId} ${String(act.detail['field'])}`).flatMap(
    (act) => {
      const { field, value } = act.detail;
      const person = checked.opportunities.find((one) => one.contact === act.contactId)?.person;
      if (!person || person.isAnonymized || merged.has(act.contactId)) return [];
      const now = field === 'name' ? person.name : person.headline;
      // Emptied before it was ever read, of a creation whose answer was lost: nothing had been agreed on.
      const isUnread = calls.some(
        (call) => call.path === '/opportunities' && call.fate !== 'answered',
      );
      if (value === '' && isUnread) return [];
      if (now === value || isCrossing(checked, act, `/contacts/${act.contactId}`)) return [];
      return [
        `${String(field)} of contact ${act.contactId} was set to "${String(value)}", is "${now}"`,
      ];
    },
  );
}

async function addressesStayAway(checked: Checked): Promise<string[]> {
  const { acts, calls } = checked.world.seen;
  return acts
    .filter((act) => act.kind === 'removeEmail')
    .flatMap((act) => {
      const { email } = act.detail;
      const isBack = acts.some((one) => one.kind === 'addEmail' && one.detail['email'] === email);
      const again = calls.find(
        (call) =>
          call.method === 'PUT' &&
          call.path === `/contacts/${act.contactId}` &&
          call.atMs > act.atMs + knownAfterMs &&
          (call.body as { emails?: unknown[] } | null)?.emails?.includes(email) === true,
      );
      if (again === undefined || isBack || mergedContacts(checked).has(act.contactId)) return [];
      return [`${String(email)} was removed by a human and written again`];
    });
}

async function addressesStay(checked: Checked): Promise<string[]> {
  const merged = mergedContacts(checked);
  const { acts } = checked.world.seen;
  return acts
    .filter((act) => act.kind === 'addEmail' && !merged.has(act.contactId))
    .flatMap((act) => {
      const { email } = act.detail;
      const person = checked.opportunities.find((one) => one.contact === act.contactId)?.person;
      if (!person || person.isAnonymized || person.emails.includes(String(email))) return [];
      const isRemoved = acts.some(
        (one) => one.kind === 'removeEmail' && one.detail['email'] === email,
      );
      if (isRemoved || isCrossing(checked, act, `/contacts/${act.contactId}`)) return [];
      return [`${String(email)} was added by a human and is gone`];
    });
}

async function tagsStay(checked: Checked): Promise<string[]> {
  const acts = checked.world.seen.acts.filter((act) => act.detail['tag'] !== undefined);
  return lastOf(acts, (act) => `${act.opportunityId} ${String(act.detail['tag'])}`).flatMap(
    (act) => {
      const there = checked.opportunities.find((one) => one.id === act.opportunityId);
      const tag = String(act.detail['tag']);
      if (act.kind !== 'addTag' || there === undefined || there.isAnonymized) return [];
      if (there.tags.includes(tag)) return [];
      // A tag of ours that is on its way out may meet a human who adds the same.
      return isCrossing(checked, act, `/opportunities/${act.opportunityId}/removeTags`)
        ? []
        : [`tag ${tag} was added by a human to ${act.opportunityId} and is gone`];
    },
  );
}

async function tagsStayAway(checked: Checked): Promise<string[]> {
  const { acts, calls } = checked.world.seen;
  const tagActs = acts.filter((act) => act.detail['tag'] !== undefined);
  return lastOf(tagActs, (act) => `${act.opportunityId} ${String(act.detail['tag'])}`).flatMap(
    (act) => {
      if (act.kind !== 'removeTag') return [];
      const { tag } = act.detail;
      const again = calls.find(
        (call) =>
          call.method === 'POST' &&
          call.path === `/opportunities/${act.opportunityId}/addTags` &&
          call.atMs > act.atMs + knownAfterMs &&
          (call.body as { tags?: unknown[] } | null)?.tags?.includes(tag) === true,
      );
      return again === undefined
        ? []
        : [`tag ${String(tag)} was removed by a human and added again`];
    },
  );
}
