import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts';
import { sheetFiles } from '../adapters/csv/sheet-files.ts';
import { defaultMapping } from '../core/sync/mapping-default.ts';
import type { Db } from '../db/connect.ts';
import { findImport } from '../db/queries/imports.ts';
import { listRuns } from '../db/queries/runs.ts';
import { checkProfile } from '../http/contract/profile.ts';
import { changeMapping } from './change-mapping.ts';
import { changeBrake } from './change-sync-rules.ts';
import { createImport } from './create-import.ts';
import type { ImportDeps } from './import-deps.ts';
import { runImport } from './run-import.ts';
import { cancelImport, startImport } from './start-import.ts';
import { cancelRun, confirmRun } from './start-run.ts';
import { dryRunImport } from './try-change.ts';
import { readRun, listRunItems } from './read-run.ts';

const hour = 60 * 60_000;
const actor = 'user:admin';
const people = 5;

interface Imports {
  world: SyncWorld;
  deps: ImportDeps;
  workspaceId: string;
  importId: string;
  headlines: () => string[];
}

/** Five candidates stand in Lever; the sheet gives each of them another title, and the brake lets two go. */
async function openImports(db: Db, folder: string, name = 'a'): Promise<Imports> {
  const world = await openSyncWorld(db, { name });
  const { workspaceId } = world;
  const sheets = sheetFiles({ folder, bytesMax: 1_000_000 });
  const deps: ImportDeps = { ...world.deps, sheets, checkProfile };
  const json = defaultMapping({ templateName: null });
  for (const rule of json.rules)
    if (rule.to.kind === 'contact' && rule.to.field === 'headline')
      rule.policy = 'ours_if_untouched';
  await changeMapping(deps, { workspaceId, jobId: null, json, actor });
  const persons = await world.arrive(
    Array.from({ length: people }, (_, index) =>
      withEmail(`Person ${index}`, `person-${index}@mail-${index}.example`, {
        title: 'Engineer',
        foundAt: '2026-02-01T00:00:00.000Z',
      }),
    ),
  );
  await world.settle(hour);
  await changeBrake(deps, { workspaceId, body: { shareMax: 0.1, countFree: 2 }, actor });
  const rows = persons.map(
    (_, index) => `Person ${index},person-${index}@mail-${index}.example,Lead,2026-03-01`,
  );
  const sheet = ['Full Name,Email,Title,Found At', ...rows, ''].join('\n');
  const made = await createImport(deps, {
    workspaceId,
    actor,
    fileName: 'people.csv',
    source: 'pin',
    job: { externalId: 'job-1' },
    content: (async function* () {
      yield Buffer.from(sheet);
    })(),
  });
  const ids = await Promise.all(
    persons.map(async (personId) => await world.opportunityOf(personId)),
  );
  const headlines = (): string[] => [
    ...new Set(ids.map((opportunity) => world.control.contactOf({ opportunity }).headline)),
  ];
  return { world, deps, workspaceId, importId: made.id, headlines };
}

eachDatabase((_kind, open) => {
  const inFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'fulcrum-hold-'));
    try {
      await work(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const workOn = async ({ deps, workspaceId, importId }: Imports): Promise<string> => {
    await runImport(deps, { workspaceId, importId }, { sliceRows: 200 });
    return (await findImport(deps.db, { workspaceId, importId }))?.state ?? '';
  };

  test('an import that would change too many is held before its first row, and goes once confirmed', async () => {
    const { db } = await open();
    await inFolder(async (folder) => {
      const imports = await openImports(db, folder);
      const { world, deps, workspaceId, importId, headlines } = imports;
      const tried = await dryRunImport(deps, { workspaceId, importId });
      assert.deepEqual([tried.sum.standingCount, tried.sum.changedCount], [people, people]);
      await startImport(deps, { workspaceId, importId, actor });
      assert.equal(await workOn(imports), 'held');
      const found = await findImport(db, { workspaceId, importId });
      assert.equal(found?.nextRow, 0);
      assert.match(found?.because ?? '', /5 of 5 records .* an admin confirms/);
      await world.settle(hour);
      assert.deepEqual(headlines(), ['Engineer']);

      const [run] = await listRuns(db, { workspaceId, state: 'held', limit: 9 });
      const runId = run?.id ?? '';
      const shown = await readRun(deps, { workspaceId, runId });
      assert.equal(shown.dryRun?.sum.changedCount, people);
      const items = await listRunItems(deps, { workspaceId, runId, skip: 3, limit: 9 });
      assert.equal(items.length, 2);
      await assert.rejects(startImport(deps, { workspaceId, importId, actor }), /held/);
      assert.ok(world.alerts.includes('run.held'));

      // Confirmed for fewer than there are: the worker counts anew and holds it again.
      await confirmRun(deps, { workspaceId, runId, confirmedCount: 1, actor });
      assert.equal(await workOn(imports), 'held');
      const [again] = await listRuns(db, { workspaceId, state: 'held', limit: 9 });
      assert.notEqual(again?.id, runId);
      const confirmed = { workspaceId, runId: again?.id ?? '', confirmedCount: people, actor };
      await confirmRun(deps, confirmed);
      await assert.rejects(confirmRun(deps, confirmed), /started already/);
      assert.equal(await workOn(imports), 'finished');
    });
  });

  test('a held import that is cancelled, as a run or as an import, never takes in a row', async () => {
    const { db } = await open();
    for (const way of ['run', 'import'] as const)
      await inFolder(async (folder) => {
        const imports = await openImports(db, folder, way);
        const { deps, workspaceId, importId } = imports;
        await startImport(deps, { workspaceId, importId, actor });
        assert.equal(await workOn(imports), 'held');
        const [run] = await listRuns(db, { workspaceId, state: 'held', limit: 9 });
        const runId = run?.id ?? '';
        if (way === 'run') await cancelRun(deps, { workspaceId, runId, actor });
        else await cancelImport(deps, { workspaceId, importId, actor });
        assert.equal(await workOn(imports), 'cancelled');
        assert.deepEqual(await listRuns(db, { workspaceId, state: 'held', limit: 9 }), []);
        assert.equal((await findImport(db, { workspaceId, importId }))?.nextRow, 0);
      });
  });

  test('an import of strangers, or where little stands in Lever, is not held', async () => {
    const { db } = await open();
    await inFolder(async (folder) => {
      const imports = await openImports(db, folder);
      const { deps, workspaceId, importId } = imports;
      await changeBrake(deps, { workspaceId, body: { shareMax: 0, countFree: people }, actor });
      await startImport(deps, { workspaceId, importId, actor });
      assert.equal(await workOn(imports), 'finished');
    });
  });
});
