// What must not be seen where: secrets and people in the log, one customer's things with another.

import { sql } from 'kysely';
import type { Checked, Invariant } from './invariant.ts';

export const secrecyInvariants: readonly Invariant[] = [
  { id: 'I16', says: 'no secret and no person is in the log', check: logIsClean },
  { id: 'I16', says: 'no secret is in the audit log or an error', check: databaseIsClean },
  { id: 'I16', says: 'the neighbour has what it sent and nothing else', check: neighbourIsApart },
];

function secretsOf({ world }: Checked): string[] {
  return world.sandbox.control.keys({}).map((key) => key.secret);
}

async function logIsClean(checked: Checked): Promise<string[]> {
  const { world } = checked;
  const text = JSON.stringify(world.seen.logLines.map((line) => [line.event, line.fields]));
  const personal = world.plan.people.flatMap((person) => person.emails);
  return [...secretsOf(checked), ...personal]
    .filter((one) => text.includes(one))
    .map((one) => `the log holds ${one.slice(0, 12)}…`);
}

async function databaseIsClean(checked: Checked): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select detail::text as text from audit_entries
    union all select coalesce(failure_text, '') || coalesce(outcome::text, '') from intents
    union all select coalesce(because, '') from work
    union all select coalesce(because, '') from lever_connections`.execute(checked.db);
  const text = rows.map((row) => row.text).join('\n');
  const personal = checked.world.plan.people.flatMap((person) => person.emails);
  return [...secretsOf(checked), ...personal]
    .filter((one) => text.includes(one))
    .map((one) => `an audit entry or an error holds ${one.slice(0, 12)}…`);
}

async function neighbourIsApart({ world, db }: Checked): Promise<string[]> {
  const { neighbourId } = world;
  // The neighbour sends nothing again: what it had sent after a backup is lost with it.
  if (neighbourId === '' || world.seen.losses.length > 0) return [];
  const { rows } = await sql<{ what: string; count: number }>`
    select 'profiles' as what, count(*) as count from profiles where workspace_id = ${neighbourId}
    union all select 'intents', count(*) from intents where workspace_id = ${neighbourId}
    union all select 'touches', count(*) from touches where workspace_id = ${neighbourId}
    union all select 'holds', count(*) from holds where workspace_id = ${neighbourId}`.execute(db);
  const expected: Record<string, number> = { profiles: world.neighbourProfiles.size };
  return rows
    .filter(({ what, count }) => count !== (expected[what] ?? 0))
    .map(({ what, count }) => `${count} ${what} instead of ${expected[what] ?? 0}`);
}
