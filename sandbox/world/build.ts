// Builds the world a sandbox starts with: an account without candidates, a small demo, or any size.
import { createRandom, type Random } from '../random.ts';
import { addExtras } from './build-extras.ts';
import { asciiWord } from './ascii-word.ts';
import { addPeople } from './people.ts';
import { CITIES, FIRST_NAMES, LAST_NAMES, LEVELS, TEAMS, TRADES } from './names.ts';
import type { FormTemplate, Posting, PostingState, User } from './rows.ts';
import { createWorld, type World } from './world.ts';

export type WorldSize = 'empty' | 'demo' | number;
export const WORLD_MAX = 200_000;
const DEMO_CANDIDATES = 120;
const DAY_MS = 24 * 3_600_000;

/** A world from a size, a seed and the present time; the same three give the same world. */
export function buildWorld({
  size,
  seed,
  now,
}: {
  size: WorldSize;
  seed: string;
  now: number;
}): World {
  const random = createRandom(`${seed}:world`);
  const world = createWorld(random);
  const candidates = size === 'empty' ? 0 : size === 'demo' ? DEMO_CANDIDATES : size;
  if (!Number.isInteger(candidates) || candidates < 0 || candidates > WORLD_MAX) {
    throw new RangeError(`world must be empty, demo or a number up to ${WORLD_MAX}`);
  }
  addKey(world, random);
  addUsers(world, { random, now, count: 4 + Math.min(400, Math.floor(candidates / 250)) });
  addPostings(world, { random, now, count: 5 + Math.min(1_500, Math.floor(candidates / 60)) });
  addTemplate(world, random, now);
  if (candidates > 0) addPeople(world, { random, now, count: candidates });
  addExtras(world, { random, now });
  return world;
}

function addKey(world: World, random: Random): void {
  const secret = random.hex(48);
  const id = random.uuid();
  const name = 'Sandbox key';
  world.apiKeys.set(secret, {
    id,
    secret,
    name,
    permissions: 'all',
    confidential: true,
    revokedAt: null,
  });
}

type Wish = { random: Random; now: number; count: number };

const ROLES = ['super admin', 'admin', 'team member', 'interviewer', 'limited team member'];

function addUsers(world: World, { random, now, count }: Wish): void {
  for (let at = 0; at < count; at += 1) {
    const first = FIRST_NAMES[(at * 7) % 40] ?? 'Ada';
    const last = LAST_NAMES[(at * 5) % 28] ?? 'Abara';
    const username = `${asciiWord(first)}.${asciiWord(last)}${at < 40 ? '' : at}`;
    const user: User = {
      id: random.uuid(),
      name: `${first} ${last}`,
      username,
      email: `${username}@acme.example`,
      accessRole: ROLES[at] ?? random.pick(ROLES.slice(1)),
      photo: null,
      createdAt: now - (900 - at) * DAY_MS,
      // One in nine of a larger account has left.
      deactivatedAt: at > 5 && at % 9 === 0 ? now - 30 * DAY_MS : null,
      externalDirectoryId: null,
      linkedContactIds: null,
      jobTitle: at % 2 === 0 ? 'Recruiter' : 'Hiring manager',
      managerId: null,
    };
    world.users.set(user.id, user);
  }
}

const STATES: readonly PostingState[] = ['published', 'published', 'internal', 'closed', 'draft'];

function addPostings(world: World, { random, now, count }: Wish): void {
  const users = [...world.users.values()].filter((user) => user.deactivatedAt === null);
  for (let at = 0; at < count; at += 1) {
    const [department, team] = TEAMS[at % TEAMS.length] ?? TEAMS[0];
    const location = CITIES[at % CITIES.length] ?? 'Remote';
    const state = STATES[at] ?? random.pick(STATES);
    const trade = TRADES[at % TRADES.length] ?? 'Engineer';
    const owner = users[(at * 3 + 1) % users.length] as User;
    const manager = users[(at * 5 + 2) % users.length] as User;
    const createdAt = now - (400 - (at % 390)) * DAY_MS;
    const posting: Posting = {
      id: random.uuid(),
      text: at < TRADES.length ? trade : `${trade}, ${LEVELS[at % 4]} ${Math.floor(at / 10)}`,
      state,
      distributionChannels: state === 'published' ? channelsOf(at) : null,
      user: owner.id,
      owner: owner.id,
      hiringManager: manager.id,
      categories: {
        commitment: 'Full-time',
        department,
        level: LEVELS[at % 4] ?? '',
        location,
        team,
        allLocations: at % 6 === 5 ? [location, 'Remote'] : [location],
      },
      tags: [],
      content: {
        description: `We are looking for a ${trade}.`,
        descriptionHtml: `<div>We are looking for a ${trade}.</div>`,
        lists: [{ text: 'What you will do', content: '<li>Work with a kind team.</li>' }],
        closing: '',
        closingHtml: '',
      },
      country: null,
      followers: [manager.id],
      reqCode: null,
      requisitionCodes: [],
      // The fifth of an account, and one in forty after it, is confidential.
      confidential: at === 4 || at % 40 === 39,
      createdAt,
      updatedAt: createdAt + DAY_MS,
      workplaceType: 'hybrid',
      extra: {},
      customQuestions: [],
      deletedAt: null,
    };
    world.postings.set(posting.id, posting);
  }
}

function channelsOf(at: number): string[] {
  return at % 4 === 1 ? ['internal'] : ['public', 'internal'];
}

function addTemplate(world: World, random: Random, now: number): void {
  const field = (type: string, text: string, extra: object = {}) => ({
    id: random.uuid(),
    type,
    text,
    description: '',
    required: false,
    ...extra,
  });
  const options = ['Immediately', '1 month', '3 months'];
  const template: FormTemplate = {
    id: random.uuid(),
    text: 'Sourcing details',
    instructions: 'Filled in by the sourcing team.',
    group: null,
    secretByDefault: false,
    fields: [
      field('text', 'Current company'),
      field('textarea', 'Summary'),
      field('dropdown', 'Available', {
        prompt: 'Select one',
        options: options.map((text) => ({ text, optionId: random.uuid() })),
      }),
      field('currency', 'Expected salary', { currency: 'EUR' }),
      field('date', 'First contacted'),
      field('yes-no', 'Open to relocation'),
    ],
    createdAt: now - 300 * DAY_MS,
    updatedAt: now - 300 * DAY_MS,
    byApi: false,
    active: true,
  };
  world.formTemplates.set(template.id, template);
}
