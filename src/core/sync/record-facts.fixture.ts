// Builders for planner tests: every fact has a quiet default, so a test names only what it is about.

import { defaultTimelinePolicy } from './timeline-policy.ts';
import type { RecordBase, RecordFacts } from './plan-record.ts';
import type { TimelineTouch } from './timeline-text.ts';
import { agreedScalars, defaultContactPolicies } from './plan-contact.ts';
import { setFields } from './wanted.ts';
import type { Wanted } from './wanted.ts';

export const noonMs = Date.UTC(2026, 2, 4, 12, 0, 0);

/** Small and stable; good enough to tell markers apart in tests. */
export function testHash(text: string): number {
  let sum = 2_166_136_261;
  for (const letter of text) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return sum;
}

export function aTouch(given: Partial<TimelineTouch> = {}): TimelineTouch {
  return {
    id: 'touch-1',
    source: 'pin',
    sourceEventId: 'event-1',
    channel: 'email',
    kind: 'sent',
    sequence: 'Backend Berlin',
    step: 1,
    subject: 'A role for you',
    sender: 'Mia Sourcer',
    excerpt: null,
    isHardBounce: false,
    occurredAtMs: noonMs - 3_600_000,
    ...given,
  };
}

export function aWanted(given: Partial<Wanted> = {}): Wanted {
  return {
    name: 'Zoë Müller',
    headline: 'Engineer',
    location: 'Berlin',
    policies: defaultContactPolicies,
    emails: ['zoe@mail.example'],
    phones: [{ type: 'mobile', value: '+4915112345678' }],
    managed: setFields,
    removable: setFields,
    tags: ['Backend'],
    sources: ['Pin'],
    links: ['https://www.linkedin.com/in/zoe'],
    owner: 'user-1',
    performAs: 'user-1',
    resume: null,
    forms: [],
    ...given,
  };
}

export function aBase(given: Partial<RecordBase> = {}): RecordBase {
  return {
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
    ...given,
  };
}

/** The base after everything in `wanted` was confirmed. */
export function aSettledBase(wanted: Wanted): RecordBase {
  return aBase({
    tags: { ours: wanted.tags, seen: [] },
    sources: { ours: wanted.sources, seen: [] },
    links: { ours: wanted.links, seen: [] },
    emails: wanted.emails,
    phones: wanted.phones.map((phone) => phone.value),
    ...agreedScalars(wanted),
    resumeHash: wanted.resume?.contentHash ?? null,
  });
}

export function someFacts(given: Partial<RecordFacts> = {}): RecordFacts {
  return {
    isTriggered: true,
    gone: null,
    recordKey: ['workspace-1', 'pin', 'event-0', ''],
    foundAtMs: noonMs - 86_400_000,
    postingId: '',
    opportunityId: null,
    isOurs: true,
    contactId: null,
    lookedUpAtMs: null,
    opportunity: null,
    opportunityReadAtMs: null,
    contact: null,
    contactReadAtMs: null,
    contactWrittenAtMs: null,
    forms: null,
    formsReadAtMs: null,
    wanted: aWanted(),
    base: aBase(),
    stage: null,
    undoId: null,
    frozen: new Set(),
    timeline: { touches: [], notes: [], policy: defaultTimelinePolicy },
    wantedChangedAtMs: noonMs - 86_400_000,
    nowMs: noonMs,
    hash: testHash,
    emailKey: (value) => value.toLowerCase(),
    phoneKey: (value) => value.replace(/\D/gu, ''),
    ...given,
  };
}
