// Switches the sync with Lever on: not before the preflight found nothing that fails, unless an admin says why.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findConnection, switchConnection } from '../db/queries/lever-connections.ts';
import { releaseQueue } from '../engine/limiter.ts';
import type { PreflightReport } from '../db/queries/preflight.ts';
import type { Deps } from './deps.ts';
import { runPreflight } from './preflight.ts';
import { requestAllRecords, requestUpkeep } from './connect-lever.ts';

/** Runs the preflight and switches on. Throws InputError naming what fails; the report is kept either way. */
export async function switchSyncOn(
  deps: Deps,
  input: { workspaceId: string; actor: string; overrideBecause: string | null },
): Promise<PreflightReport> {
  const { workspaceId, actor, overrideBecause } = input;
  const report = await runPreflight(deps, { workspaceId });
  const failed = report.checks.filter((check) => check.result === 'fail');
  const connection = await findConnection(deps.db, workspaceId);
  if (connection === undefined)
    throw new InputError('not_found', 'No Lever account is connected; connect one first.');
  if (failed.length > 0 && (overrideBecause === null || overrideBecause.trim() === '')) {
    const told = failed.map((check) => `${check.name}: ${check.because} ${check.fix}`);
    throw new InputError(
      'conflict',
      `Sync stays off.\n${told.join('\n')}\nTo switch on all the same, give a reason.`,
      'overrideBecause',
    );
  }
  const queueKey = connection.credentialKey;
  await releaseQueue(deps.db, queueKey);
  await deps.db.transaction().execute(async (trx) => {
    const because = failed.length > 0 ? `overridden: ${overrideBecause ?? ''}` : 'preflight passed';
    const now = deps.clock.now();
    const isNews = await switchConnection(trx, { workspaceId, state: 'on', because, now });
    if (!isNews) return;
    await requestUpkeep(trx, deps, { workspaceId, queueKey });
    const detail = {
      reportId: report.id,
      failed: failed.map((check) => check.name),
      overrideBecause: failed.length > 0 ? overrideBecause : null,
    };
    const entry = { workspaceId, actor, subjectKind: 'connection', subjectId: workspaceId, detail };
    await appendAudit(trx, deps, [{ ...entry, action: 'connection.switched_on' }]);
  });
  await requestAllRecords(deps, { workspaceId, queueKey });
  deps.wake();
  return report;
}
