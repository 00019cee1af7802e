// The load: a source that reports people and touches in batches and insists on each, and recruiters who move candidates
// in Lever. Its pace is the pace of the trouble, so that nothing happens in a quiet hour.

import { createRandom } from '../../sandbox/random.ts';
import type { Random } from '../../sandbox/random.ts';
import { generatePeople } from '../../sandbox/source/generate-people.ts';
import type { Hit } from '../../sandbox/source/people.ts';
import { planTouches } from '../../sandbox/source/plan-touches.ts';
import type { ProcessWorld } from './world.ts';

export interface LoadReport {
  people: number;
  hits: number;
  touches: number;
  /** Batches that were sent again although they were acknowledged. */
  repeatedBatches: number;
  /** Attempts that were not answered with success. */
  failedAttempts: number;
  moves: number;
}

export interface Load {
  /** `profile <source> <id>` and `touch <source> <id>` of everything a server said it had taken. */
  acknowledged: ReadonlySet<string>;
  /** Opportunities a human moved, with the stage or archive reason of the last time. */
  moved: ReadonlySet<string>;
  report(): LoadReport;
  /** Resolves when all is acknowledged; `progress` (0 to 1) says how far the trouble is. */
  run(progress: () => number): Promise<void>;
}

interface Batch {
  path: string;
  items: object[];
  ids: string[];
}

const batchMax = 12;
const touchShare = 0.7;
const attemptsMax = 2_000;
const waitMs = 150;
const answerMs = 10_000;
const repeatChance = 0.1;
const moveChance = 0.25;

/** The same seed makes the same people, touches and batches. */
export function planLoad(
  world: Pick<ProcessWorld, 'apiUrl' | 'apiKey' | 'sandbox'>,
  wish: { seed: number; hits: number },
): Load {
  const random = createRandom(`load ${wish.seed}`);
  const population = generatePeople({ seed: `processes ${wish.seed}`, hitCount: wish.hits });
  const touches = planTouches(population, {
    seed: String(wish.seed),
    startsAt: new Date(Date.UTC(2026, 2, 2)),
    share: touchShare,
  });
  const batches = mixed(
    cut('/v1/profiles', 'profile', population.hits.map(bodyOf), random),
    cut(
      '/v1/touches',
      'touch',
      touches.map((touch) => touch.body),
      random,
    ),
  );
  const acknowledged = new Set<string>();
  const moved = new Set<string>();
  const counts = { repeatedBatches: 0, failedAttempts: 0, moves: 0 };

  const send = async (batch: Batch): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      if (await sendOnce(world, batch)) break;
      counts.failedAttempts += 1;
      if (attempt === attemptsMax) throw new Error(`No server took a batch of ${batch.path}`);
      await after(waitMs);
    }
    for (const id of batch.ids) acknowledged.add(id);
  };

  return {
    acknowledged,
    moved,
    report: () => ({
      people: population.humans.length,
      hits: population.hits.length,
      touches: touches.length,
      ...counts,
    }),
    async run(progress) {
      for (const [index, batch] of batches.entries()) {
        while (progress() < index / batches.length) await after(waitMs);
        await send(batch);
        if (random.next() < repeatChance) {
          counts.repeatedBatches += 1;
          await send(random.pick(batches.slice(0, index + 1)));
        }
        if (random.next() < moveChance) counts.moves += moveSomebody(world, random, moved);
      }
    },
  };
}

/** True when every item of the batch was acknowledged. */
async function sendOnce(
  world: Pick<ProcessWorld, 'apiUrl' | 'apiKey'>,
  batch: Batch,
): Promise<boolean> {
  let answer: { items?: { result: string; message?: string }[] };
  try {
    const response = await fetch(new URL(batch.path, world.apiUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${world.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items: batch.items }),
      signal: AbortSignal.timeout(answerMs),
    });
    const text = await response.text();
    if (response.status >= 500 || response.status === 429) return false;
    if (!response.ok) throw new RefusedError(`${batch.path}: ${response.status} ${text}`);
    answer = JSON.parse(text) as typeof answer;
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    return false;
  }
  const rejected = answer.items?.find((item) => item.result === 'rejected');
  if (rejected !== undefined) throw new RefusedError(`rejected: ${rejected.message}`);
  return answer.items?.length === batch.items.length;
}

class RefusedError extends Error {}

/** A recruiter moves or archives a candidate, or brings one back. Answers 1 where there was somebody. */
function moveSomebody(
  { sandbox }: Pick<ProcessWorld, 'sandbox'>,
  random: Random,
  moved: Set<string>,
): number {
  const held = sandbox.control.opportunities({ limit: 100_000 });
  if (held.length === 0) return 0;
  const opportunity = random.pick(held).id;
  moved.add(opportunity);
  const draw = random.next();
  if (draw < 0.2) {
    const reason = random.pick(sandbox.control.archiveReasons()).id;
    sandbox.control.archive({ opportunity, reason });
  } else {
    sandbox.control.moveStage({ opportunity, stage: random.pick(sandbox.control.stages()).id });
  }
  return 1;
}

function cut(path: string, kind: string, items: readonly object[], random: Random): Batch[] {
  const batches: Batch[] = [];
  for (let at = 0; at < items.length;) {
    const part = items.slice(at, at + 1 + random.int(batchMax));
    at += part.length;
    const ids = part.map((item) => {
      const { source, sourceEventId } = item as { source: string; sourceEventId: string };
      return `${kind} ${source} ${sourceEventId}`;
    });
    batches.push({ path, items: part, ids });
  }
  return batches;
}

/** Both lists in their own order, spread evenly over each other. */
function mixed(one: readonly Batch[], two: readonly Batch[]): Batch[] {
  const placed = [one, two].flatMap((list) =>
    list.map((batch, index) => ({ batch, at: index / list.length })),
  );
  return placed.toSorted((a, b) => a.at - b.at).map(({ batch }) => batch);
}

/** A hit as the intake API takes it. */
function bodyOf(hit: Hit): object {
  const maybe = (text: string): { value: string } | null => (text === '' ? null : { value: text });
  return {
    source: hit.source,
    sourceEventId: hit.id,
    externalId: hit.externalId,
    job: hit.job,
    foundAt: hit.foundAt,
    sourcer: hit.sourcer,
    firstName: hit.firstName,
    lastName: hit.lastName,
    headline: maybe(hit.headline)?.value ?? null,
    title: maybe(hit.title)?.value ?? null,
    employer: maybe(hit.employer)?.value ?? null,
    location: maybe(hit.location)?.value ?? null,
    emails: hit.emails.map((email) => ({
      value: email.value,
      status: email.isVerified ? 'verified' : 'unverified',
      source: email.verifiedBy ?? null,
      verifiedAt: email.verifiedAt ?? null,
    })),
    phones: hit.phones,
    profileUrls: hit.profileUrl === '' ? [] : [hit.profileUrl],
    skills: hit.skills,
    tags: hit.tags,
    score: hit.score ?? null,
    workHistory: hit.workHistory.map(({ employer, title, startedOn, endedOn }) => ({
      employer,
      title,
      startedOn,
      endedOn: endedOn ?? null,
    })),
  };
}

async function after(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
