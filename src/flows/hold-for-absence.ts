// Somebody is away: the next step waits until they are back, and nothing else changes.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { nextOpening } from '../core/outreach/calendar.ts';
import { sequenceDefaults } from '../core/outreach/sequence.ts';
import type { Trx } from '../db/connect.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { findRunningOf } from '../db/queries/runs-of-ours.ts';
import { postponeRun } from '../db/queries/postpone-run.ts';
import type { Deps } from './deps.ts';

/** Never earlier than planned. Joins the caller's transaction; the caller appends the returned entries last. */
export async function holdForAbsence(
  trx: Trx,
  deps: Deps,
  absence: { workspaceId: string; personId: string; until: Date; actor?: string },
): Promise<AuditEntry[]> {
  const { workspaceId, personId, until } = absence;
  await lockPersonForOutreach(trx, { workspaceId, personId });
  const run = await findRunningOf(trx, { workspaceId, personId });
  if (run === undefined) return [];
  const calendar = {
    zones: (run.zone ?? 'UTC').split(','),
    window: sequenceDefaults.window,
    holidayOn: () => null,
  };
  const openMs = nextOpening(until.getTime(), calendar) ?? until.getTime();
  const isMoved = await postponeRun(trx, {
    workspaceId,
    enrollmentId: run.id,
    until: new Date(openMs),
    now: deps.clock.now(),
  });
  if (!isMoved) return [];
  return [
    {
      workspaceId,
      actor: absence.actor ?? 'system',
      action: 'enrollment.postponed',
      subjectKind: 'enrollment',
      subjectId: run.id,
      personId,
      detail: { because: 'they are away', until: new Date(openMs) },
    },
  ];
}
