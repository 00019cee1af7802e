// A large sheet from upload to the last row: rows per second, and that memory does not grow with the rows.
// npm run bench -- import [--json]

import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { systemClock } from '../src/adapters/clock/system-clock.ts';
import { sheetFiles } from '../src/adapters/csv/sheet-files.ts';
import { systemChance, systemIds } from '../src/adapters/ids/system-ids.ts';
import { pinoLog } from '../src/adapters/log/pino-log.ts';
import { aesSealer } from '../src/adapters/sealer/aes-sealer.ts';
import { Secret } from '../src/core/secret.ts';
import { openDatabase } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { findImport } from '../src/db/queries/imports.ts';
import { createImport } from '../src/flows/create-import.ts';
import type { ImportDeps } from '../src/flows/import-deps.ts';
import { runImport } from '../src/flows/run-import.ts';
import { startImport } from '../src/flows/start-import.ts';
import { checkProfile } from '../src/http/contract/profile.ts';
import { startPostgres } from '../test/postgres.ts';

export interface ImportBenchOptions {
  rows: number;
  database: 'embedded' | 'server';
  say: (line: string) => void;
}

export const importBenchDefaults = { rows: 1_000_000, database: 'server' } as const;

export interface ImportReport {
  rows: number;
  rowsPerSecond: number;
  /** Resident memory in MB after the first tenth of the rows, and at its highest after that. */
  memoryEarlyMb: number;
  memoryPeakMb: number;
  accepted: number;
  rejected: number;
}

/** Client, server and import share this process. Throws where a row was lost. */
export async function importBench(options: ImportBenchOptions): Promise<ImportReport> {
  const postgres = options.database === 'server' ? await startPostgres() : null;
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-bench-'));
  try {
    return await measure(options, { folder, databaseUrl: postgres?.url });
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  { rows, database: kind, say }: ImportBenchOptions,
  place: { folder: string; databaseUrl: string | undefined },
): Promise<ImportReport> {
  const clock = systemClock();
  const { databaseUrl } = place;
  const database = await openDatabase({
    dataDir: place.folder,
    ...(databaseUrl === undefined ? {} : { databaseUrl: new Secret(databaseUrl) }),
    connectWithinMs: 10_000,
    sleep: (ms) => clock.sleep(ms),
  });
  await migrate(database.db);
  const deps = importDeps(database.db, place.folder);
  const workspaceId = deps.ids.next();
  await sql`insert into workspaces (id, slug, name, created_at)
    values (${workspaceId}, ${`bench-${randomUUID()}`}, 'Bench', ${clock.now()})`.execute(
    database.db,
  );
  const who = { workspaceId, actor: 'cli' };
  const sheet = { fileName: 'large.csv', source: 'bench', job: null, content: largeSheet(rows) };
  const made = await createImport(deps, { ...who, ...sheet });
  const key = { workspaceId, importId: made.id };
  await startImport(deps, { ...key, actor: 'cli' });
  const startedAt = performance.now();
  let memoryEarlyMb = 0;
  let memoryPeakMb = 0;
  while ((await runImport(deps, key, { sliceRows: kind === 'embedded' ? 200 : 500 })) === 'more') {
    const { nextRow = 0 } = (await findImport(database.db, key)) ?? {};
    const memoryMb = Math.round(process.memoryUsage().rss / 1024 / 1024);
    if (nextRow < rows / 10 || memoryEarlyMb === 0)
      memoryEarlyMb = Math.max(memoryEarlyMb, memoryMb);
    memoryPeakMb = Math.max(memoryPeakMb, memoryMb);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const ended = await findImport(database.db, key);
  await database.close();
  const { acceptedCount: accepted = 0, rejectedCount: rejected = 0 } = ended ?? {};
  if (ended?.state !== 'finished' || accepted + rejected !== rows)
    throw new Error('A row was lost.');
  const rowsPerSecond = Math.round(rows / seconds);
  say(
    `${rows} rows on the ${kind} database: ${rowsPerSecond} rows/s, ${accepted} accepted, ${rejected} refused`,
  );
  say(`memory after a tenth ${memoryEarlyMb} MB, at most ${memoryPeakMb} MB`);
  return { rows, rowsPerSecond, memoryEarlyMb, memoryPeakMb, accepted, rejected };
}

function importDeps(db: ImportDeps['db'], folder: string): ImportDeps {
  const clock = systemClock();
  const unreached = (): never => {
    throw new Error('The import reaches no outside system.');
  };
  return {
    db,
    clock,
    ids: systemIds(clock),
    chance: systemChance(),
    log: pinoLog({ level: 'error' }),
    sealer: aesSealer(randomBytes(32)),
    lever: new Proxy({} as ImportDeps['lever'], { get: unreached }),
    webhooks: { send: unreached },
    wake() {},
    sheets: sheetFiles({ folder: join(folder, 'imports'), bytesMax: 4 * 1024 * 1024 * 1024 }),
    checkProfile,
  };
}

async function* largeSheet(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(
    'First Name,Last Name,Email,Email Status,Mobile Phone,LinkedIn Url,Company,Title\n',
  );
  let text = '';
  for (let n = 0; n < rows; n += 1) {
    // One row in a thousand is refused.
    const name = n % 1000 === 999 ? '=BAD()' : `Ana ${n}`;
    text += `${name},Souza,ana${n}@initech.example,Verified,+1415555${n},https://linkedin.com/in/ana-${n},Initech,Engineer\n`;
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
