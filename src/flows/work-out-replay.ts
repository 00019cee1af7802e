// Handler of work kind `match_replay`; the subject is the replay. First it finds what would change; once somebody said
// yes it carries that out, a piece at a time, so that it can stop and go on anywhere.

import { defaultMatchRules } from '../core/people/match-rules.ts';
import {
  changeReplay,
  findReplay,
  insertFindings,
  listFindings,
  listJoinedByHumans,
} from '../db/queries/match-replays.ts';
import type { Finding, MatchReplay } from '../db/queries/match-replays.ts';
import { findRules } from '../db/queries/rules.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { WorkResult } from '../engine/worker.ts';
import { applyFinding } from './apply-finding.ts';
import { changeMatchRules } from './change-match-rules.ts';
import type { Deps } from './deps.ts';
import { loadMatchRules } from './identify-profiles.ts';
import { replayMatchRules } from './replay-match-rules.ts';
import type { ReplayReport } from './replay-match-rules.ts';

const attemptsMax = 3;
const retryAfterMs = 60_000;
const findingsPerTurn = 50;

export async function workOutReplay(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const key = { workspaceId: work.workspaceId, id: work.subjectId };
  const replay = await findReplay(deps.db, key);
  if (replay === undefined) return { next: 'done' };
  try {
    if (replay.state === 'waiting') await workOut(deps, key, replay);
    if (replay.state === 'applying') return await applySome(deps, key, replay);
    return { next: 'done' };
  } catch (error) {
    const because = error instanceof Error ? error.name : 'unknown error';
    deps.log.warn('match_replay.failed', { ...key, because, attempts: work.attempts });
    if (work.attempts + 1 >= attemptsMax) {
      const finishedAt = deps.clock.now();
      await changeReplay(deps.db, key, { state: 'failed', because, finishedAt });
      return { next: 'done' };
    }
    const dueAt = new Date(deps.clock.now().getTime() + retryAfterMs);
    return { next: 'again', dueAt, because, isFailure: true };
  }
}

interface ReplayKey {
  workspaceId: string;
  id: string;
}

async function workOut(deps: Deps, key: ReplayKey, replay: MatchReplay): Promise<void> {
  const { workspaceId, id } = key;
  const rules = replay.rules ?? (await loadMatchRules(deps.db, workspaceId));
  const report = await replayMatchRules(deps, { workspaceId, rules });
  const { merges, splits, reviews, ...counts } = report;
  const byHand = await listJoinedByHumans(deps.db, {
    workspaceId,
    personIds: splits.map(({ personId }) => personId),
  });
  const findings = findingsOf({ merges, splits, reviews }, new Set(byHand));
  const finishedAt = deps.clock.now();
  await deps.db.transaction().execute(async (trx) => {
    await insertFindings(trx, { workspaceId, replayId: id, findings });
    await changeReplay(trx, key, { state: 'ready', counts, finishedAt });
  });
  const { mergeCount, splitCount, reviewCount } = counts;
  deps.log.info('match_replay.ready', { ...key, mergeCount, splitCount, reviewCount });
}

type NewFinding = Omit<Finding, 'outcome' | 'outcomeBecause'>;

function findingsOf(
  report: Pick<ReplayReport, 'merges' | 'splits' | 'reviews'>,
  byHand: ReadonlySet<string>,
): NewFinding[] {
  const findings: Omit<NewFinding, 'position'>[] = [
    ...report.merges.map((merge) => ({ ...merge, kind: 'merge' as const, parts: null })),
    ...report.splits.map(({ personId, parts }) => ({
      kind: 'split' as const,
      personIds: [personId],
      parts,
      probability: null,
      because: [
        byHand.has(personId)
          ? 'the rules see several people, but a human made them one: it stays'
          : 'the rules see several people in the profiles',
      ],
    })),
    ...report.reviews.map((review) => ({ ...review, kind: 'review' as const })),
  ];
  return findings.map((finding, index) => ({ ...finding, position: index + 1 }));
}

async function applySome(deps: Deps, key: ReplayKey, replay: MatchReplay): Promise<WorkResult> {
  const { workspaceId, id } = key;
  const ruleVersion = replay.appliedRules ?? (await putInForce(deps, key, replay));
  const findings = await listFindings(deps.db, {
    workspaceId,
    replayId: id,
    after: 0,
    limit: findingsPerTurn,
    isOpen: true,
  });
  for (const finding of findings) {
    await applyFinding(deps, { workspaceId, replayId: id, finding, ruleVersion });
  }
  deps.wake();
  if (findings.length === findingsPerTurn) {
    return { next: 'again', dueAt: deps.clock.now(), because: 'there is more to apply' };
  }
  await changeReplay(deps.db, key, { state: 'applied', finishedAt: deps.clock.now() });
  deps.log.info('match_replay.applied', { workspaceId, id });
  return { next: 'done' };
}

// Once: a second try finds the version in the row, or the same rules in force already.
async function putInForce(deps: Deps, key: ReplayKey, replay: MatchReplay): Promise<number> {
  const { workspaceId } = key;
  const inForce = await findRules(deps.db, { workspaceId, kind: 'match' });
  const rules = replay.rules ?? null;
  const isThere =
    rules === null || JSON.stringify(sorted(inForce?.body)) === JSON.stringify(sorted(rules));
  const actor = replay.appliedBy ?? replay.createdBy;
  const { version: _version, ...body } = rules ?? defaultMatchRules;
  const version = isThere
    ? (inForce?.version ?? 0)
    : (await changeMatchRules(deps, { workspaceId, body, actor })).version;
  await changeReplay(deps.db, key, { state: 'applying', appliedRules: version });
  return version;
}

// The database orders the names of an object's fields its own way.
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value) as [string, unknown][];
  return Object.fromEntries(
    entries
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
