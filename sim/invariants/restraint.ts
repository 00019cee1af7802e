// What must not be written: what a human took away, what stands there already, and anything on who is gone.

import { sql } from 'kysely';
import type { LeverCall } from '../world/lever-link.ts';
import type { HumanAct } from '../world/world.ts';
import type { Checked, Invariant } from './invariant.ts';

export const restraintInvariants: readonly Invariant[] = [
  {
    id: 'I5',
    says: 'what was agreed on and a human removed is not written again',
    check: staysAway,
  },
  { id: 'I6', says: 'an address is only taken away by a human', check: addressesAreKept },
  { id: 'I12', says: 'what was written is not written once more', check: writtenOnce },
  { id: 'I15', says: 'who is known to be gone is not written to', check: goneIsLeftAlone },
];

/** What was agreed on is known to us: that is where a removal differs from something that was never there. */
async function staysAway(checked: Checked): Promise<string[]> {
  const { acts, losses } = checked.world.seen;
  // A backup may be older than the agreement.
  if (losses.length > 0) return [];
  return acts.flatMap((act) => {
    if (act.detail['wasAgreed'] !== true || isBack(checked, act)) return [];
    if (act.kind === 'removeTag') return againAdded(checked, act);
    return act.kind === 'removeEmail' ? againListed(checked, act) : [];
  });
}

function isBack({ world }: Checked, removal: HumanAct): boolean {
  const merged = world.seen.acts.some(
    (act) =>
      act.kind === 'merge' && [act.contactId, act.detail['merged']].includes(removal.contactId),
  );
  const { tag, email } = removal.detail;
  return (
    merged ||
    world.seen.acts.some(
      (act) =>
        (act.kind === 'addTag' && act.detail['tag'] === tag) ||
        (act.kind === 'addEmail' && act.detail['email'] === email),
    )
  );
}

function againAdded({ world }: Checked, act: HumanAct): string[] {
  const { tag } = act.detail;
  const again = world.seen.calls.find(
    (call) =>
      call.atMs > act.atMs &&
      call.path === `/opportunities/${act.opportunityId}/addTags` &&
      listOf(call, 'tags').includes(tag),
  );
  return again === undefined
    ? []
    : [`tag ${String(tag)} was agreed on, removed by a human, and added again`];
}

/** A whole list that was read before the removal may carry the address; one that was read after it may not. */
function againListed({ world }: Checked, act: HumanAct): string[] {
  const { email } = act.detail;
  const path = `/contacts/${act.contactId}`;
  const { calls } = world.seen;
  const again = calls.find((call, at) => {
    if (call.method !== 'PUT' || call.path !== path || call.atMs < act.atMs) return false;
    if (!listOf(call, 'emails').includes(email)) return false;
    const read = calls
      .slice(0, at)
      .findLast((one) => one.method === 'GET' && one.path === path && one.process === call.process);
    return read !== undefined && (read.arrivedMs ?? 0) > act.atMs && !read.isStale;
  });
  return again === undefined
    ? []
    : [`${String(email)} was agreed on, removed by a human, and written again`];
}

function listOf(call: LeverCall, name: string): unknown[] {
  const body = call.body as Record<string, unknown[] | undefined> | null;
  return body?.[name] ?? [];
}

/** Of the addresses that Lever took from us. */
async function addressesAreKept(checked: Checked): Promise<string[]> {
  const { calls, acts } = checked.world.seen;
  // Whoever has writes taken back, has them taken away.
  if (checked.world.plan.events.some((event) => event.kind === 'user.undoWrites')) return [];
  const merged = new Set(
    acts.flatMap((act) => (act.kind === 'merge' ? [act.contactId, act.detail['merged']] : [])),
  );
  const removed = new Set(acts.map((act) => act.kind === 'removeEmail' && act.detail['email']));
  return calls.flatMap((call) => {
    const contactId = /^\/contacts\/([\w-]+)$/u.exec(call.path)?.[1];
    if (call.method !== 'PUT' || call.status !== 200 || merged.has(contactId)) return [];
    const person = checked.opportunities.find((one) => one.contact === contactId)?.person;
    if (!person || person.isAnonymized) return [];
    return listOf(call, 'emails')
      .filter((email) => !person.emails.includes(String(email)) && !removed.has(String(email)))
      .map((email) => `${String(email)} was written to contact ${contactId} and is gone`);
  });
}

async function writtenOnce(checked: Checked): Promise<string[]> {
  if (checked.world.seen.losses.length > 0) return [];
  const { rows } = await sql<{ value: string; recordId: string; count: number }>`
    select v.value, i.subject_id as record_id, count(*) as count
    from intents i cross join lateral jsonb_array_elements_text(i.payload -> 'values') as v(value)
    where i.workspace_id = ${checked.workspaceId} and i.kind = 'add_set' and i.state = 'confirmed'
      and not exists (select from intents o where o.workspace_id = i.workspace_id
        and o.subject_id = i.subject_id and o.kind in ('remove_set', 'undo'))
    group by i.subject_id, i.payload ->> 'field', v.value having count(*) > 1`.execute(checked.db);
  return rows.map((row) => `"${row.value}" was added ${row.count} times to record ${row.recordId}`);
}

/** Clocks of processes differ a little. */
const slackMs = 60_000;

async function goneIsLeftAlone({ world, db, workspaceId }: Checked): Promise<string[]> {
  if (world.plan.events.some((event) => event.kind.startsWith('disaster.clock'))) return [];
  const { rows } = await sql<{ opportunityId: string; goneAt: Date }>`
    select r.opportunity_id, a.at as gone_at from records r
    join audit_entries a on a.workspace_id = r.workspace_id and a.subject_id = r.id::text
      and a.action = 'record.gone'
    where r.workspace_id = ${workspaceId} and r.opportunity_id is not null`.execute(db);
  return rows.flatMap(({ opportunityId, goneAt }) => {
    const call = world.seen.calls.find(
      (one) =>
        one.method !== 'GET' &&
        one.path.startsWith(`/opportunities/${opportunityId}/`) &&
        one.atMs > goneAt.getTime() + slackMs,
    );
    return call === undefined
      ? []
      : [`${call.method} ${call.path} though the candidate is known to be gone`];
  });
}
