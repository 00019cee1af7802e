// The sourcing tool: reports whom it found and what it sent, repeats until it has an answer, and sometimes more often.

import type { Random } from '../../sandbox/random.ts';
import { receiveProfiles } from '../../src/flows/receive-profiles.ts';
import { receiveTouches } from '../../src/flows/receive-touches.ts';
import { checkProfile } from '../../src/http/contract/profile.ts';
import { checkTouch } from '../../src/http/contract/touch.ts';
import type { PersonPlan } from '../world/people.ts';
import { insist } from '../world/requests.ts';
import type { SentItem, World } from '../world/world.ts';
import type { EventKind } from './event-kind.ts';

export const sourceEvents: readonly EventKind[] = [
  { name: 'source.profile', weight: 1.5, run: findsSomebody },
  { name: 'source.touch', weight: 6, run: touchesSomebody },
  { name: 'source.batch', weight: 1.2, run: touchesSeveral },
  { name: 'source.resend', weight: 0.6, run: sendsAgain },
  { name: 'source.newAddress', weight: 0.8, run: findsAnAddress },
  { name: 'source.mixedUp', weight: 0.4, run: mixesUp },
];

const actor = 'source';
const reorderMsMax = 5 * 60_000;

async function findsSomebody(world: World, random: Random, eventId: string): Promise<void> {
  const own = /^p(\d+)$/u.exec(eventId)?.[1];
  const at = own === undefined ? random.int(world.plan.people.length) : Number(own);
  const person = world.plan.people[at];
  if (person === undefined) return;
  await send(world, {
    kind: 'profile',
    person: at,
    item: profileOf(world, person, { random, eventId }),
  });
}

/** Somebody known is found once more, under one address more. */
async function findsAnAddress(world: World, random: Random, eventId: string): Promise<void> {
  const at = random.int(world.plan.people.length);
  const person = world.plan.people[at];
  if (person === undefined) return;
  const emails = [...person.emails, `new.${eventId}@acme${at}.example`];
  const item = profileOf(world, { ...person, emails }, { random, eventId });
  await send(world, { kind: 'profile', person: at, item });
}

async function mixesUp(world: World, random: Random, eventId: string): Promise<void> {
  const { people } = world.plan;
  const at = random.int(people.length);
  const other = random.pick(people);
  if (people[at] !== other) await sendMixedUp(world, { at, other }, { random, eventId });
}

/** A profile that carries the addresses of two people. */
export async function sendMixedUp(
  world: World,
  { at, other }: { at: number; other: PersonPlan },
  { random, eventId }: Drawing,
): Promise<void> {
  const person = world.plan.people[at];
  if (person === undefined) return;
  const mixed = {
    ...person,
    emails: [...new Set([...person.emails, ...other.emails])],
    externalId: random.next() < 0.5 ? other.externalId : person.externalId,
  };
  await send(world, {
    kind: 'profile',
    person: at,
    item: profileOf(world, mixed, { random, eventId }),
  });
}

async function touchesSomebody(world: World, random: Random, eventId: string): Promise<void> {
  const at = random.int(world.plan.people.length);
  const person = world.plan.people[at];
  if (person === undefined) return;
  await send(world, {
    kind: 'touch',
    person: at,
    item: touchOf(world, person, { random, eventId }),
  });
}

async function touchesSeveral(world: World, random: Random, eventId: string): Promise<void> {
  const at = random.int(world.plan.people.length);
  const person = world.plan.people[at];
  if (person === undefined) return;
  const items = ['a', 'b', 'c'].map((part) =>
    touchOf(world, person, { random, eventId: `${eventId}${part}` }),
  );
  // One shortly after the other, so that the later ones come while the first is worked on.
  await Promise.all(
    items.map(async (item, order) => {
      await world.sleep(order * 150);
      await send(world, { kind: 'touch', person: at, item });
    }),
  );
}

/** Something acknowledged long ago comes once more, word for word. */
async function sendsAgain(world: World, random: Random): Promise<void> {
  const { sent } = world.seen;
  const again = sent[random.int(Math.max(1, sent.length))];
  if (again !== undefined) await deliver(world, again);
}

/** Sends all that was acknowledged since then once more: what a source does after a restore. */
export async function resendSince(world: World, sinceMs: number): Promise<void> {
  for (const item of world.seen.sent.filter((one) => one.ackedMs >= sinceMs))
    await deliver(world, item);
}

type Outgoing = Pick<SentItem, 'kind' | 'item' | 'person'>;

async function send(world: World, outgoing: Outgoing): Promise<void> {
  if (world.faults.strikes('source.reorders'))
    await world.sleep(Math.floor(world.faults.shape('source.reorders') * reorderMsMax));
  const result = await deliver(world, outgoing);
  world.seen.sent.push({ ...outgoing, result, ackedMs: world.scheduler.nowMs() });
  if (world.faults.strikes('source.repeats')) await deliver(world, outgoing);
}

async function deliver(world: World, { kind, item }: Outgoing): Promise<SentItem['result']> {
  const { workspaceId } = world;
  const answer = await insist(world, `${kind} ${item.sourceEventId}`, async (deps) =>
    kind === 'profile'
      ? await receiveProfiles(deps, { workspaceId, actor, items: [checkProfile(item)] })
      : await receiveTouches(deps, { workspaceId, actor, items: [checkTouch(item)] }),
  );
  if (answer.got === 'refusal') {
    world.violate(`the source was refused: ${answer.message}`);
    return 'rejected';
  }
  const [result] = answer.result;
  if (result?.result === 'rejected') world.violate(`rejected: ${result.field} ${result.message}`);
  return result?.result ?? 'rejected';
}

interface Drawing {
  random: Random;
  eventId: string;
}

const jobs = ['job-a', 'job-b', null];
const tags = ['Backend', 'Platform', 'Referral', 'Remote'];

function profileOf(world: World, person: PersonPlan, { random, eventId }: Drawing) {
  const { first, last, emails, phone, profileUrl, externalId } = person;
  const job = random.pick(jobs);
  return {
    source: 'pin',
    sourceEventId: `profile-${eventId}`,
    foundAt: new Date(world.scheduler.nowMs() - random.int(3 * 24 * 3_600_000)).toISOString(),
    name: `${first} ${last}`,
    ...(externalId === null ? {} : { externalId }),
    ...(job === null ? {} : { job: { externalId: job } }),
    emails: emails.map((value) => ({
      value,
      status: random.next() < 0.7 ? 'verified' : 'unverified',
      verifiedAt: new Date(world.scheduler.nowMs()).toISOString(),
    })),
    phones: phone === null ? [] : [phone],
    profileUrls: profileUrl === null ? [] : [profileUrl],
    headline: random.pick(['Engineer', 'Senior engineer', 'Staff engineer']),
    location: random.pick(['Berlin', 'Denver']),
    tags: tags.filter(() => random.next() < 0.4),
    skills: ['TypeScript'],
  };
}

const touchKinds = [
  'enrolled',
  'sent',
  'sent',
  'sent',
  'opened',
  'replied',
  'bounced',
  'unsubscribed',
];

function touchOf(world: World, person: PersonPlan, { random, eventId }: Drawing) {
  const { emails, externalId, profileUrl } = person;
  const job = random.pick(jobs);
  const byId = externalId !== null && random.next() < 0.5;
  const byUrl = profileUrl !== null && random.next() < 0.3;
  return {
    source: 'pin',
    sourceEventId: `touch-${eventId}`,
    person: byId ? { externalId } : byUrl ? { profileUrl } : { email: emails[0] },
    ...(job === null ? {} : { job: { externalId: job } }),
    channel: 'email',
    kind: random.pick(touchKinds),
    sequence: random.pick(['Spring', 'Autumn']),
    step: random.int(4),
    occurredAt: new Date(world.scheduler.nowMs() - random.int(600_000)).toISOString(),
    subject: `About ${eventId}`,
  };
}
