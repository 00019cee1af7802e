// Switches the sync with Lever off, and on: not before the preflight found nothing that fails, unless an admin says why.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findConnection, switchConnection } from '../db/queries/lever-connections.ts';
import { releaseQueue } from '../engine/limiter.ts';
import type { PreflightReport } from '../db/queries/preflight.ts';
import type { Deps } from './deps.ts';
import { runPreflight } from './preflight.ts';
import { requestAllRecords, requestUpkeep } from './request-upkeep.ts';

/** Runs the preflight and switches on. Throws InputError naming what fails; the report is kept either way. */
export async function switchSyncOn(
  deps: Deps,
  input: { workspaceId: string; actor: string; overrideBecause: string | null },
): Promise<PreflightReport> {
  const { workspaceId, actor, overrideBecause } = input;
  const report = await runPreflight(deps, { workspaceId });
  const failed = report.checks.filter((check) => check.result === 'fail');
  const connection = await findConnection(deps.db, workspaceId);
  if (connection === undefined || connection.credentialKind === 'none')
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

/** Work waits, webhooks are refused, nothing is deleted; the credential is kept. */
export async function switchSyncOff(
  deps: Deps,
  input: { workspaceId: string; actor: string; because: string },
): Promise<void> {
  const { workspaceId, actor, because } = input;
  await deps.db.transaction().execute(async (trx) => {
    const connection = await findConnection(trx, workspaceId);
    if (connection === undefined)
      throw new InputError('not_found', 'No Lever account is connected.');
    const now = deps.clock.now();
    const hasChanged = await switchConnection(trx, { workspaceId, state: 'off', because, now });
    if (!hasChanged) return;
    const detail = { because };
    const entry = { workspaceId, actor, subjectKind: 'connection', subjectId: workspaceId, detail };
    await appendAudit(trx, deps, [{ ...entry, action: 'connection.switched_off' }]);
  });
}
