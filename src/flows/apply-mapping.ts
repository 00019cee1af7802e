// Puts a checked mapping in force as the next version, and asks for every record it decides to be looked at.

import { sql } from 'kysely';
import type { Mapping } from '../core/sync/mapping.ts';
import { templatesOf } from '../core/sync/mapping.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { mappingKind } from '../db/queries/mappings.ts';
import { unparkTemplate } from '../db/queries/parked-templates.ts';
import { addRules } from '../db/queries/rules.ts';
import { listMappedRecords } from '../db/queries/run-scope.ts';
import { addRunRecords } from '../db/queries/runs.ts';
import { lanes } from '../engine/lanes.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { requestRecordWork } from './notice-person.ts';

const sliceSize = 500;
const slicesMax = 20_000;

export interface MappingToApply {
  workspaceId: string;
  runId: string;
  jobId: string | null;
  mapping: Mapping;
  actor: string;
}

/** Safe to break off after the version is stored: records are looked at again with whatever comes to them. */
export async function applyMapping(deps: Deps, input: MappingToApply): Promise<number> {
  const { workspaceId, jobId, mapping, actor, runId } = input;
  const version = await inTransaction(deps.db, async (trx) => {
    const kind = mappingKind(jobId);
    await lockRules(trx, workspaceId, kind);
    const now = deps.clock.now();
    const next = await addRules(trx, { workspaceId, kind, body: mapping, createdBy: actor, now });
    // It was checked against the templates as they are now, so what was parked for another mapping is free again.
    for (const template of templatesOf(mapping))
      await unparkTemplate(trx, { workspaceId, template });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'mapping.changed',
        subjectKind: 'mapping',
        subjectId: kind,
        detail: { version: next, runId, ruleCount: mapping.rules.length },
      },
    ]);
    return next;
  });
  await requestMapped(deps, input);
  return version;
}

async function requestMapped(
  deps: Deps,
  { workspaceId, jobId, runId }: MappingToApply,
): Promise<void> {
  let after: string | null = null;
  for (let slice = 0; slice < slicesMax; slice += 1) {
    const scope = { workspaceId, jobId, after, limit: sliceSize };
    const recordIds: string[] = await listMappedRecords(deps.db, scope);
    if (recordIds.length === 0) break;
    await deps.db.transaction().execute(async (trx) => {
      await addRunRecords(trx, { workspaceId, runId, recordIds });
      const because = 'the field mapping changed';
      const lane = lanes.backfill;
      await requestRecordWork(trx, deps, { workspaceId, recordIds, because, lane });
    });
    after = recordIds.at(-1) ?? null;
  }
  deps.wake();
}

/** Two admins at once: the second waits, and its version comes after. */
async function lockRules(trx: Trx, workspaceId: string, kind: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${workspaceId} rules ${kind}`}, 0))`.execute(
    trx,
  );
}
