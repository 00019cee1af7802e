// Notices that the database is older than what this installation last saw: a backup was put back.
// The audit log only grows, so the number of its newest entry, kept in a file beside the database, tells.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Conn } from './db/connect.ts';
import type { Clock } from './ports/clock.ts';

export interface RestoreWatch {
  /** True where the database has lost entries since the last start on this data folder. */
  readonly wasRestored: boolean;
  /** Writes down where the log stands, and stops. */
  stop(): Promise<void>;
}

const everyMs = 5_000;

/** The file is written at most every few seconds: a restore goes back further than that. */
export async function watchForRestore(given: {
  db: Conn;
  dataDir: string;
  clock: Clock;
}): Promise<RestoreWatch> {
  const { db, dataDir, clock } = given;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'audit-heads.json');
  const heads = await readHeads(db);
  const known = readKnown(path);
  const wasRestored = Object.entries(known).some(
    ([workspaceId, seq]) => (heads[workspaceId] ?? 0) < seq,
  );
  const stopped = new AbortController();
  const note = async (): Promise<void> => writeKnown(path, await readHeads(db));
  await note();
  const noting = (async () => {
    while (!stopped.signal.aborted) {
      await clock.sleep(everyMs, stopped.signal);
      // A database that is away for a moment is the business of those who work with it.
      await note().catch(() => undefined);
    }
  })();
  return {
    wasRestored,
    async stop() {
      stopped.abort();
      await noting;
    },
  };
}

async function readHeads(db: Conn): Promise<Record<string, number>> {
  const rows = await db.selectFrom('auditHeads').select(['workspaceId', 'seq']).execute();
  return Object.fromEntries(rows.map((row) => [row.workspaceId, row.seq]));
}

function readKnown(path: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>;
  } catch {
    // No file, or one cut off by a power failure: nothing is known, as on a first start.
    return {};
  }
}

function writeKnown(path: string, heads: Record<string, number>): void {
  const partial = `${path}.new`;
  writeFileSync(partial, JSON.stringify(heads), { mode: 0o600 });
  renameSync(partial, path);
}
