// How many plans one core makes a second: from a canonical person through the mapping to the next step of its record.
// Nothing is prepared beforehand that the real path prepares anew, so the figure is what a worker could plan at most.

import { createHash } from 'node:crypto';
import type { CanonicalPerson } from '../src/core/people/person.ts';
import { factsOf } from '../src/core/sync/field-facts.ts';
import { mapFields } from '../src/core/sync/mapping-apply.ts';
import { defaultMapping } from '../src/core/sync/mapping-default.ts';
import { agreedScalars } from '../src/core/sync/plan-contact.ts';
import { formValuesText } from '../src/core/sync/plan-forms.ts';
import { nextRecordStep, type RecordBase, type RecordFacts } from '../src/core/sync/plan-record.ts';
import { defaultStageMoveRules } from '../src/core/sync/stage-move.ts';
import type { TimelineTouch } from '../src/core/sync/timeline-text.ts';
import { defaultTimelinePolicy } from '../src/core/sync/timeline-policy.ts';
import { wantedRecord, type Wanted } from '../src/core/sync/wanted.ts';

export interface PlannerBenchOptions {
  people: number;
  seconds: number;
  say: (line: string) => void;
}

export const plannerBenchDefaults = { people: 2_000, seconds: 5 };
export const plansPerSecondGoal = 20_000;

export interface PlannerReport {
  plans: number;
  seconds: number;
  plansPerSecond: number;
  microsecondsPerPlan: number;
  goal: number;
  isGoalReached: boolean;
  /** What was planned, so that nobody takes the figure for one of doing nothing. */
  steps: Record<string, number>;
}

interface Planned {
  person: CanonicalPerson;
  facts(wanted: Wanted): RecordFacts;
}

const nowMs = Date.UTC(2026, 2, 4, 12);
const mapping = defaultMapping();

/** A fifth each: new, agreed, new tag, new email, new touches. One core, no I/O. */
export async function plannerBench(options: PlannerBenchOptions): Promise<PlannerReport> {
  const people = Array.from({ length: options.people }, (_, index) => plannedPerson(index));
  const steps: Record<string, number> = {};
  const plan = (planned: Planned): string => {
    const facts = factsOf(planned.person, {
      outreachStage: 'contacted',
      jobName: 'Platform',
      ownerEmail: null,
    });
    const { values } = mapFields(mapping, facts);
    const wanted = wantedRecord(values, {
      facts,
      resume: null,
      userIdOf: () => 'user-1',
      integrationUserId: 'user-0',
    });
    const step = nextRecordStep(planned.facts(wanted));
    return step.step === 'effect' ? step.effect.kind : step.step;
  };
  for (const planned of people) {
    const name = plan(planned);
    steps[name] = (steps[name] ?? 0) + 1;
  }
  const startedAt = process.hrtime.bigint();
  const endAt = startedAt + BigInt(Math.round(options.seconds * 1e9));
  let plans = 0;
  while (process.hrtime.bigint() < endAt) {
    for (const planned of people) plan(planned);
    plans += people.length;
  }
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  const plansPerSecond = Math.round(plans / seconds);
  options.say(`${plansPerSecond} plans a second; goal ${plansPerSecondGoal}`);
  return {
    plans,
    seconds: Math.round(seconds * 100) / 100,
    plansPerSecond,
    microsecondsPerPlan: Math.round((seconds / plans) * 1e8) / 100,
    goal: plansPerSecondGoal,
    isGoalReached: plansPerSecond >= plansPerSecondGoal,
    steps,
  };
}

function plannedPerson(index: number): Planned {
  const person = aPerson(index);
  const kind = index % 5;
  return {
    person,
    facts(wanted) {
      const base = kind === 0 ? emptyBase : agreedBase(wanted);
      if (kind === 2) base.tags = { ours: wanted.tags.slice(1), seen: [] };
      if (kind === 3) base.emails = wanted.emails.slice(1);
      return {
        isTriggered: true,
        gone: null,
        recordKey: ['workspace', 'pin', `event-${index}`, ''],
        foundAtMs: nowMs - 86_400_000,
        postingId: '',
        opportunityId: kind === 0 ? null : `opportunity-${index}`,
        isOurs: true,
        contactId: kind === 0 ? null : `contact-${index}`,
        lookedUpAtMs: nowMs - 1000,
        opportunity: null,
        opportunityReadAtMs: null,
        contact: kind === 3 ? aContact(index, person) : null,
        contactReadAtMs: kind === 3 ? nowMs : null,
        contactWrittenAtMs: null,
        forms: null,
        formsReadAtMs: null,
        wanted,
        base,
        stage: { rules: defaultStageMoveRules, stageIds: [], outreachStage: 'contacted' },
        undoId: null,
        frozen: new Set(),
        timeline: {
          touches: kind === 4 ? someTouches(index) : [],
          notes: [],
          policy: defaultTimelinePolicy,
        },
        wantedChangedAtMs: nowMs - 86_400_000,
        nowMs,
        hash: hashNumber,
        emailKey: (value) => value.toLowerCase(),
        phoneKey: (value) => value.replace(/\D/gu, ''),
      };
    },
  };
}

const emptyBase: RecordBase = {
  tags: { ours: [], seen: [] },
  sources: { ours: [], seen: [] },
  links: { ours: [], seen: [] },
  emails: [],
  phones: [],
  scalars: {},
  decided: {},
  resumeHash: null,
  stageId: null,
  forms: {},
  formCounts: {},
};

function agreedBase(wanted: Wanted): RecordBase {
  return {
    ...emptyBase,
    tags: { ours: wanted.tags, seen: [] },
    sources: { ours: wanted.sources, seen: [] },
    links: { ours: wanted.links, seen: [] },
    emails: wanted.emails,
    phones: wanted.phones.map((phone) => phone.value),
    ...agreedScalars(wanted),
    forms: Object.fromEntries(wanted.forms.map((form) => [form.template, formValuesText(form)])),
  };
}

function aPerson(index: number): CanonicalPerson {
  const from = `profile-${index}`;
  const proof = { source: 'pin', method: 'smtp', verifiedAt: '2026-01-02T10:00:00.000Z', from };
  const email = (value: string, status: 'verified' | 'unverified') => ({
    value,
    shownAs: value,
    label: 'personal',
    status,
    ...proof,
  });
  return {
    name: { value: `Ana Núñez ${index}`, from },
    headline: { value: 'Staff Engineer, distributed systems', from },
    title: { value: 'Staff Engineer', from },
    employer: { value: 'Orchid Labs', from },
    location: { value: 'Lisbon, Portugal', from },
    emails: [
      email(`ana-${index}@mail.example`, 'verified'),
      email(`ana.nunez-${index}@work.example`, 'verified'),
    ],
    phones: [
      {
        value: `+35191234${index}`,
        shownAs: `+351 91 234 ${index}`,
        label: 'mobile',
        status: 'verified',
        ...proof,
      },
    ],
    profileUrls: [{ value: `https://www.linkedin.com/in/ana-${index}`, from }],
    skills: ['Rust', 'Postgres', 'Kafka', 'Kubernetes'],
    tags: ['rust', 'lead', 'portugal', `batch-${index % 7}`],
    score: { value: 0.82, from },
    sources: ['pin', 'csv'],
    sourcers: ['sam@acme.example'],
    foundAt: '2026-03-03T12:00:00.000Z',
    workHistory: [],
    resume: null,
    hasOptedOut: false,
    custom: { visa: 'EU Blue Card' },
  };
}

function aContact(index: number, person: CanonicalPerson): NonNullable<RecordFacts['contact']> {
  return {
    id: `contact-${index}`,
    name: person.name?.value ?? '',
    headline: 'By hand',
    location: '',
    emails: [`human-${index}@else.example`],
    phones: [],
  };
}

function someTouches(index: number): TimelineTouch[] {
  return (['enrolled', 'sent', 'opened', 'sent'] as const).map((kind, step) => ({
    id: `touch-${index}-${step}`,
    source: 'pin',
    sourceEventId: `touch-event-${index}-${step}`,
    channel: 'email',
    kind,
    sequence: 'Backend Berlin',
    step,
    subject: 'A role for you',
    sender: 'Sam Sourcer',
    excerpt: null,
    isHardBounce: false,
    occurredAtMs: nowMs - 3_600_000 * (5 - step),
  }));
}

function hashNumber(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
