// From the facts of people to sums: which cells a person counts in, and how sums change when the facts do.

import { dayOf, type GroupRow, type PersonFacts, type PersonRow } from './person-facts.ts';

/** What responses are summed up by; each person counts once in each group of a grain. */
export const grains = ['all', 'sequence', 'step', 'variant', 'channel'] as const;
export type Grain = (typeof grains)[number];

export const funnelCounts = [
  'found',
  'contacted',
  'contactedBefore',
  'replied',
  'interested',
  'inLever',
  'interview',
  'offer',
  'hired',
  'profiles',
  'joined',
  'reviewed',
  'foundInLever',
] as const;
export type FunnelCounts = Record<(typeof funnelCounts)[number], number>;

export const responseCounts = ['people', 'messages', 'repliers', 'replies', 'positive'] as const;
export type ResponseCounts = Record<(typeof responseCounts)[number], number>;

export interface CellPlace {
  day: string;
  jobId: string;
  sourcer: string;
  source: string;
}
export interface ResponsePlace extends CellPlace {
  grain: Grain;
  sequence: string;
  step: number;
  variant: string;
  channel: string;
}

export interface Cells {
  people: (CellPlace & FunnelCounts)[];
  waits: (CellPlace & { bucket: number; people: number })[];
  responses: (ResponsePlace & ResponseCounts)[];
}

/** The cells of these facts with the sums over them, in the order of their places. */
export function cellsOf(all: readonly PersonFacts[]): Cells {
  return sumCells(all.map((facts) => cellsOfPerson(facts)));
}

/** What must be added to the sums where the facts `before` gave way to `after`; cells that stay are left out. */
export function cellChanges(before: readonly PersonFacts[], after: readonly PersonFacts[]): Cells {
  const minus = (cells: Cells): Cells => ({
    people: cells.people.map((cell) => negated(cell, funnelCounts)),
    waits: cells.waits.map((cell) => negated(cell, ['people'])),
    responses: cells.responses.map((cell) => negated(cell, responseCounts)),
  });
  return sumCells([
    ...before.map((facts) => minus(cellsOfPerson(facts))),
    ...after.map((facts) => cellsOfPerson(facts)),
  ]);
}

function cellsOfPerson({ person, groups }: PersonFacts): Cells {
  return {
    people: person === null ? [] : [{ ...placeOf(person), ...funnelOf(person) }],
    waits:
      person === null || person.waitBucket === null
        ? []
        : [{ ...placeOf(person), bucket: person.waitBucket, people: 1 }],
    responses: grains.flatMap((grain) => responsesOf(grain, groups)),
  };
}

function placeOf({ day, jobId, sourcer, source }: PersonRow): CellPlace {
  return { day, jobId, sourcer, source };
}

function funnelOf(person: PersonRow): FunnelCounts {
  const once = (isTrue: boolean): number => (isTrue ? 1 : 0);
  return {
    found: 1,
    contacted: once(person.contactedAt !== null),
    contactedBefore: once(person.contactedAt !== null && person.waitSeconds === null),
    replied: once(person.repliedAt !== null),
    interested: once(person.interestedAt !== null),
    inLever: once(person.inLeverAt !== null),
    interview: once(person.interviewAt !== null),
    offer: once(person.offerAt !== null),
    hired: once(person.hiredAt !== null),
    profiles: person.profileCount,
    joined: person.profileCount - 1,
    reviewed: person.reviewCount,
    foundInLever: once(person.isFoundInLever),
  };
}

/** All messages of a person in one group of the grain count on the day and for the job of the first of them. */
function responsesOf(
  grain: Grain,
  groups: readonly GroupRow[],
): (ResponsePlace & ResponseCounts)[] {
  const named = groups.map((group) => ({ group, name: nameOf(grain, group) }));
  return [...Map.groupBy(named, ({ name }) => JSON.stringify(name)).values()].flatMap((members) => {
    const rows = members.map(({ group }) => group);
    const [first] = rows.toSorted(
      (one, other) =>
        one.firstSentAt.getTime() - other.firstSentAt.getTime() ||
        (one.firstTouchId < other.firstTouchId ? -1 : 1),
    );
    const name = members[0]?.name;
    if (first === undefined || name === undefined) return [];
    const replies = sum(rows.map((row) => row.replyCount));
    return [
      {
        grain,
        day: dayOf(first.firstSentAt),
        jobId: first.jobId,
        sourcer: first.sourcer,
        ...name,
        source: first.source,
        people: 1,
        messages: sum(rows.map((row) => row.messageCount)),
        repliers: replies > 0 ? 1 : 0,
        replies,
        positive: rows.some((row) => row.isPositive) ? 1 : 0,
      },
    ];
  });
}

interface GroupName {
  source: string;
  sequence: string;
  step: number;
  variant: string;
  channel: string;
}

function nameOf(grain: Grain, { source, sequence, step, variant, channel }: GroupRow): GroupName {
  const nobody = { source: '', sequence: '', step: 0, variant: '', channel: '' };
  switch (grain) {
    case 'all':
      return nobody;
    case 'channel':
      return { ...nobody, channel };
    case 'sequence':
      return { ...nobody, source, sequence };
    case 'step':
      return { ...nobody, source, sequence, step };
    case 'variant':
      return { ...nobody, source, sequence, step, variant };
  }
}

function sumCells(parts: readonly Cells[]): Cells {
  return {
    people: summed(
      parts.flatMap((part) => part.people),
      funnelCounts,
    ),
    waits: summed(
      parts.flatMap((part) => part.waits),
      ['people'],
    ),
    responses: summed(
      parts.flatMap((part) => part.responses),
      responseCounts,
    ),
  };
}

function summed<Name extends string, Cell extends Record<Name, number>>(
  cells: readonly Cell[],
  names: readonly Name[],
): Cell[] {
  const sums = new Map<string, Cell>();
  for (const cell of cells) {
    const key = placeKey(cell, names);
    const known = sums.get(key);
    if (known === undefined) sums.set(key, { ...cell });
    else for (const name of names) Object.assign(known, { [name]: known[name] + cell[name] });
  }
  return [...sums]
    .filter(([, cell]) => names.some((name) => cell[name] !== 0))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, cell]) => cell);
}

function placeKey(cell: object, counts: readonly string[]): string {
  const place = Object.entries(cell).filter(([name]) => !counts.includes(name));
  return JSON.stringify(place.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function negated<Name extends string, Cell extends Record<Name, number>>(
  cell: Cell,
  names: readonly Name[],
): Cell {
  return { ...cell, ...Object.fromEntries(names.map((name) => [name, -cell[name]])) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
