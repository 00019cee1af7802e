// Chance: a first state, and what the source, a human in Lever or the clock do next. Values come from small pools, so
// that both sides often hold the same ones.

import type { Random } from '../../sandbox/random.ts';
import type { FieldValue, ScalarPolicy } from '../../src/core/sync/mapping.ts';
import { defaultTimelinePolicy } from '../../src/core/sync/timeline-policy.ts';
import type { TimelineTouch } from '../../src/core/sync/timeline-text.ts';
import { setFields } from '../../src/core/sync/wanted.ts';
import type { Wanted, WantedForm } from '../../src/core/sync/wanted.ts';
import { startMs, stageIds } from './state.ts';
import type { LeverSide, PlannerState } from './state.ts';

const names = ['', 'Zoë Müller', 'Zoe Mueller', 'Ada Okafor'];
const headlines = ['', 'Engineer', 'Staff  Engineer', 'Staff Engineer'];
const places = ['', 'Berlin', 'Lisbon'];
const addresses = ['ada@mail.example', 'Ada@mail.example', 'ada@work.example', 'a.o@mail.example'];
const numbers = ['+49 30 23125 001', '+493023125001', '+12025550123'];
const items = ['Go', 'Rust', 'pilot', 'remote', '#1'];
const answers: FieldValue[] = [null, '', 'yes', 'no', 4, ['a', 'b'], ['b', 'a'], true];
const sequences = ['', 'Berlin', 'Lisbon'];
const kinds = [
  'enrolled',
  'sent',
  'delivered',
  'opened',
  'clicked',
  'replied',
  'bounced',
  'finished',
] as const;
const policies = ['lever', 'source', 'fill_if_empty', 'ours_if_untouched'] as const;
const templates = ['Sourcing', 'Extra'];
const questions = ['Skills', 'Score', 'Visa'];
const outreachStages = ['none', 'in_sequence', 'contacted', 'replied'] as const;

/** Half of the people are new to Lever, a quarter known there, a quarter on our posting already. */
export function drawState(random: Random): PlannerState {
  const draw = random.next();
  const hasContact = draw < 0.5;
  return {
    nowMs: startMs,
    wanted: drawWanted(random),
    wantedChangedAtMs: startMs - 3_600_000,
    outreachStage: 'none',
    stageRules: {
      isOn: random.next() < 0.3,
      contactedStageId: random.next() < 0.1 ? null : 'lead-reached-out',
      repliedStageId: random.next() < 0.1 ? 'no-such-stage' : 'lead-responded',
    },
    frozen: new Set(random.next() < 0.1 ? [random.pick(frozenFields)] : []),
    policy: drawTimelinePolicy(random),
    touches: [],
    toldIds: new Set(),
    notes: [],
    lever: drawLever(random, hasContact, draw < 0.25),
    base: emptyBase(),
    opportunityId: null,
    contactId: null,
    isOurs: false,
    lookedUpAtMs: null,
    reading: null,
    readAtMs: null,
    contact: null,
    contactReadAtMs: null,
    contactWrittenAtMs: null,
    forms: null,
    formsReadAtMs: null,
  };
}

function emptyBase(): PlannerState['base'] {
  const nothing = (): { ours: string[]; seen: string[] } => ({ ours: [], seen: [] });
  return {
    tags: nothing(),
    sources: nothing(),
    links: nothing(),
    emails: [],
    phones: [],
    scalars: {},
    decided: {},
    resumeHash: null,
    stageId: null,
    forms: {},
    formCounts: {},
  };
}

const frozenFields = ['tags', 'links', 'contact.name', 'contact.emails', 'form:Sourcing:Score'];

/** One thing happens; the planner is not asked yet. */
export function happen(state: PlannerState, random: Random): void {
  const draw = random.next();
  state.nowMs += 1_000;
  if (draw < 0.35) changeWish(state, random);
  else if (draw < 0.65) editLever(state, random);
  else if (draw < 0.9) addTouches(state, random);
  else state.nowMs += random.int(30 * 60_000);
}

/** So that a test can hand over the same touches in another order. */
export function drawTouches(random: Random, count: number, firstNumber: number): TimelineTouch[] {
  return Array.from({ length: count }, (_, index) => {
    const number = firstNumber + index;
    return {
      id: `touch-${number}`,
      source: 'pin',
      sourceEventId: `event-${number}`,
      channel: 'email',
      kind: random.pick(kinds),
      sequence: random.pick(sequences),
      step: random.next() < 0.5 ? null : random.int(3),
      subject: random.next() < 0.3 ? null : 'A role for you @home',
      sender: null,
      excerpt: 'Sounds good',
      isHardBounce: random.next() < 0.5,
      occurredAtMs: startMs - random.int(3_600_000),
    };
  });
}

function drawWanted(random: Random): Wanted {
  return {
    name: random.pick(names),
    headline: random.pick(headlines),
    location: random.pick(places),
    policies: {
      name: random.pick(policies),
      headline: random.pick(policies),
      location: random.pick(policies),
    },
    emails: unlike(some(random, addresses), (value) => value.toLowerCase()),
    phones: unlike(some(random, numbers), (value) => value.replaceAll(/\D/gu, '')).map((value) => ({
      value,
    })),
    managed: random.next() < 0.1 ? some(random, setFields) : setFields,
    removable: random.next() < 0.2 ? some(random, setFields) : setFields,
    tags: some(random, items),
    sources: some(random, items),
    links: some(random, items),
    owner: null,
    performAs: 'user-1',
    resume: random.next() < 0.8 ? null : drawResume(random),
    forms: templates
      .filter(() => random.next() < 0.3)
      .map((template) => drawForm(random, template)),
  };
}

function drawResume(random: Random): NonNullable<Wanted['resume']> {
  return {
    contentHash: `hash-${random.int(3)}`,
    name: 'cv.pdf',
    mediaType: 'application/pdf',
  };
}

function drawForm(random: Random, template: string): WantedForm {
  const asked = some(random, questions);
  return {
    template,
    values: Object.fromEntries(asked.map((question) => [question, random.pick(answers)])),
    policies: Object.fromEntries(
      asked.map((question) => [question, random.pick<ScalarPolicy>(policies.slice(1))]),
    ),
  };
}

function drawTimelinePolicy(random: Random): PlannerState['policy'] {
  const { treatments, quietMinutes } = defaultTimelinePolicy;
  if (random.next() < 0.7) return defaultTimelinePolicy;
  return { treatments: { ...treatments, replied: 'own_note', opened: 'off' }, quietMinutes };
}

function drawLever(random: Random, hasContact: boolean, hasOpportunity: boolean): LeverSide {
  const maybe = <Item>(drawn: () => Item[]): Item[] => (hasContact ? drawn() : []);
  return {
    hasContact,
    hasOpportunity,
    name: hasContact ? random.pick(names) : '',
    headline: hasContact ? random.pick(headlines) : '',
    location: hasContact ? random.pick(places) : '',
    emails: maybe(() => unlike(some(random, addresses), (value) => value.toLowerCase())),
    phones: maybe(() => some(random, numbers).map((value) => ({ value }))),
    links: maybe(() => some(random, items)),
    tags: hasOpportunity ? some(random, items) : [],
    sources: hasOpportunity ? some(random, items) : [],
    stage: 'lead-new',
    stageChanges: hasOpportunity ? [{ stageId: 'lead-new', at: startMs - 1 }] : [],
    isArchived: hasOpportunity && random.next() < 0.1,
    forms: hasOpportunity && random.next() < 0.3 ? { Sourcing: { Score: 4, Visa: 'no' } } : {},
    resumes: [],
    notes: [],
  };
}

/** The source tells another value; policies stay, for they are a rule and not a value. */
function changeWish(state: PlannerState, random: Random): void {
  const drawn = drawWanted(random);
  const { wanted } = state;
  const part = random.pick([
    'text',
    'contact',
    'sets',
    'forms',
    'resume',
    'rule',
    'stage',
  ] as const);
  if (part === 'text') Object.assign(wanted, { name: drawn.name, headline: drawn.headline });
  if (part === 'contact') Object.assign(wanted, { emails: drawn.emails, phones: drawn.phones });
  if (part === 'sets') Object.assign(wanted, { tags: drawn.tags, links: drawn.links });
  if (part === 'forms') Object.assign(wanted, { forms: drawn.forms });
  if (part === 'resume') wanted.resume = drawn.resume ?? wanted.resume;
  if (part === 'rule')
    Object.assign(wanted, { managed: drawn.managed, removable: drawn.removable });
  if (part === 'stage') state.outreachStage = random.pick(outreachStages);
  state.wantedChangedAtMs = state.nowMs;
}

/** A human at work in Lever; nothing where the candidate is not there yet. */
function editLever(state: PlannerState, random: Random): void {
  const { lever } = state;
  if (!lever.hasOpportunity) return;
  const field = random.pick(setFields);
  switch (random.int(8)) {
    case 0:
      lever[field] = [...new Set([...lever[field], random.pick(items)])];
      return;
    case 1:
      lever[field] = lever[field].filter(() => random.next() < 0.5);
      return;
    case 2:
      lever.name = random.pick(names);
      lever.headline = random.pick(headlines);
      return;
    case 3:
      lever.location = random.pick(places);
      return;
    case 4:
      lever.emails = lever.emails.filter(() => random.next() < 0.5);
      return;
    case 5:
      lever.stage = random.pick(stageIds);
      lever.stageChanges.push({ stageId: lever.stage, at: state.nowMs });
      return;
    case 6:
      lever.notes = lever.notes.filter(() => random.next() < 0.7);
      return;
    default:
      lever.forms[random.pick(templates)] = { Score: random.pick([1, 4]), Visa: 'by hand' };
  }
}

function addTouches(state: PlannerState, random: Random): void {
  state.touches.push(...drawTouches(random, 1 + random.int(4), state.touches.length));
  if (state.outreachStage === 'none' || state.outreachStage === 'in_sequence')
    state.outreachStage = random.pick(outreachStages);
}

function some<Item>(random: Random, pool: readonly Item[]): Item[] {
  return pool.filter(() => random.next() < 0.4);
}

function unlike(values: readonly string[], keyOf: (value: string) => string): string[] {
  const seen = new Map<string, string>();
  for (const value of values) if (!seen.has(keyOf(value))) seen.set(keyOf(value), value);
  return [...seen.values()];
}
