// What one seed will be: the world, the faults it has and the events in it, all drawn before anything runs. A plan is
// plain data, so that a failing one can be made smaller by leaving faults and events out.

import type { Trigger } from '../../src/core/sync/trigger.ts';
import { between, streamsOf } from '../engine/chance.ts';
import { eventKinds } from '../actors/event-kinds.ts';
import {
  disasterNames,
  faultNames,
  faultWeights,
  type DisasterName,
  type FaultName,
} from './fault-names.ts';
import { drawPeople, type PersonPlan } from './people.ts';

export interface PlannedEvent {
  /** Stable when others are left out. */
  id: string;
  atMs: number;
  kind: string;
}

export interface Plan {
  seed: number;
  startMs: number;
  timeZone: string;
  people: PersonPlan[];
  trigger: Trigger;
  /** One process that owns its database, or several that share a server. */
  isEmbedded: boolean;
  processCount: number;
  /** By name, the probability at each point; a fault that is not there never strikes. */
  faults: Partial<Record<FaultName, number>>;
  events: PlannedEvent[];
  activeMs: number;
  /** How far Lever's clock is from ours. */
  leverSkewMs: number;
  /** Rows per page of Lever's lists: few, so that small worlds have pages too. */
  pageRows: number;
  /** The request rate Lever allows; null: no limit. */
  leverBurst: number;
  hasForm: boolean;
  /** Fulcrum runs sequences itself, through a mailbox of the world. */
  sendsOutreach: boolean;
}

const minuteMs = 60_000;
const outreachShare = 0.3;

// Days on which clocks or calendars do something special, and an ordinary one.
const starts = [
  Date.UTC(2026, 5, 1, 9),
  Date.UTC(2026, 2, 8, 9, 40), // The hour of daylight saving in the US,
  Date.UTC(2026, 10, 1, 8, 40), // and back;
  Date.UTC(2026, 2, 29, 0, 40), // in the EU,
  Date.UTC(2026, 9, 25, 0, 40), // and back.
  Date.UTC(2026, 11, 31, 23, 40),
  Date.UTC(2028, 1, 28, 23, 40),
];
const timeZones = ['UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Apia'];
const triggers: Trigger[] = ['contact_found', 'contact_found', 'first_message', 'reply', 'by_hand'];

/** The same seed gives the same plan. */
export function planOf(seed: number): Plan {
  const random = streamsOf(seed).of('plan');
  const isEmbedded = random.next() < 0.35;
  const activeMs = between(random, 4, 13) * minuteMs;
  const people = drawPeople(random, between(random, 1, 4));
  const isCalm = random.next() < 0.06;
  const sendsOutreach = streamsOf(seed).of('outreach').next() < outreachShare;
  if (random.next() < 0.04) return crowd(seed);
  return {
    seed,
    startMs: random.next() < 0.4 ? (starts[0] ?? 0) : random.pick(starts),
    timeZone: random.pick(timeZones),
    people,
    trigger: random.pick(triggers),
    isEmbedded,
    processCount: isEmbedded ? 1 : between(random, 2, 3),
    faults: isCalm ? {} : drawFaults(seed),
    events: drawEvents(seed, { activeMs, peopleCount: people.length, isCalm, sendsOutreach }),
    activeMs,
    leverSkewMs: random.next() < 0.5 ? 0 : between(random, -5_000, 5_000),
    pageRows: random.next() < 0.5 ? 100 : between(random, 1, 3),
    leverBurst: between(random, 8, 14),
    hasForm: random.next() < 0.15,
    sendsOutreach,
  };
}

/** Many at once and nothing else: more than the rate limit lets through for a while. */
function crowd(seed: number): Plan {
  const random = streamsOf(seed).of('crowd');
  const people = drawPeople(random, 12);
  return {
    seed,
    startMs: starts[0] ?? 0,
    timeZone: 'UTC',
    people,
    trigger: 'contact_found',
    isEmbedded: false,
    processCount: 3,
    faults: {},
    events: people.map((_, at) => ({ id: `p${at}`, atMs: at * 40, kind: 'source.profile' })),
    activeMs: 2 * minuteMs,
    leverSkewMs: 0,
    pageRows: 100,
    leverBurst: 9,
    hasForm: false,
    sendsOutreach: false,
  };
}

/** Each seed has its own few: with all at once nothing deep is ever reached. */
function drawFaults(seed: number): Plan['faults'] {
  const random = streamsOf(seed).of('faults');
  const share = [0.1, 0.2, 0.35, 0.6][random.int(4)] ?? 0.2;
  const faults: Plan['faults'] = {};
  for (const name of faultNames) {
    const isDrawn = random.next() < share;
    const strength = 0.3 + 1.4 * random.next();
    if (isDrawn) faults[name] = Math.min(0.9, faultWeights[name] * strength);
  }
  return faults;
}

function drawEvents(
  seed: number,
  given: { activeMs: number; peopleCount: number; isCalm: boolean; sendsOutreach: boolean },
): PlannedEvent[] {
  const random = streamsOf(seed).of('events');
  const count = between(random, 5, 9 + given.peopleCount * 2);
  // Each seed has its own mix of what happens, too.
  const kinds = eventKinds
    .filter((kind) => kind.isOutreach !== true || given.sendsOutreach)
    .map((kind) => ({ name: kind.name, weight: kind.weight * (0.2 + 1.8 * random.next()) }))
    .filter((kind) => kind.weight > 0);
  const total = kinds.reduce((sum, kind) => sum + kind.weight, 0);
  const events: PlannedEvent[] = [];
  for (let person = 0; person < given.peopleCount; person += 1) {
    // Everybody is found at least once, most of them early.
    const atMs = Math.floor(random.next() ** 2 * given.activeMs * 0.7);
    events.push({ id: `p${person}`, atMs, kind: 'source.profile' });
    if (!given.sendsOutreach) continue;
    const laterMs = atMs + between(random, 20, 90) * 1_000;
    events.push({ id: `o${person}`, atMs: laterMs, kind: 'outreach.enrol' });
  }
  for (let at = 0; at < count; at += 1) {
    let rest = random.next() * total;
    const kind = kinds.find((one) => (rest -= one.weight) < 0) ?? kinds[0];
    const atMs = Math.floor(random.next() * given.activeMs);
    events.push({ id: `e${at}`, atMs, kind: kind?.name ?? '' });
  }
  const disasters = given.isCalm ? [] : drawDisasters(seed);
  for (const [at, kind] of disasters.entries()) {
    const atMs = Math.floor((0.15 + 0.8 * random.next()) * given.activeMs);
    events.push({ id: `d${at}`, atMs, kind });
  }
  return events.toSorted((one, other) => one.atMs - other.atMs || compare(one.id, other.id));
}

function drawDisasters(seed: number): DisasterName[] {
  const random = streamsOf(seed).of('disasters');
  if (random.next() < 0.45) return [];
  const count = between(random, 1, 2);
  return Array.from({ length: count }, () => random.pick(disasterNames)).filter(
    // Each takes a while to play, and most seeds should be quick.
    (name) => name !== 'disaster.upgrade' || random.next() < 0.3,
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
