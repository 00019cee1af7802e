// How many entries of the audit log are verified in a second, and how much of that is our own computing.

import { createHash, hash as digest } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { sql } from 'kysely';
import { systemClock } from '../src/adapters/clock/system-clock.ts';
import { aesSealer } from '../src/adapters/sealer/aes-sealer.ts';
import { chainText } from '../src/core/governance/audit-chain.ts';
import { appendAudit } from '../src/db/queries/audit.ts';
import { readChainPage } from '../src/db/queries/audit-chain.ts';
import { verifyAudit } from '../src/flows/verify-audit.ts';
import { systemIds } from '../src/adapters/ids/system-ids.ts';
import { Secret } from '../src/core/secret.ts';
import { openDatabase } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { startPostgres } from '../test/postgres.ts';

export const auditBenchDefaults = { entries: 300_000 };

const batch = 5_000;

export async function auditBench(options: {
  entries: number;
  say: (line: string) => void;
}): Promise<object> {
  const { entries, say } = options;
  const clock = systemClock();
  const sealer = aesSealer(new Uint8Array(32).fill(7));
  const server = await startPostgres();
  const opened = await openDatabase({
    databaseUrl: new Secret(server.url),
    dataDir: '/nowhere',
    sleep: async () => {},
  });
  try {
    const { db } = opened;
    await migrate(db);
    const workspaceId = systemIds(clock).next();
    await sql`insert into workspaces (id, slug, name, created_at) values (${workspaceId}, 'bench', 'Bench', now())`.execute(
      db,
    );
    say(`writing ${entries} entries to ${opened.kind} Postgres`);
    const ids = systemIds(clock);
    for (let at = 0; at < entries; at += batch) {
      const rows = Array.from({ length: Math.min(batch, entries - at) }, (_, index) => ({
        workspaceId,
        actor: 'system',
        action: 'profile.joined',
        subjectKind: 'profile',
        subjectId: ids.next(),
        personId: ids.next(),
        detail: {
          decisionId: ids.next(),
          because: [{ kind: 'email', weight: 12.5 }],
          score: 0.9991,
          rivals: [],
          ruleVersion: 1 + (index % 3),
        },
      }));
      await db
        .transaction()
        .execute(async (trx) => await appendAudit(trx, { clock, sealer }, rows));
    }
    await sql`vacuum analyze audit_entries`.execute(db);
    const own = await ownComputing(db, workspaceId);
    const serverBefore = await serverCpuSeconds(db);
    const before = process.cpuUsage();
    const startedAt = performance.now();
    const verdict = await verifyAudit({ db }, { workspaceId });
    const seconds = (performance.now() - startedAt) / 1_000;
    const cpu = process.cpuUsage(before);
    const serverCpu = (await serverCpuSeconds(db)) - serverBefore;
    if (!verdict.isWhole) throw new Error(verdict.because);
    return {
      database: opened.kind,
      entries: verdict.entryCount,
      entriesPerSecond: Math.round(verdict.entryCount / seconds),
      seconds: round(seconds),
      processCpuSeconds: round((cpu.user + cpu.system) / 1e6),
      serverCpuSeconds: round(serverCpu),
      /** Both work at the same time, so alone on two cores the slower one counts. */
      entriesPerSecondAlone: Math.round(
        verdict.entryCount / Math.max(serverCpu, (cpu.user + cpu.system) / 1e6),
      ),
      entriesPerCpuSecond: Math.round(verdict.entryCount / ((cpu.user + cpu.system) / 1e6)),
      hashedPerSecondAlone: own.oneShot,
      hashedPerSecondWithHashObject: own.object,
      loadAverage: loadavg().map(round),
    };
  } finally {
    await opened.close();
    await server.stop();
  }
}

const ticksPerSecond = 100;

/** What the server's processes for this database have used; Linux only, 0 elsewhere. */
async function serverCpuSeconds(db: Parameters<typeof readChainPage>[0]): Promise<number> {
  const found = await sql<{ pid: number }>`
    select pid from pg_stat_activity where datname = current_database()`.execute(db);
  const ticks = found.rows.map(({ pid }) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      return 0;
    }
  });
  return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
}

/** The chain text and its hash, from memory: the part that no database can make faster. */
async function ownComputing(
  db: Parameters<typeof readChainPage>[0],
  workspaceId: string,
): Promise<{ oneShot: number; object: number }> {
  const limit = 20_000;
  const page = await readChainPage(db, { workspaceId, afterSeq: 0, untilSeq: limit, limit });
  const timed = (hashOf: (text: string) => string): number => {
    let hash = '00'.repeat(32);
    const startedAt = performance.now();
    for (const entry of page) hash = hashOf(chainText(hash, entry));
    return Math.round(page.length / ((performance.now() - startedAt) / 1_000));
  };
  timed((text) => digest('sha256', text, 'hex'));
  return {
    oneShot: timed((text) => digest('sha256', text, 'hex')),
    object: timed((text) => createHash('sha256').update(text).digest('hex')),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
