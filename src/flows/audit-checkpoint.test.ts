// A signed place of the chain, kept elsewhere, convicts a log that was rewritten or cut short with all its hashes.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../../test/databases.ts';
import { addWorkspace, quietDeps } from '../../test/people.ts';
import { aesSealer } from '../adapters/sealer/aes-sealer.ts';
import { readCheckpoints } from '../core/governance/checkpoint.ts';
import type { Db } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { listCheckpointPlaces } from '../db/queries/audit-checkpoints.ts';
import { addWebhookEndpoint } from './add-webhook-endpoint.ts';
import { checkpointLoop, fileCheckpoints, makeCheckpoint } from './audit-checkpoint.ts';
import type { Deps } from './deps.ts';
import { verifyAudit } from './verify-audit.ts';

interface Kept {
  text: string;
  isBroken: boolean;
}

function world(db: Db): { deps: Deps; kept: Kept; file: { append(lines: string): Promise<void> } } {
  const kept: Kept = { text: '', isBroken: false };
  const sealer = { ...aesSealer(new Uint8Array(32).fill(7)), newKey: () => randomBytes(32) };
  return {
    deps: { ...quietDeps(db), sealer },
    kept,
    file: {
      async append(lines) {
        if (kept.isBroken) throw new Error('the disk is full');
        kept.text += lines;
      },
    },
  };
}

/** The chain begins where the product begins it. */
async function emptyWorkspace(deps: Deps): Promise<string> {
  const workspaceId = await addWorkspace(deps.db, deps);
  await deps.db.deleteFrom('auditHeads').where('workspaceId', '=', workspaceId).execute();
  return workspaceId;
}

async function log(deps: Deps, workspaceId: string, count: number): Promise<void> {
  const base = { workspaceId, actor: 'system', action: 'person.created', subjectKind: 'person' };
  const entries = Array.from({ length: count }, (_, index) => ({
    ...base,
    subjectId: String(index),
    detail: { index },
  }));
  await deps.db.transaction().execute(async (trx) => await appendAudit(trx, deps, entries));
}

function checkpointsOf(kept: Kept) {
  const read = readCheckpoints(kept.text);
  assert.ok('checkpoints' in read, 'the file can be read');
  return read.checkpoints;
}

/** Everything of the chain is written anew, as somebody with the whole database could. */
async function forge(deps: Deps, workspaceId: string, count: number): Promise<void> {
  await sql`delete from audit_entries where workspace_id = ${workspaceId}`.execute(deps.db);
  await sql`delete from audit_heads where workspace_id = ${workspaceId}`.execute(deps.db);
  await log(deps, workspaceId, count);
}

eachDatabase((_kind, open) => {
  test('each checkpoint is filed once, in order, and the log passes through all of them', async () => {
    const { db } = await open();
    const { deps, kept, file } = world(db);
    const workspaceId = await emptyWorkspace(deps);
    for (let round = 0; round < 3; round += 1) {
      await log(deps, workspaceId, 5);
      assert.equal((await makeCheckpoint(deps, workspaceId)).did, 'signed');
      await fileCheckpoints(deps, { workspaceId, file });
    }
    assert.deepEqual(await makeCheckpoint(deps, workspaceId), { did: 'nothing' });
    await fileCheckpoints(deps, { workspaceId, file });
    const checkpoints = checkpointsOf(kept);
    assert.equal(checkpoints.length, 3);
    const verdict = await verifyAudit(deps, { workspaceId, checkpoints });
    assert.ok(verdict.isWhole);
    assert.equal(verdict.checkpointCount, 6, 'those stored and those given');
    const publicKey = checkpoints[0]?.publicKey ?? '';
    assert.ok((await verifyAudit(deps, { workspaceId, checkpoints, publicKey })).isWhole);
  });

  test('a rewritten log and one cut short are found by the file, although every hash fits', async () => {
    const { db } = await open();
    const { deps, kept, file } = world(db);
    const workspaceId = await emptyWorkspace(deps);
    await log(deps, workspaceId, 5);
    await makeCheckpoint(deps, workspaceId);
    await fileCheckpoints(deps, { workspaceId, file });
    const checkpoints = checkpointsOf(kept);
    const seq = checkpoints[0]?.seq ?? 0;
    await sql`delete from audit_checkpoints`.execute(db);
    await forge(deps, workspaceId, seq + 3);
    assert.ok((await verifyAudit(deps, { workspaceId })).isWhole, 'inside it looks whole');
    const rewritten = await verifyAudit(deps, { workspaceId, checkpoints });
    assert.equal(rewritten.isWhole ? 'whole' : rewritten.seq, seq);
    await forge(deps, workspaceId, seq - 2);
    const short = await verifyAudit(deps, { workspaceId, checkpoints });
    assert.equal(short.isWhole ? 'whole' : short.seq, seq - 1);
  });

  test('a checkpoint that was changed, is of somebody else or has another key proves nothing', async () => {
    const { db } = await open();
    const { deps, kept, file } = world(db);
    const workspaceId = await emptyWorkspace(deps);
    await log(deps, workspaceId, 2);
    await makeCheckpoint(deps, workspaceId);
    await fileCheckpoints(deps, { workspaceId, file });
    const [good] = checkpointsOf(kept);
    assert.ok(good);
    const refused = async (checkpoint: typeof good, publicKey?: string): Promise<string> => {
      const verdict = await verifyAudit(deps, {
        workspaceId,
        checkpoints: [checkpoint],
        ...(publicKey === undefined ? {} : { publicKey }),
      });
      return verdict.isWhole ? 'whole' : verdict.because;
    };
    assert.match(await refused({ ...good, at: '2026-01-05T09:00:00.000Z' }), /signature/u);
    assert.match(await refused({ ...good, seq: good.seq - 1 }), /signature/u);
    assert.match(
      await refused({ ...good, workspaceId: crypto.randomUUID() }),
      /another workspace/u,
    );
    await db.deleteFrom('auditSigners').execute();
    await log(deps, workspaceId, 1);
    await makeCheckpoint(deps, workspaceId);
    assert.match(await refused(good), /another key/u, 'the key was replaced');
    assert.match(await refused(good, good.publicKey), /not the one that was noted/u);
  });

  test('a broken log is not signed, and says so', async () => {
    const { db } = await open();
    const { deps } = world(db);
    const workspaceId = await emptyWorkspace(deps);
    await log(deps, workspaceId, 3);
    await makeCheckpoint(deps, workspaceId);
    await log(deps, workspaceId, 3);
    const head = await db.selectFrom('auditHeads').select('seq').executeTakeFirstOrThrow();
    await db
      .updateTable('auditEntries')
      .set({ actor: 'nobody' })
      .where('seq', '=', head.seq - 1)
      .execute();
    const made = await makeCheckpoint(deps, workspaceId);
    assert.equal(made.did === 'refused' ? made.seq : made.did, head.seq - 1);
    const places = await listCheckpointPlaces(db, workspaceId);
    assert.match(places.find(({ place }) => place === 'chain')?.trouble ?? '', /was changed/u);
  });

  test('a file that cannot be written is told, and gets everything once it can', async () => {
    const { db } = await open();
    const { deps, kept, file } = world(db);
    const workspaceId = await emptyWorkspace(deps);
    await log(deps, workspaceId, 1);
    const loop = checkpointLoop({ everyMs: 1, file });
    kept.isBroken = true;
    await loop.run(deps);
    const trouble = (await listCheckpointPlaces(db, workspaceId)).find(
      (one) => one.place === 'file',
    );
    assert.equal(trouble?.trouble, 'the disk is full');
    kept.isBroken = false;
    await log(deps, workspaceId, 1);
    await deps.clock.sleep(1);
    await loop.run(deps);
    assert.equal(checkpointsOf(kept).length, 2);
    const places = await listCheckpointPlaces(db, workspaceId);
    assert.ok(places.every((place) => place.trouble === null));
  });

  test('an endpoint that asks for checkpoints gets each of them', async () => {
    const { db } = await open();
    const { deps } = world(db);
    const workspaceId = await emptyWorkspace(deps);
    const url = 'https://siem.example/checkpoints';
    await addWebhookEndpoint(deps, {
      workspaceId,
      url,
      events: ['audit.checkpoint'],
      actor: 'cli',
    });
    const made = await makeCheckpoint(deps, workspaceId);
    const delivery = await db
      .selectFrom('webhookDeliveries')
      .select(['event', 'payload', 'personId'])
      .executeTakeFirstOrThrow();
    assert.equal(delivery.event, 'audit.checkpoint');
    assert.equal(delivery.personId, null);
    assert.deepEqual(delivery.payload, made.did === 'signed' ? made.checkpoint : null);
  });
});
