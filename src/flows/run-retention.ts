// The nightly cleanup: class by class in bounded pages, going on where it was cut short, with a report at the end.

import { defaultRetentionRules } from '../core/governance/retention-rules.ts';
import type { RetentionRules } from '../core/governance/retention-rules.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { eraseRows } from '../db/queries/erase-rows.ts';
import { loadScope } from '../db/queries/personal-scope.ts';
import { listErasedWithNews, listGoneButKept } from '../db/queries/retention-people.ts';
import {
  addRetentionRun,
  findOpenRetentionRun,
  saveRetentionRun,
} from '../db/queries/retention-runs.ts';
import type { RetentionRun } from '../db/queries/retention-runs.ts';
import { findRules } from '../db/queries/rules.ts';
import { listWorkspacesWithoutWork } from '../db/queries/workspaces-without-work.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWorks } from '../engine/work.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { WorkLoop, WorkResult } from '../engine/worker.ts';
import type { Deps } from './deps.ts';
import { askToEraseGone } from './erase-gone.ts';
import { readHeldPeople } from './held-people.ts';
import { inTransaction } from './in-transaction.ts';
import { cleaners } from './retention-cleaners.ts';
import { readRetentionPage } from './retention-page.ts';
import { trimAudit } from './trim-audit.ts';

export const retentionWorkKind = 'retention';

const pagesPerTurn = 20;
const goneMax = 500;
const erasedMax = 100;
/** In UTC: night where most offices are, and the same hour every night. */
const hourOfNight = 2;
const dayMs = 24 * 60 * 60_000;
const lookEveryMs = 10 * 60_000;
const workspacesMax = 500;

/** Handler of work kind `retention`; the subject is the workspace. Safe to repeat at any point. */
export async function cleanUp(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const { workspaceId } = work;
  const now = deps.clock.now();
  for (let page = 0; page < pagesPerTurn; page += 1) {
    const isOver = await cleanPage(deps, workspaceId);
    deps.wake();
    if (isOver)
      return { next: 'again', dueAt: nextNight(now), because: 'the next night of cleaning up' };
  }
  return { next: 'again', dueAt: now, because: 'there is more to clean up' };
}

/** One transaction; true when the night is over. */
async function cleanPage(deps: Deps, workspaceId: string): Promise<boolean> {
  return await inTransaction(deps.db, async (trx) => {
    const found = await findRules<RetentionRules>(trx, { workspaceId, kind: 'retention' });
    const rules = found?.body ?? defaultRetentionRules;
    const now = deps.clock.now();
    const run =
      (await findOpenRetentionRun(trx, workspaceId)) ??
      (await beginRun(trx, deps, { workspaceId, rules, ruleVersion: found?.version ?? 0 }));
    const cleaner = cleaners[run.progress.cleaner];
    if (cleaner === undefined) {
      await endRun(trx, deps, { workspaceId, rules, run });
      return true;
    }
    const held = await readHeldPeople(trx, workspaceId);
    const at = { workspaceId, rules, held, now, afterKey: run.progress.afterKey };
    const page = await readRetentionPage(trx, cleaner, at);
    const cleaned =
      page === null || page.due.length === 0
        ? { count: 0, entries: [] }
        : await cleaner.clean(trx, deps, { workspaceId, rows: page.due });
    const before = run.progress.done[cleaner.name];
    const done = {
      class: cleaner.class,
      cleaned: (before?.cleaned ?? 0) + cleaned.count,
      held: (before?.held ?? 0) + (page?.heldCount ?? 0),
    };
    const nextKey = page?.nextKey ?? null;
    await saveRetentionRun(trx, {
      ...run,
      workspaceId,
      finishedAt: null,
      progress: {
        cleaner: nextKey === null ? run.progress.cleaner + 1 : run.progress.cleaner,
        afterKey: nextKey,
        done: page === null ? run.progress.done : { ...run.progress.done, [cleaner.name]: done },
      },
    });
    await appendAudit(trx, deps, cleaned.entries);
    return false;
  });
}

async function beginRun(
  trx: Trx,
  deps: Deps,
  of: { workspaceId: string; rules: RetentionRules; ruleVersion: number },
): Promise<RetentionRun> {
  const { workspaceId, rules, ruleVersion } = of;
  const run = {
    id: deps.ids.next(),
    owner: rules.owner ?? '',
    ruleVersion,
    startedAt: deps.clock.now(),
    finishedAt: null,
    progress: { cleaner: 0, afterKey: null, done: {} },
    trouble: null,
  };
  const { finishedAt: _over, trouble: _none, ...begun } = run;
  await addRetentionRun(trx, { ...begun, workspaceId });
  await catchUpGone(trx, deps, { workspaceId, rules });
  for (const personId of await listErasedWithNews(trx, { workspaceId, limit: erasedMax }))
    await eraseRows(trx, await loadScope(trx, { workspaceId, personId }));
  return run;
}

/** Its report is the row and the audit entry. */
async function endRun(
  trx: Trx,
  deps: Deps,
  of: { workspaceId: string; rules: RetentionRules; run: RetentionRun },
): Promise<void> {
  const { workspaceId, rules, run } = of;
  const { progress } = run;
  const trimmed = await trimAudit(trx, deps, { workspaceId, rules });
  if (trimmed > 0)
    progress.done['entries of the audit log'] = { class: 'audit', cleaned: trimmed, held: 0 };
  await saveRetentionRun(trx, { ...run, workspaceId, progress, finishedAt: deps.clock.now() });
  const subject = { subjectKind: 'retention_run', subjectId: run.id };
  const detail = { ruleVersion: run.ruleVersion, owner: run.owner, done: progress.done };
  await appendAudit(trx, deps, [
    { workspaceId, actor: 'system', action: 'retention.ran', ...subject, detail },
  ]);
}

/** Whom a legal hold or a candidacy kept when Lever forgot them. */
async function catchUpGone(
  trx: Trx,
  deps: Deps,
  of: { workspaceId: string; rules: RetentionRules },
): Promise<void> {
  const { workspaceId, rules } = of;
  const withDeleted = rules.deletedInLever !== 'keep';
  const page = { workspaceId, withDeleted, afterId: null, limit: goneMax };
  for (const { personId } of await listGoneButKept(trx, page))
    await askToEraseGone(trx, deps, { workspaceId, personId });
}

function nextNight(now: Date): Date {
  const tonight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hourOfNight);
  return new Date(tonight > now.getTime() ? tonight : tonight + dayMs);
}

/** Has every workspace cleaned up nightly. Loops run on every wake, so this one looks at the clock itself. */
export function retentionLoop(): WorkLoop<Deps> {
  let nextMs = 0;
  return {
    name: retentionWorkKind,
    pollMs: lookEveryMs,
    async run(deps) {
      const now = deps.clock.now();
      if (now.getTime() < nextMs) return 'idle';
      nextMs = now.getTime() + lookEveryMs;
      const kind = retentionWorkKind;
      const ids = await listWorkspacesWithoutWork(deps.db, { kind, limit: workspacesMax });
      await requestWorks(
        deps.db,
        ids.map((workspaceId) => ({
          workspaceId,
          kind,
          subjectId: workspaceId,
          queueKey: `retention:${workspaceId}`,
          lane: lanes.backfill,
          dueAt: nextNight(now),
          because: 'the first night of cleaning up',
        })),
      );
      return 'idle';
    },
  };
}
