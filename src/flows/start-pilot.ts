// Begins a pilot, widens it, and decides about it.

import { InputError } from '../core/input-error.ts';
import {
  pilotState,
  pilotTargets,
  type Pilot,
  type PilotBody,
  type PilotState,
} from '../core/insight/pilot.ts';
import { dayOf } from '../core/insight/person-facts.ts';
import type { Conn } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { isUniqueViolation } from '../db/errors.ts';
import { findConnection } from '../db/queries/lever-connections.ts';
import { nameJobs } from '../db/queries/insight-report.ts';
import {
  changePilotScope,
  decidePilot,
  findPilot,
  insertPilot,
  lockPilot,
} from '../db/queries/pilots.ts';
import type { Deps } from './deps.ts';
import { requestAllRecords } from './request-upkeep.ts';
import { undoWrites, type UndoAnswer } from './undo-writes.ts';

const dayMs = 86_400_000;
const pilotDays = 42;
const baselineDays = 84;

export interface ShownPilot extends Omit<Pilot, 'decided'> {
  state: PilotState;
}

export interface PilotWish {
  workspaceId: string;
  name: string;
  jobIds?: readonly string[];
  users?: readonly string[];
  personCap?: number | null;
  startsAt?: Date;
  endsAt?: Date;
  baseline?: PilotBody['baseline'];
  targets?: PilotBody['targets'];
  actor: string;
}

interface Key {
  workspaceId: string;
  pilotId: string;
  actor: string;
}

/** Six weeks from now where nothing else is said. Throws InputError where another one is in force. */
export async function startPilot(deps: Deps, wish: PilotWish): Promise<ShownPilot> {
  const { workspaceId, actor } = wish;
  const now = deps.clock.now();
  const startsAt = wish.startsAt ?? now;
  const endsAt = wish.endsAt ?? new Date(startsAt.getTime() + pilotDays * dayMs);
  if (endsAt <= startsAt)
    throw new InputError('invalid', 'A pilot must end after it starts.', 'endsAt');
  const lastBefore = new Date(startsAt.getTime() - dayMs);
  const body: PilotBody = {
    jobIds: [...new Set(wish.jobIds ?? [])],
    users: [...new Set((wish.users ?? []).map((user) => user.trim().toLowerCase()))],
    baseline: wish.baseline ?? {
      from: dayOf(new Date(lastBefore.getTime() - (baselineDays - 1) * dayMs)),
      to: dayOf(lastBefore),
    },
    targets: wish.targets ?? {},
  };
  await checkBody(deps.db, workspaceId, { body, startsAt });
  const id = deps.ids.next();
  const personCap = wish.personCap ?? null;
  try {
    await deps.db.transaction().execute(async (trx) => {
      await insertPilot(trx, {
        workspaceId,
        id,
        name: wish.name,
        body,
        personCap,
        startsAt,
        endsAt,
        createdAt: now,
        createdBy: actor,
      });
      const detail = { ...body, personCap, startsAt, endsAt };
      const entry = { workspaceId, actor, subjectKind: 'pilot', subjectId: id, detail };
      await appendAudit(trx, deps, [{ ...entry, action: 'pilot.started' }]);
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'pilots_one_in_force')) throw error;
    throw new InputError(
      'conflict',
      'Another pilot is in force. Widen, roll back or close it first.',
    );
  }
  return await getPilot(deps, { workspaceId, pilotId: id });
}

/** One pilot as it stands now. Throws InputError where there is none. */
export async function getPilot(
  deps: Pick<Deps, 'db' | 'clock'>,
  key: { workspaceId: string; pilotId: string },
): Promise<ShownPilot> {
  const found = await findPilot(deps.db, key);
  if (found === undefined) throw new InputError('not_found', 'There is no such pilot.');
  return shownPilot(found, deps.clock.now());
}

export function shownPilot(pilot: Pilot, now: Date): ShownPilot {
  const { decided: _, ...rest } = pilot;
  return { ...rest, state: pilotState(pilot, now) };
}

export interface Widening {
  /** More jobs and users, another cap, a later end; nothing of it: no limits any more, for everybody. */
  addJobIds?: readonly string[];
  addUsers?: readonly string[];
  personCap?: number | null;
  endsAt?: Date;
}

/** Takes limits away: some of them, and the pilot goes on; or all of them, and it is over. */
export async function widenPilot(deps: Deps, key: Key, widening: Widening): Promise<ShownPilot> {
  const { workspaceId, actor } = key;
  const isWhole = Object.values(widening).every((value) => value === undefined);
  await deps.db.transaction().execute(async (trx) => {
    const pilot = await lockPilot(trx, key);
    const now = deps.clock.now();
    if (pilot === undefined) throw new InputError('not_found', 'There is no such pilot.');
    if (pilot.decided !== 'running') throw isDecided(pilot.decided);
    const detail = isWhole ? { isWhole } : { ...widening };
    const entry = { workspaceId, actor, subjectKind: 'pilot', subjectId: pilot.id, detail };
    if (isWhole) await decidePilot(trx, { ...key, state: 'widened', now });
    else {
      const body = widerBody(pilot.body, widening);
      const endsAt = widening.endsAt ?? pilot.endsAt;
      if (endsAt <= pilot.startsAt)
        throw new InputError('invalid', 'A pilot must end after it starts.', 'endsAt');
      await checkBody(trx, workspaceId, { body, startsAt: pilot.startsAt });
      const personCap = widening.personCap === undefined ? pilot.personCap : widening.personCap;
      await changePilotScope(trx, { ...key, body, personCap, endsAt });
    }
    await appendAudit(trx, deps, [{ ...entry, action: 'pilot.widened' }]);
  });
  await askAgain(deps, workspaceId);
  return await getPilot(deps, key);
}

/** Nothing more is written or sent, and all that was written since the start is taken back. */
export async function rollBackPilot(
  deps: Deps,
  key: Key,
  input: { archiveReasonId: string | null; preview: boolean },
): Promise<{ pilot: ShownPilot; undo: UndoAnswer }> {
  const { workspaceId, actor } = key;
  const pilot = await getPilot(deps, key);
  if (pilot.state === 'widened' || pilot.state === 'closed') throw isDecided(pilot.state);
  const undo = async (preview: boolean): Promise<UndoAnswer> =>
    await undoWrites(deps, {
      workspaceId,
      // All writes since: outside the pilot there were none.
      scope: { since: pilot.startsAt },
      archiveReasonId: input.archiveReasonId,
      preview,
      actor,
      because: `the pilot "${pilot.name}" was rolled back`,
    });
  if (input.preview) return { pilot, undo: await undo(true) };
  await decide(deps, key, { state: 'rolled_back', action: 'pilot.rolled_back' });
  const done = await undo(false);
  if (done.runId !== null)
    await deps.db.transaction().execute(async (trx) => {
      const now = deps.clock.now();
      await decidePilot(trx, { ...key, state: 'rolled_back', undoRunId: done.runId, now });
    });
  return { pilot: await getPilot(deps, key), undo: done };
}

/** Ends the pilot's say: from now on everything is written as the rules have it. */
export async function closePilot(deps: Deps, key: Key): Promise<ShownPilot> {
  await decide(deps, key, { state: 'closed', action: 'pilot.closed' });
  await askAgain(deps, key.workspaceId);
  return await getPilot(deps, key);
}

async function decide(
  deps: Deps,
  key: Key,
  { state, action }: { state: Pilot['decided']; action: string },
): Promise<void> {
  const { workspaceId, actor, pilotId } = key;
  await deps.db.transaction().execute(async (trx) => {
    const pilot = await lockPilot(trx, key);
    if (pilot === undefined) throw new InputError('not_found', 'There is no such pilot.');
    if (pilot.decided === 'widened' || pilot.decided === 'closed') throw isDecided(pilot.decided);
    await decidePilot(trx, { ...key, state, now: deps.clock.now() });
    const entry = { workspaceId, actor, subjectKind: 'pilot', subjectId: pilotId };
    await appendAudit(trx, deps, [{ ...entry, action, detail: { before: pilot.decided } }]);
  });
}

/** What waited because of the pilot is looked at again. */
async function askAgain(deps: Deps, workspaceId: string): Promise<void> {
  const connection = await findConnection(deps.db, workspaceId);
  if (connection === undefined) return;
  await requestAllRecords(deps, { workspaceId, queueKey: connection.credentialKey });
  deps.wake();
}

function widerBody(body: PilotBody, widening: Widening): PilotBody {
  const { addJobIds = [], addUsers = [] } = widening;
  // Empty means everybody already; a name added to it would narrow it.
  const jobIds = body.jobIds.length === 0 ? [] : [...new Set([...body.jobIds, ...addJobIds])];
  const users =
    body.users.length === 0
      ? []
      : [...new Set([...body.users, ...addUsers.map((user) => user.trim().toLowerCase())])];
  return { ...body, jobIds, users };
}

async function checkBody(
  conn: Conn,
  workspaceId: string,
  { body, startsAt }: { body: PilotBody; startsAt: Date },
): Promise<void> {
  const { jobIds, baseline, targets } = body;
  const known = await nameJobs(conn, { workspaceId, ids: jobIds });
  const unknown = jobIds.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw new InputError('invalid', `There is no job ${unknown}.`, 'jobIds');
  if (baseline.from > baseline.to || baseline.to > dayOf(startsAt))
    throw new InputError(
      'invalid',
      'The time before must be in order and end no later than the pilot starts.',
      'baseline',
    );
  for (const kpi of pilotTargets) {
    const target = targets[kpi];
    const isHours = kpi === 'median_hours_to_first_contact';
    if (target !== undefined && (target < 0 || (!isHours && target > 1)))
      throw new InputError(
        'invalid',
        `The target of ${kpi} must be ${isHours ? '0 hours or more' : 'between 0 and 1'}.`,
        `targets.${kpi}`,
      );
  }
}

function isDecided(state: string): InputError {
  return new InputError('conflict', `The pilot is ${state.replace('_', ' ')} already.`);
}
