// What the tests of people share: a world without outside systems, builders, and intake straight into the tables.

import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { ReceivedProfile, ReceivedTouch } from '../src/core/people/received.ts';
import type { Db } from '../src/db/connect.ts';
import type { Deps } from '../src/flows/deps.ts';
import { identifyPending } from '../src/flows/identify-pending.ts';

const refuse = (): never => {
  throw new Error('This test reaches no outside system.');
};

/** Deps whose ids and clock are counted, so that the same test always makes the same rows. */
export function quietDeps(db: Db, name = 'a'): Deps {
  let count = 0;
  let ms = Date.UTC(2026, 0, 5, 9);
  const prefix = createHash('sha256').update(name).digest('hex').slice(0, 11);
  return {
    db,
    clock: {
      now: () => new Date((ms += 1)),
      sleep: async () => {},
    },
    ids: {
      next() {
        count += 1;
        // Ordered by count, as the real ones are by time; the prefix keeps two processes apart.
        const text = count.toString(16).padStart(12, '0');
        return `${text.slice(0, 8)}-${text.slice(8)}-7${prefix.slice(0, 3)}-8${prefix.slice(3, 6)}-${prefix.slice(0, 11)}0`;
      },
    },
    chance: { next: () => 0.5 },
    log: quietLog(),
    sealer: {
      seal: (plain) => plain,
      open: (sealed) => sealed,
      sealWith: (_key, plain) => plain,
      openWith: (_key, sealed) => sealed,
      newKey: () => new Uint8Array(32),
    },
    lever: new Proxy({}, { get: () => refuse }) as Deps['lever'],
    webhooks: { send: refuse },
    wake() {},
  };
}

function quietLog(): Deps['log'] {
  const log: Deps['log'] = {
    error() {},
    warn() {},
    info() {},
    debug() {},
    child: () => log,
  };
  return log;
}

export async function addWorkspace(db: Db, deps: Deps): Promise<string> {
  const id = deps.ids.next();
  await sql`
    insert into workspaces (id, slug, name, default_region, created_at)
    values (${id}, ${`w-${id}`}, 'Acme', 'US', ${deps.clock.now()})
  `.execute(db);
  await sql`
    insert into audit_heads (workspace_id, seq, hash) values (${id}, 0, '\\x00') on conflict do nothing
  `.execute(db);
  return id;
}

/** Stores what came in and lets it wait, as the intake does; returns the ids in order. */
export async function receive(
  deps: Deps,
  workspaceId: string,
  items: { profiles?: readonly ReceivedProfile[]; touches?: readonly ReceivedTouch[] },
): Promise<string[]> {
  const now = deps.clock.now();
  const ids: string[] = [];
  await deps.db.transaction().execute(async (trx) => {
    for (const profile of items.profiles ?? []) {
      const id = deps.ids.next();
      ids.push(id);
      await sql`
        insert into profiles (workspace_id, id, source, source_event_id, content_hash, payload, found_at, received_at)
        values (${workspaceId}, ${id}, ${profile.source}, ${`${profile.sourceEventId}-${id}`}, '\\x00',
          ${JSON.stringify(profile)}::jsonb, ${profile.foundAt}::timestamptz, ${now})
      `.execute(trx);
      await sql`
        insert into pending_intake (workspace_id, kind, item_id, due_at)
        values (${workspaceId}, 'profile', ${id}, ${now})
      `.execute(trx);
    }
    for (const touch of items.touches ?? []) {
      const id = deps.ids.next();
      ids.push(id);
      await sql`
        insert into touches (workspace_id, id, source, source_event_id, content_hash, channel, kind, sequence,
          payload, occurred_at, received_at)
        values (${workspaceId}, ${id}, ${touch.source}, ${`${touch.sourceEventId}-${id}`}, '\\x00',
          ${touch.channel}, ${touch.kind}, ${touch.sequence ?? ''}, ${JSON.stringify(touch)}::jsonb,
          ${touch.occurredAt}::timestamptz, ${now})
      `.execute(trx);
      await sql`
        insert into pending_intake (workspace_id, kind, item_id, due_at)
        values (${workspaceId}, 'touch', ${id}, ${now})
      `.execute(trx);
    }
  });
  return ids;
}

/** Works until nothing that is due is left. */
export async function identifyAll(deps: Deps): Promise<void> {
  for (let round = 0; round < 1_000; round += 1) {
    if ((await identifyPending(deps)) === 'idle') return;
  }
  throw new Error('identification does not come to an end');
}

/** profile id → person id, as it stands. */
export async function memberships(db: Db, workspaceId: string): Promise<Map<string, string>> {
  const found = await sql<{ profileId: string; personId: string }>`
    select profile_id, person_id from memberships where workspace_id = ${workspaceId}
  `.execute(db);
  return new Map(found.rows.map((row) => [row.profileId, row.personId]));
}
