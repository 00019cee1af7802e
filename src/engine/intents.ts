// The durable decisions to change the outside world: written before it happens, moved only along engine/states.ts.

import { sql } from 'kysely';
import type { Conn, Trx } from '../db/connect.ts';
import { isUniqueViolation } from '../db/errors.ts';
import { toJson } from '../db/json.ts';
import type { FailureKind, PortFailure } from '../ports/failure.ts';
import type { EngineDeps } from './deps.ts';
import type { Lane } from './lanes.ts';
import { endStates, mayMove, openStates, type IntentState } from './states.ts';
import { holdEpoch } from './workers.ts';

export interface NewIntent {
  workspaceId: string;
  /** The kind of the work that looks after it. */
  subjectKind: string;
  subjectId: string;
  queueKey: string;
  lane: Lane;
  kind: string;
  payload: unknown;
  /** Deterministic name of the effect: the same wish after a restored backup has the same. */
  marker: string;
  isRepeatable: boolean;
  /** Look for it before the first send: the log of what we did may be older than the world. */
  mustProbe?: boolean;
  cause: string;
}

export interface Intent {
  workspaceId: string;
  id: string;
  subjectKind: string;
  subjectId: string;
  queueKey: string;
  lane: Lane;
  kind: string;
  payload: unknown;
  marker: string;
  isRepeatable: boolean;
  state: IntentState;
  attempt: number;
  epoch: number | null;
  plannedAt: Date;
  armedAt: Date | null;
  deadlineAt: Date | null;
  dueAt: Date;
  probeCount: number;
  mustProbe: boolean;
  outcome: unknown;
  failure: FailureKind | null;
  failureText: string | null;
  nextAction: string | null;
  cause: string;
  finishedAt: Date | null;
}

export interface Subject {
  workspaceId: string;
  subjectKind: string;
  subjectId: string;
}

/** Thrown by planIntent where the database already holds the same wish; load and decide again. */
export class IntentExists extends Error {
  readonly constraint: 'intents_one_open' | 'intents_marker';

  constructor(constraint: 'intents_one_open' | 'intents_marker', cause: unknown) {
    super(`An intent like this exists already (${constraint}).`, { cause });
    this.name = 'IntentExists';
    this.constraint = constraint;
  }
}

/** Thrown by planIntent in the turn of a worker that was taken over meanwhile. */
export class TurnLost extends Error {
  constructor() {
    super('Another worker looks after this now.');
    this.name = 'TurnLost';
  }
}

/**
 * Writes a new intent. Throws IntentExists where one is open for the subject, or where the effect was done before,
 * and TurnLost where the worker lost its lease: it decides on what it read before, and the work may be over, so that
 * nobody would ever look after the intent.
 */
export async function planIntent(
  trx: Trx,
  deps: Pick<EngineDeps, 'clock' | 'ids' | 'turn'>,
  intent: NewIntent,
): Promise<Intent> {
  const now = deps.clock.now();
  if (deps.turn !== undefined) {
    const isHeld = await holdEpoch(trx, { epoch: deps.turn.epoch, until: now });
    if (!isHeld) throw new TurnLost();
  }
  try {
    const row = await trx
      .insertInto('intents')
      .values({
        workspaceId: intent.workspaceId,
        id: deps.ids.next(),
        subjectKind: intent.subjectKind,
        subjectId: intent.subjectId,
        queueKey: intent.queueKey,
        lane: intent.lane,
        kind: intent.kind,
        payload: sql<string>`${toJson(intent.payload)}::jsonb`,
        marker: intent.marker,
        isRepeatable: intent.isRepeatable,
        state: 'planned',
        plannedAt: now,
        dueAt: now,
        mustProbe: intent.mustProbe === true && !intent.isRepeatable,
        cause: intent.cause,
      })
      .returning(intentColumns)
      .executeTakeFirstOrThrow();
    return toIntent(row);
  } catch (error) {
    for (const constraint of ['intents_one_open', 'intents_marker'] as const) {
      if (isUniqueViolation(error, constraint)) throw new IntentExists(constraint, error);
    }
    throw error;
  }
}

/** The subject's intent that is not at an end, if there is one; the database allows no second. */
export async function findOpenIntent(conn: Conn, subject: Subject): Promise<Intent | null> {
  const row = await conn
    .selectFrom('intents')
    .select(intentColumns)
    .where('workspaceId', '=', subject.workspaceId)
    .where('subjectKind', '=', subject.subjectKind)
    .where('subjectId', '=', subject.subjectId)
    .where('state', 'in', [...openStates])
    .executeTakeFirst();
  return row === undefined ? null : toIntent(row);
}

/** One intent as it is now, or null. */
export async function findIntent(
  conn: Conn,
  key: { workspaceId: string; intentId: string },
): Promise<Intent | null> {
  const row = await conn
    .selectFrom('intents')
    .select(intentColumns)
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.intentId)
    .executeTakeFirst();
  return row === undefined ? null : toIntent(row);
}

/** Drops a planned intent that surely did not happen, so that another can be decided. False where it is past that. */
export async function supersedeIntent(
  trx: Trx,
  drop: { intent: Intent; because: string; now: Date },
): Promise<boolean> {
  const { intent } = drop;
  if (intent.state !== 'planned' || intent.mustProbe) return false;
  const change = { to: 'superseded' as const, failureText: drop.because, now: drop.now };
  return await moveIntent(trx, intent, change);
}

/** Parks a planned intent that cannot be carried out as it is, such as one that could not be prepared. */
export async function parkIntent(
  trx: Trx,
  parking: { intent: Intent; failure: PortFailure; nextAction: string; now: Date },
): Promise<boolean> {
  return await moveIntent(trx, parking.intent, {
    to: 'parked',
    now: parking.now,
    failure: parking.failure.kind,
    failureText: parking.failure.message,
    nextAction: parking.nextAction,
  });
}

/** Marks the intent as about to be sent. False where it changed since it was loaded, or the worker was taken over. */
export async function armIntent(
  trx: Trx,
  intent: Intent,
  arming: { epoch: number; now: Date; deadlineAt: Date },
): Promise<boolean> {
  // A lease that ends before the call does would let another process act while ours is on the wire.
  const isHeld = await holdEpoch(trx, { epoch: arming.epoch, until: arming.deadlineAt });
  if (!isHeld) return false;
  const armed = await trx
    .updateTable('intents')
    .set({
      state: 'armed',
      attempt: intent.attempt + 1,
      epoch: arming.epoch,
      armedAt: arming.now,
      deadlineAt: arming.deadlineAt,
      probeCount: 0,
    })
    .where('workspaceId', '=', intent.workspaceId)
    .where('id', '=', intent.id)
    .where('state', '=', 'planned')
    .where('attempt', '=', intent.attempt)
    .where('mustProbe', '=', false)
    .executeTakeFirst();
  return armed.numUpdatedRows > 0n;
}

export interface IntentChange {
  to: IntentState;
  now: Date;
  dueAt?: Date;
  attempt?: number;
  probeCount?: number;
  mustProbe?: boolean;
  outcome?: unknown;
  failure?: FailureKind;
  failureText?: string;
  nextAction?: string;
}

/**
 * Moves an intent on from exactly the state it was loaded in: same attempt, epoch and number of looks.
 * False where anybody else moved it; then nothing was written. This is the fence against a worker that lost its lease.
 */
export async function moveIntent(trx: Trx, intent: Intent, change: IntentChange): Promise<boolean> {
  const { to } = change;
  const isSame = to === intent.state;
  if (!isSame && !mayMove(intent.state, to)) {
    throw new Error(`This cannot happen: an intent moves from ${intent.state} to ${to}.`);
  }
  const isEnd = (endStates as readonly IntentState[]).includes(to);
  const moved = await trx
    .updateTable('intents')
    .set({
      state: to,
      dueAt: change.dueAt ?? change.now,
      attempt: change.attempt ?? intent.attempt,
      probeCount: change.probeCount ?? intent.probeCount,
      mustProbe: change.mustProbe ?? intent.mustProbe,
      failure: change.failure ?? null,
      failureText: change.failureText ?? null,
      nextAction: change.nextAction ?? null,
      finishedAt: isEnd ? change.now : null,
      ...(change.outcome === undefined
        ? {}
        : { outcome: sql<string>`${toJson(change.outcome)}::jsonb` }),
    })
    .where('workspaceId', '=', intent.workspaceId)
    .where('id', '=', intent.id)
    .where('state', '=', intent.state)
    .where('attempt', '=', intent.attempt)
    .where('probeCount', '=', intent.probeCount)
    .where('mustProbe', '=', intent.mustProbe)
    .where((is) =>
      intent.epoch === null ? is('epoch', 'is', null) : is('epoch', '=', intent.epoch),
    )
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}

const intentColumns = [
  'workspaceId',
  'id',
  'subjectKind',
  'subjectId',
  'queueKey',
  'lane',
  'kind',
  'payload',
  'marker',
  'isRepeatable',
  'state',
  'attempt',
  'epoch',
  'plannedAt',
  'armedAt',
  'deadlineAt',
  'dueAt',
  'probeCount',
  'mustProbe',
  'outcome',
  'failure',
  'failureText',
  'nextAction',
  'cause',
  'finishedAt',
] as const;

/** The row as the rest of the code reads it: closed sets instead of bare text and numbers. */
function toIntent(
  row: Omit<Intent, 'lane' | 'failure'> & { lane: number; failure: string | null },
): Intent {
  return { ...row, lane: row.lane as Lane, failure: row.failure as FailureKind | null };
}
