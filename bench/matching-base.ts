// Many profiles that are there already, put into the tables in bulk: people as the truth has them, with everything
// that matching at intake reads and writes. Some hits are held out, to arrive later.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { blockingKeys, keyHash } from '../src/core/people/blocking.ts';
import { canonicalPerson } from '../src/core/people/canonical.ts';
import { countedValues } from '../src/core/people/count-frequencies.ts';
import { keysOfProfile } from '../src/core/people/identifiers.ts';
import type { ReceivedProfile } from '../src/core/people/received.ts';
import { traitsOfProfile, uniteTraits } from '../src/core/people/traits.ts';
import type { Db } from '../src/db/connect.ts';
import { syntheticPeople } from './synthetic-people.ts';
import { withoutIndexes } from './without-indexes.ts';

export interface HeldOut {
  profile: ReceivedProfile;
  /** The person it belongs to, where another hit of the same human is there. */
  personId: string | null;
}

export interface BaseWish {
  workspaceId: string;
  profiles: number;
  /** How many more are made and not put in. */
  heldOut: number;
  nextId(): string;
  say(line: string): void;
}

const chunk = 20_000;
const at = '2026-01-01T00:00:00Z';

/** The server reads the rows from files, so it has to run on this machine and as its owner. */
export async function loadBase(db: Db, wish: BaseWish): Promise<HeldOut[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-base-'));
  chmodSync(folder, 0o755);
  const counts = new Map<string, number>();
  const heldOut: HeldOut[] = [];
  const total = wish.profiles + wish.heldOut;
  try {
    await withoutIndexes(db, Object.keys(columns), async () => {
      for (let from = 0; from < total; from += chunk) {
        const size = Math.min(chunk, total - from);
        await copy(db, folder, rowsOf(wish, { from, size, total, counts, heldOut }));
        wish.say(`${from + size} made`);
      }
      const rows = newRows();
      for (const [key, count] of counts) {
        const space = key.indexOf(' ');
        const [kind, value] = [key.slice(0, space), key.slice(space + 1)];
        rows.match_counts.push([wish.workspaceId, kind, value, count]);
      }
      await copy(db, folder, rows);
      wish.say('rows are in');
    });
    wish.say('indexes are built');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await sql`vacuum (analyze)`.execute(db);
  return heldOut;
}

type Row = (string | number)[];

const columns = {
  profiles:
    'workspace_id, id, source, source_event_id, content_hash, payload, found_at, received_at',
  persons: 'workspace_id, id, canonical, created_at, changed_at',
  match_decisions:
    'workspace_id, id, kind, profile_id, person_id, score, evidence, rule_version, actor, decided_at',
  memberships: 'workspace_id, profile_id, person_id, decision_id, since',
  identifiers: 'workspace_id, kind, value, person_id, profile_id',
  contact_points:
    'workspace_id, person_id, kind, value, profile_id, shown_as, status, source, seen_at',
  match_traits: 'workspace_id, person_id, traits',
  match_keys: 'workspace_id, key, person_id',
  match_counts: 'workspace_id, kind, value, count',
} as const;

type Rows = Record<keyof typeof columns, Row[]>;

function newRows(): Rows {
  return Object.fromEntries(Object.keys(columns).map((table) => [table, []])) as unknown as Rows;
}

interface Chunk {
  from: number;
  size: number;
  total: number;
  counts: Map<string, number>;
  heldOut: HeldOut[];
}

function rowsOf(wish: BaseWish, given: Chunk): Rows {
  const { from, size, total, heldOut } = given;
  const set = syntheticPeople({
    profiles: size,
    seed: 1_000 + from,
    population: total,
    startAt: from,
  });
  const rows = newRows();
  const every = Math.max(2, Math.floor(total / Math.max(1, wish.heldOut)));
  const members = Map.groupBy(set.profiles.keys(), (index) => set.personIds[index]);
  for (const indexes of members.values()) {
    const stay = indexes.filter(
      (index) => (from + index) % every !== 0 || heldOut.length >= wish.heldOut,
    );
    const personId = stay.length === 0 ? null : wish.nextId();
    for (const index of indexes) {
      const profile = set.profiles[index];
      if (profile !== undefined && !stay.includes(index)) heldOut.push({ profile, personId });
    }
    const profiles = stay.flatMap((index) => set.profiles[index] ?? []);
    if (personId !== null) addPerson(wish, { rows, personId, profiles, counts: given.counts });
  }
  return rows;
}

function addPerson(
  wish: BaseWish,
  given: {
    rows: Rows;
    personId: string;
    profiles: readonly ReceivedProfile[];
    counts: Map<string, number>;
  },
): void {
  const { workspaceId } = wish;
  const { rows, personId, counts } = given;
  const members = given.profiles.map((profile) => {
    const keys = keysOfProfile(profile, 'US');
    return {
      id: wish.nextId(),
      profile,
      keys,
      contacts: keys.contacts,
      traits: traitsOfProfile(profile, keys),
    };
  });
  for (const { id, profile, keys, traits } of members) {
    const decisionId = wish.nextId();
    rows.profiles.push([
      workspaceId,
      id,
      profile.source,
      id,
      '\\x00',
      JSON.stringify(profile),
      profile.foundAt,
      at,
    ]);
    rows.match_decisions.push([
      workspaceId,
      decisionId,
      'join',
      id,
      personId,
      1,
      '{"because": []}',
      0,
      'system',
      at,
    ]);
    rows.memberships.push([workspaceId, id, personId, decisionId, at]);
    for (const { kind, value } of keys.identifiers)
      rows.identifiers.push([workspaceId, kind, value, personId, id]);
    for (const point of keys.contacts) {
      const { kind, value, shownAs, status, source } = point;
      if (!point.isShared)
        rows.contact_points.push([
          workspaceId,
          personId,
          kind,
          value,
          id,
          shownAs,
          status,
          source,
          at,
        ]);
    }
    count(counts, 'total ');
    for (const { kind, value } of countedValues(traits)) count(counts, `${kind} ${value}`);
  }
  const traits = uniteTraits(members.map((member) => member.traits));
  rows.persons.push([
    workspaceId,
    personId,
    JSON.stringify(canonicalPerson(members, 'US')),
    at,
    at,
  ]);
  rows.match_traits.push([workspaceId, personId, JSON.stringify(traits)]);
  const all = [traits, ...members.map((member) => member.traits)];
  const keys = new Set(all.flatMap(blockingKeys).map(keyHash));
  for (const key of keys) rows.match_keys.push([workspaceId, key, personId]);
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

async function copy(db: Db, folder: string, rows: Rows): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // What is put in is consistent by the way it is made: foreign keys are not checked a second time.
    await sql`set local session_replication_role = replica`.execute(trx);
    for (const [table, list] of Object.entries(rows)) {
      if (list.length === 0) continue;
      const file = join(folder, `${table}.txt`);
      writeFileSync(file, list.map((row) => `${row.map(cell).join('\t')}\n`).join(''));
      chmodSync(file, 0o644);
      const into = `${table} (${columns[table as keyof Rows]})`;
      await sql.raw(`copy ${into} from '${file}'`).execute(trx);
    }
  });
}

function cell(value: string | number): string {
  return typeof value === 'number'
    ? String(value)
    : value.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}
