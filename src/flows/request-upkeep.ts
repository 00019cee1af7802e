// The work that a connection brings: the readings that go on as long as it is on, and every record that waited.

import type { Trx } from '../db/connect.ts';
import { listRecordIds } from '../db/queries/records-by-opportunity.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWorks } from '../engine/work.ts';
import type { Deps } from './deps.ts';

/** Records asked for per transaction. */
const sliceSize = 1_000;
const because = 'Lever was connected';

interface Queue {
  workspaceId: string;
  queueKey: string;
}

/** What was triggered while no account was connected has no work yet. */
export async function requestAllRecords(
  deps: Deps,
  { workspaceId, queueKey }: Queue,
): Promise<void> {
  let after: string | null = null;
  for (;;) {
    const ids: string[] = await listRecordIds(deps.db, { workspaceId, after, limit: sliceSize });
    const dueAt = deps.clock.now();
    const wish = { workspaceId, kind: 'record', queueKey, lane: lanes.backfill, dueAt, because };
    await requestWorks(
      deps.db,
      ids.map((subjectId) => ({ ...wish, subjectId })),
    );
    after = ids.at(-1) ?? null;
    if (ids.length < sliceSize) return;
  }
}

/** The readings that go on as long as an account is connected. */
export async function requestUpkeep(
  trx: Trx,
  deps: Deps,
  { workspaceId, queueKey }: Queue,
): Promise<void> {
  const kinds = [
    { kind: 'lever_catalog', lane: lanes.reconcile },
    { kind: 'lever_hooks', lane: lanes.reconcile },
    { kind: 'lever_poll', lane: lanes.reconcile },
    { kind: 'lever_sweep', lane: lanes.backfill },
  ];
  const wish = { workspaceId, subjectId: workspaceId, queueKey, because };
  const dueAt = deps.clock.now();
  await requestWorks(
    trx,
    kinds.map((kind) => ({ ...wish, ...kind, dueAt })),
  );
}
