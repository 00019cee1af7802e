// Asks what other matching rules would make of all history, and says yes to what was found.

import { InputError } from '../core/input-error.ts';
import { checkMatchRules } from '../core/people/match-rules.ts';
import type { MatchRules } from '../core/people/match-rules.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { changeReplay, insertReplay, lockReplay } from '../db/queries/match-replays.ts';
import type { ReplayState } from '../db/queries/match-replays.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWork } from '../engine/work.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

export const replayWorkKind = 'match_replay';

/** A worker works it out; nothing else changes. Without a body it is the rules in force that are replayed. */
export async function startReplay(
  deps: Deps,
  input: { workspaceId: string; body: unknown; actor: string },
): Promise<{ id: string; state: ReplayState }> {
  const { workspaceId, actor } = input;
  const rules = input.body === undefined ? null : readRules(input.body);
  const id = deps.ids.next();
  await inTransaction(deps.db, async (trx) => {
    const now = deps.clock.now();
    await insertReplay(trx, { workspaceId, id, rules, createdBy: actor, now });
    await requestReplayWork(trx, deps, { workspaceId, id });
    const detail = { areNewRules: rules !== null };
    await appendAudit(trx, deps, [entryOf({ workspaceId, actor, id }, 'started', detail)]);
  });
  deps.wake();
  return { id, state: 'waiting' };
}

function readRules(body: unknown): MatchRules {
  const checked = checkMatchRules(body);
  if ('rules' in checked) return checked.rules;
  const [first] = checked.problems;
  const text = checked.problems.map(({ at, message }) => `${at}: ${message}`).join('; ');
  throw new InputError('invalid', text, first?.at);
}

/**
 * Puts the replayed rules in force and carries out what the replay found, in the background. `confirmed` are the
 * numbers that whoever says yes was shown.
 */
export async function applyReplay(
  deps: Deps,
  input: {
    workspaceId: string;
    id: string;
    confirmed: { mergeCount: number; splitCount: number };
    actor: string;
  },
): Promise<{ id: string; state: ReplayState }> {
  const { workspaceId, id, actor, confirmed } = input;
  await inTransaction(deps.db, async (trx) => {
    const replay = await lockReplay(trx, { workspaceId, id });
    if (replay === undefined) throw new InputError('not_found', 'There is no such replay.', 'id');
    if (replay.state !== 'ready' || replay.counts === null) {
      const message = `The replay is ${replay.state}; only one that is ready can be applied.`;
      throw new InputError('conflict', message, 'id');
    }
    const { mergeCount, splitCount } = replay.counts;
    if (mergeCount !== confirmed.mergeCount || splitCount !== confirmed.splitCount) {
      throw new InputError(
        'conflict',
        `It would merge ${mergeCount} groups and split ${splitCount} people. Look at them and confirm these numbers.`,
        'confirmed',
      );
    }
    await changeReplay(trx, { workspaceId, id }, { state: 'applying', appliedBy: actor });
    await requestReplayWork(trx, deps, { workspaceId, id });
    await appendAudit(trx, deps, [
      entryOf({ workspaceId, actor, id }, 'applied', { ...confirmed }),
    ]);
  });
  deps.wake();
  return { id, state: 'applying' };
}

async function requestReplayWork(
  trx: Trx,
  deps: Deps,
  key: { workspaceId: string; id: string },
): Promise<void> {
  await requestWork(trx, {
    workspaceId: key.workspaceId,
    kind: replayWorkKind,
    subjectId: key.id,
    queueKey: 'match',
    lane: lanes.backfill,
    dueAt: deps.clock.now(),
    because: 'matching rules are replayed',
  });
}

function entryOf(
  by: { workspaceId: string; actor: string; id: string },
  what: 'started' | 'applied',
  detail: Record<string, unknown>,
) {
  const { workspaceId, actor, id } = by;
  const subject = { subjectKind: 'match_replay', subjectId: id };
  return { workspaceId, actor, action: `match_replay.${what}`, ...subject, detail };
}
