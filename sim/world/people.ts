// The synthetic people of one world: some are found twice under different addresses, some share a name.

import type { Random } from '../../sandbox/random.ts';

export interface PersonPlan {
  /** Which human it is: two plans of one human are the same person. */
  human: number;
  key: string;
  first: string;
  last: string;
  emails: string[];
  phone: string | null;
  profileUrl: string | null;
  externalId: string | null;
}

const firstNames = ['Ada', 'Bo', 'Chen', 'Dara', 'Emil', 'Femi', 'Greta', 'Hana', 'Ivo', 'Jun'];
const lastNames = ['Abara', 'Berg', 'Costa', 'Dietz', 'Eriksen', 'Farkas', 'Gupta', 'Holm'];

/** `count` ways in which humans are found, by no more humans than that. */
export function drawPeople(random: Random, count: number): PersonPlan[] {
  const people: PersonPlan[] = [];
  for (let at = 0; at < count; at += 1) {
    const twin = at > 0 && random.next() < 0.2 ? people[random.int(people.length)] : undefined;
    const first = twin?.first ?? random.pick(firstNames);
    const last = twin?.last ?? random.pick(lastNames);
    const key = `k${at}`;
    const own = `${first}.${last}.${at}@acme${at}.example`.toLowerCase();
    const shared = twin?.emails[0];
    const human = twin?.human ?? at;
    const second = random.next() < 0.35 ? [`${first}.${at}@home${at}.example`.toLowerCase()] : [];
    people.push({
      human,
      key,
      first,
      last,
      // A second sighting of one human shares an address, the profile or the id at the source.
      emails: [...(shared !== undefined && random.next() < 0.6 ? [shared] : []), own, ...second],
      phone: random.next() < 0.4 ? `+1202555${String(1000 + at)}` : null,
      profileUrl: twin?.profileUrl ?? (random.next() < 0.6 ? profileUrlOf(first, last, at) : null),
      externalId: twin?.externalId ?? (random.next() < 0.8 ? `pin-${human}` : null),
    });
  }
  return people;
}

function profileUrlOf(first: string, last: string, at: number): string {
  return `https://www.linkedin.com/in/${first}-${last}-${at}`.toLowerCase();
}
