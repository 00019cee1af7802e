// Matching learns from what humans answered: by hand at any time, and once a day by itself.

import type { Calibration } from '../core/people/calibrate.ts';
import type { Conn } from '../db/connect.ts';
import { findRules } from '../db/queries/rules.ts';
import { listWorkspacesWithoutWork } from '../db/queries/workspaces-without-work.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWorks } from '../engine/work.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { WorkLoop, WorkResult } from '../engine/worker.ts';
import type { Deps } from './deps.ts';
import { learnFromAnswers } from './learn-from-answers.ts';
import { learnWeights } from './learn-weights.ts';
import { learnedKinds } from './match-rules-history.ts';
import type { LearnedKind } from './match-rules-history.ts';

export const learnWorkKind = 'match_learn';

const everyMs = 24 * 60 * 60_000;
const lookEveryMs = 10 * 60_000;
const workspacesMax = 500;

export interface Learned {
  kind: LearnedKind;
  /** Null: nothing new was learned; the version in force stays. */
  version: number | null;
  because: string;
}

/** What was put back by hand is left alone, unless `evenPinned`. */
export async function learnMatching(
  deps: Deps,
  input: { workspaceId: string; actor: string; evenPinned: boolean },
): Promise<Learned[]> {
  const learned: Learned[] = [];
  for (const kind of learnedKinds) {
    if (!input.evenPinned && (await isPinned(deps.db, { ...input, kind }))) {
      const because = 'an older version was put back by hand; learn by hand to go on';
      learned.push({ kind, version: null, because });
      continue;
    }
    const made = await learnersByKind[kind]?.(deps, input);
    if (made !== undefined) learned.push({ kind, version: made.version, because: made.because });
  }
  return learned;
}

type Learner = (
  deps: Deps,
  input: { workspaceId: string; actor: string },
) => Promise<{ version: number | null; because: string }>;

const learnersByKind: Readonly<Partial<Record<LearnedKind, Learner>>> = {
  match_calibration: learnFromAnswers,
  match_weights: learnWeights,
};

async function isPinned(
  conn: Conn,
  key: { workspaceId: string; kind: LearnedKind },
): Promise<boolean> {
  const rules = await findRules<Calibration & { isPinned?: boolean }>(conn, key);
  return rules?.body.isPinned === true;
}

/** Handler of work kind `match_learn`; the subject is the workspace. */
export async function learnDaily(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const { workspaceId } = work;
  const learned = await learnMatching(deps, { workspaceId, actor: 'system', evenPinned: false });
  for (const { kind, version, because } of learned)
    deps.log.info('matching.learned', { workspaceId, kind, version, because });
  const dueAt = new Date(deps.clock.now().getTime() + everyMs);
  return { next: 'again', dueAt, because: 'the next daily learning' };
}

/** Has every workspace learn daily. Loops run on every wake, so this one looks at the clock itself. */
export function learnLoop(): WorkLoop<Deps> {
  let nextMs = 0;
  return {
    name: 'match_learn',
    pollMs: lookEveryMs,
    async run(deps) {
      const now = deps.clock.now();
      if (now.getTime() < nextMs) return 'idle';
      nextMs = now.getTime() + lookEveryMs;
      const ids = await listWorkspacesWithoutWork(deps.db, {
        kind: learnWorkKind,
        limit: workspacesMax,
      });
      await requestWorks(
        deps.db,
        ids.map((workspaceId) => ({
          workspaceId,
          kind: learnWorkKind,
          subjectId: workspaceId,
          queueKey: 'match',
          lane: lanes.backfill,
          dueAt: new Date(now.getTime() + everyMs),
          because: 'the first daily learning',
        })),
      );
      return 'idle';
    },
  };
}
