// Handler of work kind `match_recheck`; the subject is the person. A hit is compared with the people around its own
// keys; the person it joined may since be like somebody whom neither was like alone. So the order in which hits
// arrive matters less.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { amongRivals } from '../core/people/among-rivals.ts';
import { assess } from '../core/people/assess.ts';
import type { AssessContext, ScoredAssessment } from '../core/people/assess.ts';
import { blockingKeys, keyHash } from '../core/people/blocking.ts';
import { bucketOf } from '../core/people/buckets.ts';
import { survivorFirst } from '../core/people/decide.ts';
import { boundNames } from '../core/people/several-names.ts';
import type { Traits } from '../core/people/traits.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockBuckets } from '../db/queries/identifiers.ts';
import { loadTraits } from '../db/queries/match-index.ts';
import { openReviews } from '../db/queries/match-reviews.ts';
import { lockPersons } from '../db/queries/persons.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { WorkResult } from '../engine/worker.ts';
import type { Deps } from './deps.ts';
import type { Matching } from './identify-profiles.ts';
import { PeopleMoved } from './identify-trouble.ts';
import { inTransaction } from './in-transaction.ts';
import { loadKnownPeople } from './known-people.ts';
import type { KnownPerson } from './known-people.ts';
import { loadMatchingInForce } from './matching-in-force.ts';
import { mergePersons } from './merge-persons.ts';
import { noticePerson } from './notice-person.ts';
import { requestRechecks } from './request-rechecks.ts';

const questionsMax = 10;
const retryAfterMs = 500;

export async function recheckPerson(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const key = { workspaceId: work.workspaceId, personId: work.subjectId };
  try {
    await inTransaction(deps.db, (trx) => recheckWithin(trx, deps, key));
  } catch (error) {
    if (!(error instanceof PeopleMoved)) throw error;
    const dueAt = new Date(deps.clock.now().getTime() + retryAfterMs);
    return { next: 'again', dueAt, because: 'people changed while they were compared' };
  }
  deps.wake();
  return { next: 'done' };
}

interface PersonKey {
  workspaceId: string;
  personId: string;
}

async function recheckWithin(trx: Trx, deps: Deps, key: PersonKey): Promise<void> {
  const { workspaceId, personId } = key;
  const [person] = await loadTraits(trx, { workspaceId, personIds: [personId] });
  if (person === undefined) return;
  const { traits } = person;
  const words = blockingKeys(traits);
  await lockBuckets(trx, { workspaceId, buckets: words.map(bucketOf) });
  const keys = [...new Set(words.map(keyHash))];
  const { rules, model } = await loadMatchingInForce(trx, workspaceId);
  const known = await loadKnownPeople(trx, { workspaceId, profiles: [{ traits, keys }] });
  const context: AssessContext = {
    model,
    rules,
    frequencies: known.frequencies,
    namesUsing: (value) => known.namesUsing(value),
  };
  const ties = tiesOf({ known, context }, { personId, traits, keys });
  const best = ties.find(({ verdict }) => verdict === 'same');
  if (best !== undefined) {
    const other = known.get(best.personId);
    if (other !== undefined)
      await unite(trx, deps, { workspaceId, person, other, best, ruleVersion: rules.version });
    return;
  }
  await openReviews(trx, {
    workspaceId,
    now: deps.clock.now(),
    reviews: ties
      .filter(({ verdict }) => verdict === 'doubtful')
      .slice(0, questionsMax)
      .map((tie) => ({
        id: deps.ids.next(),
        one: personId,
        other: tie.personId,
        probability: tie.score,
        evidence: { because: tie.evidence, parts: tie.parts },
        ruleVersion: rules.version,
      })),
  });
}

/** Everybody around a person as they are now, surest first; who is kept apart is left out. Reads and writes nothing. */
export function tiesOf(
  matching: Matching,
  person: { personId: string; traits: Traits; keys: readonly number[] },
): ScoredAssessment[] {
  const { known, context } = matching;
  const { personId, traits, keys } = person;
  const assessed = known
    .around(keys)
    .filter((other) => other.personId !== personId && !known.isKeptApart(personId, other.personId))
    .map((other) => {
      const there = boundNames(assess(traits, other, context), traits, other.traits);
      return boundNames(there, other.traits, traits);
    });
  return amongRivals(assessed, (id) => known.get(id)?.traits, context).toSorted(
    (one, other) => other.bits - one.bits || (one.personId < other.personId ? -1 : 1),
  );
}

interface Union {
  workspaceId: string;
  person: Pick<KnownPerson, 'personId' | 'hasRecord' | 'revision'>;
  other: KnownPerson;
  best: ScoredAssessment;
  ruleVersion: number;
}

async function unite(trx: Trx, deps: Deps, union: Union): Promise<void> {
  const { workspaceId, person, other, best, ruleVersion } = union;
  const [survivor, merged] = [person, other].toSorted(survivorFirst);
  if (survivor === undefined || merged === undefined) return;
  const locked = await lockPersons(trx, {
    workspaceId,
    personIds: [survivor.personId, merged.personId],
  });
  const asSeen = locked.filter(
    ({ personId, revision, isLive }) =>
      isLive && revision === (personId === person.personId ? person : other).revision,
  );
  if (asSeen.length !== 2) throw new PeopleMoved();
  const made = await mergePersons(trx, deps, {
    workspaceId,
    defaultRegion: await findDefaultRegion(trx, workspaceId),
    survivorId: survivor.personId,
    mergedId: merged.personId,
    actor: 'system',
    score: best.score,
    evidence: { because: best.evidence, parts: best.parts },
    ruleVersion,
  });
  const noticed: AuditEntry[] = await noticePerson(trx, deps, {
    workspaceId,
    personIds: [survivor.personId],
    because: 'two persons were found to be one',
    lane: 2,
  });
  // One union a turn; whoever came out of it is looked at again.
  await requestRechecks(trx, deps, { workspaceId, personIds: [survivor.personId] });
  await appendAudit(trx, deps, [...made.entries, ...noticed]);
}
