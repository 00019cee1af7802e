// Switching tracking on and off: for the workspace, with the customer's own host, and then for each sequence by itself.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findSequence } from '../db/queries/sequences.ts';
import {
  findTracking,
  findTrackedSequence,
  saveTracking,
  saveTrackedSequence,
} from '../db/queries/tracking.ts';
import type { SequenceKey, TrackedSequence, TrackingSettings } from '../db/queries/tracking.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

const off: TrackingSettings = { isOn: false, domain: '' };
const nothing: TrackedSequence = { opens: false, clicks: false };
const hostForm =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/u;

/** Off, where nobody switched it on. */
export async function getTracking(
  deps: Pick<Deps, 'db'>,
  workspaceId: string,
): Promise<TrackingSettings> {
  return (await findTracking(deps.db, workspaceId)) ?? off;
}

/** What one sequence tracks by its own switch; nothing where nobody said otherwise. Throws InputError. */
export async function getTrackedSequence(
  deps: Pick<Deps, 'db'>,
  key: SequenceKey,
): Promise<TrackedSequence> {
  await requireSequence(deps, key);
  return (await findTrackedSequence(deps.db, key)) ?? nothing;
}

/** Counts from the next message on; what was sent keeps its links working, and nothing is recorded any more. */
export async function setTracking(
  deps: Deps,
  given: TrackingSettings & { workspaceId: string; actor: string },
): Promise<void> {
  const { workspaceId, isOn, actor } = given;
  const domain = given.domain.trim().toLowerCase();
  if (isOn && !hostForm.test(domain))
    throw new InputError(
      'invalid',
      'Give a host of your own that leads to this server, such as go.your-company.com.',
      'domain',
    );
  await inTransaction(deps.db, async (trx) => {
    const changedAt = deps.clock.now();
    await saveTracking(trx, { workspaceId, isOn, domain, changedBy: actor, changedAt });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: isOn ? 'tracking.switched_on' : 'tracking.switched_off',
        subjectKind: 'workspace',
        subjectId: workspaceId,
        detail: { domain },
      },
    ]);
  });
}

export async function setSequenceTracking(
  deps: Deps,
  given: SequenceKey & TrackedSequence & { actor: string },
): Promise<void> {
  const { workspaceId, sequenceId, opens, clicks, actor } = given;
  await requireSequence(deps, given);
  await inTransaction(deps.db, async (trx) => {
    const changedAt = deps.clock.now();
    const row = { workspaceId, sequenceId, opens, clicks, changedBy: actor, changedAt };
    await saveTrackedSequence(trx, row);
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'sequence.tracking_changed',
        subjectKind: 'sequence',
        subjectId: sequenceId,
        detail: { opens, clicks },
      },
    ]);
  });
}

async function requireSequence(deps: Pick<Deps, 'db'>, key: SequenceKey): Promise<void> {
  if ((await findSequence(deps.db, key)) === undefined)
    throw new InputError('not_found', 'There is no such sequence.');
}
