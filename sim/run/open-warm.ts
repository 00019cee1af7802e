// Opens the database with the plans of everything that worlds usually ask: making them again in each seed would take
// longer than the seed.

import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSimDatabase, writeWhole, type SimDatabase } from '../database/sim-database.ts';
import { planOf } from '../world/plan.ts';
import { runSeed } from './run-seed.ts';

/** The same plans for the same code, whoever asks: how rows lie, and with it a seed, depends on them. */
export async function openWarm(): Promise<SimDatabase> {
  const path = join(tmpdir(), `fulcrum-sim-statements-${codeVersion()}.json`);
  if (!existsSync(path)) writeWhole(path, JSON.stringify(await collectStatements()));
  return await openSimDatabase(JSON.parse(readFileSync(path, 'utf8')) as string[]);
}

const warmSeeds = [1, 2, 3, 4, 5, 6, 7, 8];

async function collectStatements(): Promise<string[]> {
  const database = await openSimDatabase();
  const statements = new Set<string>();
  for (const seed of warmSeeds) {
    await runSeed(database, planOf(seed));
    for (const statement of database.statements()) statements.add(statement);
  }
  await database.close();
  return [...statements];
}

function codeVersion(): string {
  const root = new URL('../../', import.meta.url).pathname;
  const version = createHash('sha256');
  for (const path of globSync('{src,sim,sandbox}/**/*.{ts,sql}', { cwd: root }).toSorted()) {
    if (!path.endsWith('.test.ts')) version.update(path).update(readFileSync(join(root, path)));
  }
  return version.digest('hex').slice(0, 16);
}
