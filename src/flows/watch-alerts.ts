// Looks every minute what is wrong in each workspace, and tells its owner: once, not at night, and in a daily digest.

import { digestDay, isQuiet, urgentKinds } from '../core/governance/alert-rules.ts';
import type { AlertRules } from '../core/governance/alert-rules.ts';
import { alertText, digestText } from '../core/governance/alert-text.ts';
import type { Trx } from '../db/connect.ts';
import { listTroubles } from '../db/queries/alert-troubles.ts';
import type { Trouble } from '../db/queries/alert-troubles.ts';
import {
  closeAlerts,
  findLastTold,
  listClosedSince,
  listOpenAlerts,
  lockAlerts,
  noteDigest,
  noteTold,
  openAlert,
  seeAlert,
} from '../db/queries/alerts.ts';
import type { Alert } from '../db/queries/alerts.ts';
import { listWorkspaces } from '../db/queries/workspaces.ts';
import type { WorkLoop } from '../engine/worker.ts';
import { getAlertRules, queueAlert } from './alert-messages.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

const everyMs = 60_000;
const hourMs = 60 * 60_000;
/** A checkpoint that is this many periods old is late. */
const periodsLate = 3;

export interface AlertLook {
  workspace: { id: string; name: string };
  checkpointEveryMs: number;
  /** Another process that looked later than this has done it. */
  notSince: Date;
}

/** One look at one workspace; tells how many messages it made. */
export async function lookForAlerts(deps: Deps, look: AlertLook): Promise<number> {
  const { id: workspaceId, name } = look.workspace;
  const now = deps.clock.now();
  const count = await inTransaction(deps.db, async (trx) => {
    const locked = await lockAlerts(trx, { workspaceId, now, since: look.notSince });
    if (locked === null) return 0;
    const rules = await getAlertRules(trx, workspaceId);
    const { parkedOver, driftOver } = rules;
    const checkpointLateMs = periodsLate * look.checkpointEveryMs;
    const limits = { workspaceId, now, parkedOver, driftOver, checkpointLateMs };
    const troubles = await listTroubles(trx, limits);
    const wanted = troubles.filter(({ kind }) => !rules.muted.includes(kind));
    await keepInStep(trx, deps, { workspaceId, rules, troubles: wanted });
    const open = await listOpenAlerts(trx, workspaceId);
    const day = digestDay(rules, now, locked.digestSentOn);
    if (day !== null) {
      await noteDigest(trx, { workspaceId, day });
      const digest = { workspaceId, name, rules, open };
      return await sendDigest(trx, deps, { ...digest, isFirst: locked.digestSentOn === null });
    }
    return await tell(trx, deps, { workspaceId, name, rules, open });
  });
  if (count > 0) deps.wake();
  return count;
}

/** What is wrong has exactly one open alert, and what is over has none. */
async function keepInStep(
  trx: Trx,
  deps: Deps,
  given: { workspaceId: string; rules: AlertRules; troubles: readonly Trouble[] },
): Promise<void> {
  const { workspaceId, rules, troubles } = given;
  const now = deps.clock.now();
  const open = await listOpenAlerts(trx, workspaceId);
  const keyOf = (one: { kind: string; subject: string }): string => `${one.kind} ${one.subject}`;
  const known = new Map(open.map((alert) => [keyOf(alert), alert]));
  const since = new Date(now.getTime() - rules.remindHours * hourMs);
  for (const trouble of troubles) {
    const alert = known.get(keyOf(trouble));
    known.delete(keyOf(trouble));
    if (alert !== undefined) {
      await seeAlert(trx, { workspaceId, id: alert.id, because: trouble.because, now });
      continue;
    }
    // What comes and goes is told once, not each time.
    const { kind, subject } = trouble;
    const toldAt = await findLastTold(trx, { workspaceId, kind, subject, since });
    const isUrgent = urgentKinds.includes(kind);
    await openAlert(trx, {
      ...trouble,
      workspaceId,
      id: deps.ids.next(),
      isUrgent,
      now,
      toldAt,
    });
  }
  await closeAlerts(trx, { workspaceId, ids: [...known.values()].map(({ id }) => id), now });
}

interface Telling {
  workspaceId: string;
  name: string;
  rules: AlertRules;
  open: readonly Alert[];
}

/** All that is new goes into one message. */
async function tell(trx: Trx, deps: Deps, given: Telling): Promise<number> {
  const { workspaceId, name, rules, open } = given;
  const now = deps.clock.now();
  const isNight = isQuiet(rules, now);
  const remindBefore = now.getTime() - rules.remindHours * hourMs;
  const due = open.filter(
    ({ toldAt, isUrgent }) =>
      (toldAt === null || toldAt.getTime() <= remindBefore) && (isUrgent || !isNight),
  );
  if (due.length === 0) return 0;
  const text = alertText(name, due);
  const count = await queueAlert(trx, deps, { workspaceId, rules, sort: 'alert', text });
  // With nobody to tell they stay untold, for whoever is named next.
  if (count > 0) await noteTold(trx, { workspaceId, ids: due.map(({ id }) => id), now });
  return count;
}

/** A day on which nothing is or was wrong has no digest. */
async function sendDigest(
  trx: Trx,
  deps: Deps,
  given: Telling & { isFirst: boolean },
): Promise<number> {
  const { workspaceId, name, rules, open, isFirst } = given;
  const now = deps.clock.now();
  const since = new Date(now.getTime() - 24 * hourMs);
  const over = isFirst ? [] : await listClosedSince(trx, { workspaceId, since });
  if (open.length + over.length === 0) return 0;
  const text = digestText(name, [...open, ...over]);
  const count = await queueAlert(trx, deps, { workspaceId, rules, sort: 'digest', text });
  if (count > 0) await noteTold(trx, { workspaceId, ids: open.map(({ id }) => id), now });
  return count;
}

/** Loops run on every wake too, so this one looks at the clock itself. */
export function alertsLoop(given: { checkpointEveryMs: number }): WorkLoop<Deps> {
  let nextMs = 0;
  return {
    name: 'alerts',
    pollMs: everyMs,
    async run(deps) {
      const nowMs = deps.clock.now().getTime();
      if (nowMs < nextMs) return 'idle';
      nextMs = nowMs + everyMs;
      const notSince = new Date(nowMs - everyMs / 2);
      for (const workspace of await listWorkspaces(deps.db))
        await lookForAlerts(deps, { workspace, notSince, ...given });
      return 'idle';
    },
  };
}
