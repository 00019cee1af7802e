// What is held against what, once everything has come to rest: the source's world, ours and the sandbox's.

import { sql } from 'kysely';
import { defaultPauseRules } from '../../src/core/outreach/pause-rules.ts';
import type { Db } from '../../src/db/connect.ts';
import { readBelieved } from '../../src/demo/believed.ts';
import { compareWorlds } from '../../src/demo/compare.ts';
import { readSandbox } from '../../src/demo/sandbox-world.ts';
import { lanes } from '../../src/engine/lanes.ts';
import { requestWork } from '../../src/engine/work.ts';
import { verifyAudit } from '../../src/flows/verify-audit.ts';
import type { Load } from './load.ts';
import { storedEvents } from './world.ts';
import type { ProcessWorld } from './world.ts';

export interface Verdict {
  /** In the sandbox, of our making. */
  opportunities: number;
  duplicates: number;
  lost: number;
  /** Acknowledged to the source and not stored. */
  forgotten: number;
  /** Stored and never acknowledged nor sent: nobody's. */
  strangers: number;
  auditEntries: number;
  isAuditWhole: boolean;
  /** Candidates a human moved whose place we do not know. */
  unseenMoves: number;
  /** People past the point where outreach ends, without a hold. */
  withoutHold: number;
  /** Holds for a status that the source was never told of. */
  untoldHolds: number;
  /** Intents, intake and webhooks that wait for a person. */
  parked: string[];
  callsToLever: number;
  refusedForSpeed: number;
  differences: string[];
}

const lookEveryMs = 250;
const looksMax = 1_200;
const quietLooks = 4;

/** Resolves when nothing waits any more, seen several times in a row; throws where that takes too long. */
export async function comeToRest(world: ProcessWorld): Promise<void> {
  await settle(world);
  await askLever(world);
  await settle(world);
}

async function settle({ db, sandbox }: ProcessWorld): Promise<void> {
  let seen = 0;
  for (let look = 0; look < looksMax; look += 1) {
    await sandbox.control.settleWebhooks();
    seen = (await countWaiting(db)) === 0 ? seen + 1 : 0;
    if (seen === quietLooks) return;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  const left = await sql`
    select kind, count(*)::int as count, max(because) as because, max(due_at) as due_at from work group by kind
    union all select 'intent ' || kind || ' ' || state, count(*)::int, max(failure_text), max(due_at)
      from intents where state in ('planned', 'armed', 'ambiguous') group by kind, state`.execute(
    db,
  );
  throw new Error(`It does not come to rest: ${JSON.stringify(left.rows)}`);
}

/** Kinds of work that come to an end; the others ask for themselves again for ever. */
const endingKinds = ['record', 'record_read', 'opportunity_read', 'delivery', 'import'];

async function countWaiting(db: Db): Promise<number> {
  const counted = await sql<{ waiting: number }>`
    select (select count(*) from pending_intake where parked_because is null)
      + (select count(*) from work where kind = any(${endingKinds}::text[]))
      + (select count(*) from work where kind = 'lever_poll' and due_at <= now())
      + (select count(*) from hook_receipts where handled_at is null)
      + (select count(*) from intents where state in ('planned', 'armed', 'ambiguous')) as waiting`.execute(
    db,
  );
  return counted.rows[0]?.waiting ?? Number.NaN;
}

/** What no webhook brought is found by the poll; it is asked for now rather than waited for. */
async function askLever({ db, queueKey }: ProcessWorld): Promise<void> {
  const now = new Date();
  await requestWork(db, {
    workspaceId: await workspaceOf(db),
    kind: 'lever_poll',
    subjectId: await workspaceOf(db),
    queueKey,
    lane: lanes.reconcile,
    dueAt: now,
    because: 'the comparison asks',
  });
}

async function workspaceOf(db: Db): Promise<string> {
  const row = await db.selectFrom('workspaces').select('id').executeTakeFirstOrThrow();
  return row.id;
}

/** Reads all three worlds and compares them. */
export async function judge(world: ProcessWorld, load: Load): Promise<Verdict> {
  const { db, sandbox, lever } = world;
  const workspaceId = await workspaceOf(db);
  const held = await readSandbox(lever.controlUrl);
  const compared = compareWorlds(await readBelieved(db, workspaceId), held);
  const stored = await storedEvents(db);
  const audit = await verifyAudit({ db }, { workspaceId });
  const { withoutHold, untoldHolds } = await countHolds(db);
  return {
    opportunities: held.opportunities.length,
    duplicates: compared.duplicates,
    lost: compared.lost,
    forgotten: [...load.acknowledged].filter((id) => !stored.has(id)).length,
    strangers: [...stored].filter((id) => !load.acknowledged.has(id)).length,
    auditEntries: audit.isWhole ? audit.entryCount : audit.seq,
    isAuditWhole: audit.isWhole,
    unseenMoves: await countUnseen(db, sandbox.control.opportunities({ limit: 200_000 }), load),
    withoutHold,
    untoldHolds,
    parked: await listParked(db),
    callsToLever: held.counters.total,
    refusedForSpeed: held.counters.throttled,
    differences: compared.differences,
  };
}

/** Whether the run proves what it is for. Parked things are allowed: they are shown, not lost. */
export function isProven(verdict: Verdict): boolean {
  const { duplicates, lost, forgotten, strangers, unseenMoves, withoutHold, untoldHolds } = verdict;
  return (
    verdict.isAuditWhole &&
    verdict.opportunities > 0 &&
    verdict.differences.length === 0 &&
    duplicates + lost + forgotten + strangers + unseenMoves + withoutHold + untoldHolds === 0
  );
}

interface Placed {
  id: string;
  stage: string;
  archived: { reason: string } | null;
}

async function countUnseen(db: Db, held: readonly object[], load: Load): Promise<number> {
  const known = await sql<{
    opportunityId: string;
    stageId: string | null;
    archiveReasonId: string | null;
  }>`
    select opportunity_id, stage_id, archive_reason_id from records
    where opportunity_id is not null and gone is null`.execute(db);
  const byId = new Map(known.rows.map((row) => [row.opportunityId, row]));
  const moved = (held as readonly Placed[]).filter((one) => load.moved.has(one.id));
  return moved.filter((one) => {
    const record = byId.get(one.id);
    return (
      record?.stageId !== one.stage || record.archiveReasonId !== (one.archived?.reason ?? null)
    );
  }).length;
}

async function countHolds(db: Db): Promise<{ withoutHold: number; untoldHolds: number }> {
  const ending = Object.entries(defaultPauseRules.statuses)
    .filter(([, effect]) => effect !== 'continue')
    .map(([status]) => status);
  const counted = await sql<{ withoutHold: number; untoldHolds: number }>`
    select
      (select count(*)::int from records r where r.status = any(${ending}::text[]) and r.gone is null
        and not exists (select 1 from holds h where h.workspace_id = r.workspace_id
          and h.person_id = r.person_id and h.lifted_at is null)) as without_hold,
      (select count(*)::int from holds h where h.cause = 'status' and not exists (
        select 1 from webhook_deliveries d where d.workspace_id = h.workspace_id
          and d.person_id = h.person_id and d.state = 'delivered')) as untold_holds`.execute(db);
  return counted.rows[0] ?? { withoutHold: Number.NaN, untoldHolds: Number.NaN };
}

async function listParked(db: Db): Promise<string[]> {
  const parked = await sql<{ line: string }>`
    select 'intent ' || kind || ': ' || coalesce(failure, '') || ': ' || coalesce(failure_text, '') as line
      from intents where state = 'parked'
    union all select kind || ' intake: ' || parked_because from pending_intake where parked_because is not null
    union all select 'webhook: ' || coalesce(last_error, '') from webhook_deliveries where state = 'parked'
    order by 1`.execute(db);
  return parked.rows.map((row) => row.line);
}
