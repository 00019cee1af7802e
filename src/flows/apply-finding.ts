// Carries out one thing that a replay of matching rules found: a merge, a split or a question. What changed meanwhile,
// and what a human decided, stays.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { listJoinedByHumans, listOwned, settleFinding } from '../db/queries/match-replays.ts';
import type { Finding } from '../db/queries/match-replays.ts';
import { loadTraits } from '../db/queries/match-index.ts';
import { openReviews } from '../db/queries/match-reviews.ts';
import { findLivePerson, findMembership, listKeptApart } from '../db/queries/merges.ts';
import { lockPersons } from '../db/queries/persons.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import { survivorFirst } from '../core/people/decide.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { mergePersons } from './merge-persons.ts';
import { noticePerson } from './notice-person.ts';
import { takeProfilesOut } from './split-profile.ts';

interface FindingToApply {
  workspaceId: string;
  replayId: string;
  finding: Finding;
  ruleVersion: number;
}

interface Outcome {
  outcome: 'applied' | 'overtaken' | 'kept';
  because: string | null;
  entries: AuditEntry[];
}

/** More people than any human is ever known as: rules that say so are looked at by hand. */
const mergedAtOnceMax = 25;

/** In a transaction of its own; applying it again changes nothing. */
export async function applyFinding(deps: Deps, given: FindingToApply): Promise<void> {
  const { workspaceId, replayId, finding } = given;
  await inTransaction(deps.db, async (trx) => {
    const { outcome, because, entries } = await carryOut(trx, deps, given);
    const { position } = finding;
    await settleFinding(trx, { workspaceId, replayId, position, outcome, because });
    await appendAudit(trx, deps, entries);
  });
}

async function carryOut(trx: Trx, deps: Deps, given: FindingToApply): Promise<Outcome> {
  switch (given.finding.kind) {
    case 'merge':
      return await mergeAll(trx, deps, given);
    case 'split':
      return await splitAll(trx, deps, given);
    case 'review':
      return await ask(trx, deps, given);
  }
}

async function liveIds(trx: Trx, given: FindingToApply): Promise<string[]> {
  const ids = new Set<string>();
  for (const personId of given.finding.personIds) {
    const live = await findLivePerson(trx, { workspaceId: given.workspaceId, personId });
    if (live !== undefined) ids.add(live);
  }
  const locked = await lockPersons(trx, {
    workspaceId: given.workspaceId,
    personIds: [...ids].toSorted(),
  });
  return locked.filter(({ isLive }) => isLive).map(({ personId }) => personId);
}

async function mergeAll(trx: Trx, deps: Deps, given: FindingToApply): Promise<Outcome> {
  const { workspaceId, replayId, finding, ruleVersion } = given;
  if (finding.personIds.length > mergedAtOnceMax) {
    const because = `more than ${mergedAtOnceMax} people at once: look at them by hand`;
    return { outcome: 'kept', because, entries: [] };
  }
  const personIds = await liveIds(trx, given);
  if (personIds.length < 2) return overtaken('they are one already, or gone');
  if ((await listKeptApart(trx, { workspaceId, personIds })).length > 0)
    return { outcome: 'kept', because: 'a human told some of them apart', entries: [] };
  const known = await loadTraits(trx, { workspaceId, personIds });
  const [survivor, ...others] = personIds
    .map((personId) => ({
      personId,
      hasRecord: known.find((one) => one.personId === personId)?.hasRecord ?? false,
    }))
    .toSorted(survivorFirst);
  if (survivor === undefined) return overtaken('they are gone');
  const defaultRegion = await findDefaultRegion(trx, workspaceId);
  const entries: AuditEntry[] = [];
  for (const { personId: mergedId } of others) {
    const merged = await mergePersons(trx, deps, {
      workspaceId,
      defaultRegion,
      survivorId: survivor.personId,
      mergedId,
      actor: 'system',
      score: finding.probability,
      evidence: { because: finding.because, replayId },
      ruleVersion,
    });
    entries.push(...merged.entries);
  }
  const noticed = await noticePerson(trx, deps, {
    workspaceId,
    personIds: [survivor.personId],
    because: 'rules were replayed',
    lane: 5,
  });
  return { outcome: 'applied', because: null, entries: [...entries, ...noticed] };
}

async function splitAll(trx: Trx, deps: Deps, given: FindingToApply): Promise<Outcome> {
  const { workspaceId, finding } = given;
  const [personId, ...more] = await liveIds(trx, given);
  if (personId === undefined || more.length > 0) return overtaken('the person is gone');
  if ((await listJoinedByHumans(trx, { workspaceId, personIds: [personId] })).length > 0)
    return { outcome: 'kept', because: 'a human made them one', entries: [] };
  const entries: AuditEntry[] = [];
  for (const part of finding.parts as string[][]) {
    const profileIds = await listOwned(trx, { workspaceId, personId, profileIds: part });
    const [first] = profileIds;
    if (first === undefined) continue;
    const owned = await findMembership(trx, { workspaceId, profileId: first });
    if ((owned?.memberCount ?? 0) <= profileIds.length) continue;
    const taken = { workspaceId, fromId: personId, profileIds, actor: 'system' };
    entries.push(...(await takeProfilesOut(trx, deps, taken)).entries);
  }
  if (entries.length === 0) return overtaken('the profiles are elsewhere by now');
  return { outcome: 'applied', because: null, entries };
}

async function ask(trx: Trx, deps: Deps, given: FindingToApply): Promise<Outcome> {
  const { workspaceId, finding, ruleVersion } = given;
  const [one, other] = await liveIds(trx, given);
  if (one === undefined || other === undefined)
    return overtaken('they are one already, or one of them is gone');
  const review = {
    id: deps.ids.next(),
    one,
    other,
    probability: finding.probability ?? 0,
    evidence: { because: finding.because, parts: finding.parts ?? [] },
    ruleVersion,
  };
  await openReviews(trx, { workspaceId, reviews: [review], now: deps.clock.now() });
  return { outcome: 'applied', because: null, entries: [] };
}

function overtaken(because: string): Outcome {
  return { outcome: 'overtaken', because, entries: [] };
}
