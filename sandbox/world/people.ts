// Generates candidates with believable stages, history, tags and notes, straight into the tables.
import type { Random } from '../random.ts';
import { postingTags } from '../acts/create-opportunity.ts';
import { asciiWord } from './ascii-word.ts';
import { CITIES, COMPANIES, FIRST_NAMES, LAST_NAMES, SKILLS, SOURCES, TRADES } from './names.ts';
import type {
  Application,
  Contact,
  Note,
  Opportunity,
  Origin,
  Posting,
  Stage,
  User,
} from './rows.ts';
import type { World } from './world.ts';

const DAY_MS = 24 * 3_600_000;
const HISTORY_DAYS = 700;

type Scene = {
  world: World;
  random: Random;
  now: number;
  users: User[];
  postings: Posting[];
  reasons: string[];
  hired: string;
  /** Lists that many rows have in common are kept once. */
  shared: Map<string, string[]>;
};

/** Adds that many people, one in twelve with a second candidacy, and builds the indexes once. */
export function addPeople(
  world: World,
  { random, now, count }: { random: Random; now: number; count: number },
): void {
  const live = world.archiveReasons.filter((each) => each.status === 'active');
  const scene: Scene = {
    world,
    random,
    now,
    users: [...world.users.values()],
    postings: [...world.postings.values()],
    reasons: live.filter((each) => each.type !== 'hired').map((each) => each.id),
    hired: live.find((each) => each.type === 'hired')?.id ?? '',
    shared: new Map(),
  };
  for (let at = 0; at < count; at += 1) {
    const contact = person(scene, at);
    world.contacts.set(contact.id, contact);
    for (const email of contact.emails) {
      const key = email.toLowerCase();
      const others = world.contactsByEmail.get(key);
      if (others) others.push(contact);
      else world.contactsByEmail.set(key, [contact]);
    }
    candidacy(scene, contact);
    if (at % 12 === 11) candidacy(scene, contact);
  }
  world.index.load([...world.opportunities.values()]);
}

function person({ random, now }: Scene, at: number): Contact {
  const first = random.pick(FIRST_NAMES);
  const last = random.pick(LAST_NAMES);
  const handle = `${asciiWord(first)}.${asciiWord(last)}.${at}`;
  const createdAt = now - random.int(HISTORY_DAYS * DAY_MS);
  return {
    id: random.uuid(),
    name: flat(`${first} ${last}`),
    headline: flat(`${random.pick(TRADES)}, ${random.pick(COMPANIES)}`),
    location: random.int(8) === 0 ? '' : random.pick(CITIES),
    emails: random.int(10) === 0 ? [] : [flat(`${handle}@mail.example`)],
    phones:
      random.int(3) === 0
        ? []
        : [{ type: 'mobile', value: `+1 555 01${String(at % 100).padStart(2, '0')}` }],
    links:
      random.int(4) === 0
        ? []
        : [flat(`https://www.linkedin.com/in/${handle.replaceAll('.', '-')}`)],
    isAnonymized: false,
    dataProtection: null,
    createdAt,
    updatedAt: createdAt,
  };
}

/** The same text as one piece: joined texts keep their parts, which is several times the memory. */
function flat(text: string): string {
  return Buffer.from(text).toString('utf8');
}

function candidacy(scene: Scene, contact: Contact): void {
  const { world, random, now } = scene;
  const posting = random.int(10) < 8 ? random.pick(scene.postings) : null;
  const owner = random.pick(scene.users);
  const createdAt = contact.createdAt + random.int(Math.max(1, now - contact.createdAt));
  const origin: Origin =
    posting && random.int(2) === 0 ? 'applied' : random.pick(['sourced', 'sourced', 'referred']);
  const stages = journey(scene, origin);
  const last = stages.at(-1) as Stage;
  const steps = stages.map((stage, at) => ({
    toStageId: stage.id,
    toStageIndex: world.stages.indexOf(stage),
    updatedAt: Math.min(now, createdAt + at * 2 * DAY_MS),
    ...(origin === 'applied' && at === 0 ? {} : { userId: owner.id }),
  }));
  const advancedAt = steps.at(-1)?.updatedAt ?? createdAt;
  const archived = archiveOf(scene, { stage: last, advancedAt });
  const isRecent = now - advancedAt < 60 * DAY_MS;
  const row: Opportunity = {
    id: random.uuid(),
    contact: contact.id,
    stage: last.id,
    rank: last.rank,
    confidential: posting?.confidential ?? false,
    archived,
    tags: shared(scene, [...new Set([random.pick(SKILLS), ...postingTags(posting)])]),
    sources: shared(scene, [origin === 'applied' ? 'Job site' : random.pick(SOURCES)]),
    stageChanges: steps,
    origin,
    sourcedBy: origin === 'sourced' && isRecent ? owner.id : null,
    owner: owner.id,
    followers: shared(scene, posting ? [...new Set([...posting.followers, posting.owner])] : []),
    application: posting ? random.uuid() : null,
    posting: posting?.id ?? null,
    createdAt,
    // Most old rows of a real account have none.
    updatedAt: isRecent ? (archived?.archivedAt ?? advancedAt) + 1 : null,
    unsettled: null,
    lastInteractionAt: archived?.archivedAt ?? advancedAt,
    lastAdvancedAt: archived?.archivedAt ?? advancedAt,
    snoozedUntil: null,
    isAnonymized: false,
    opportunityLocation: posting ? locationOf(posting) : null,
  };
  world.opportunities.set(row.id, row);
  for (const tag of row.tags) world.tags.add(tag);
  for (const source of row.sources) world.sources.add(source);
  if (posting && row.application) {
    world.applications.set(row.application, application({ row, posting, contact }));
  }
  if (random.int(5) === 0) world.notes.set(row.id, [note(scene, row, owner)]);
}

function shared(scene: Scene, list: string[]): string[] {
  const key = list.join('\n');
  const known = scene.shared.get(key);
  if (!known) scene.shared.set(key, list);
  return known ?? list;
}

function locationOf(posting: Posting): string {
  const { allLocations, location } = posting.categories;
  return allLocations.length > 1 ? 'unspecified' : location;
}

/** The stages somebody went through, in pipeline order; most people do not come far. */
function journey({ world, random }: Scene, origin: Origin): Stage[] {
  const start =
    origin === 'applied' ? world.stages.findIndex((each) => each.id === 'applicant-new') : 0;
  const path: Stage[] = [];
  for (const stage of world.stages.slice(Math.max(0, start))) {
    path.push(stage);
    if (random.int(100) < 55) break;
  }
  return path;
}

function archiveOf(
  { random, now, reasons, hired }: Scene,
  { stage, advancedAt }: { stage: Stage; advancedAt: number },
): Opportunity['archived'] {
  if (random.int(100) >= 35) return null;
  const reason = stage.pipeline === 'offer' && random.int(2) === 0 ? hired : random.pick(reasons);
  return { reason, archivedAt: Math.min(now, advancedAt + random.int(20 * DAY_MS)) };
}

function application({
  row,
  posting,
  contact,
}: {
  row: Opportunity;
  posting: Posting;
  contact: Contact;
}): Application {
  const isApplied = row.origin === 'applied';
  return {
    id: row.application ?? '',
    type: isApplied ? 'posting' : 'user',
    opportunity: row.id,
    posting: posting.id,
    user: isApplied ? null : row.owner,
    name: isApplied ? contact.name : null,
    company: null,
    phone: isApplied ? (contact.phones[0] ?? null) : null,
    email: isApplied ? (contact.emails[0] ?? null) : null,
    links: isApplied ? contact.links : [],
    comments: null,
    customQuestions: [],
    createdAt: row.createdAt,
    archived: row.archived,
    requisitionForHire: null,
    ipAddress: null,
  };
}

function note({ random }: Scene, row: Opportunity, author: User): Note {
  const createdAt = row.lastAdvancedAt;
  const value = random.pick(['Good first call.', 'Asked for more time.', 'Strong on the basics.']);
  return {
    id: random.uuid(),
    opportunity: row.id,
    entries: [{ value, createdAt, user: author.id, score: null, stage: row.stage }],
    user: author.id,
    secret: false,
    createdAt,
    completedAt: createdAt,
    deletedAt: null,
    byApi: false,
  };
}
