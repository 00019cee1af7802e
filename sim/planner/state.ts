// The world of one record as the planner sees it: what the source wishes, what Lever holds, and what both last agreed on.
// Plain data and no I/O, so that millions of cases take minutes.

import type { FieldValue } from '../../src/core/sync/mapping.ts';
import type { RecordBase, RecordFacts } from '../../src/core/sync/plan-record.ts';
import type { TimelineNote } from '../../src/core/sync/plan-timeline.ts';
import type { RemoteContact, RemoteOpportunity, RemotePhone } from '../../src/core/sync/remote.ts';
import type { TimelinePolicy } from '../../src/core/sync/timeline-policy.ts';
import type { TimelineTouch } from '../../src/core/sync/timeline-text.ts';
import type { SetField, Wanted } from '../../src/core/sync/wanted.ts';

/** What Lever really holds, whoever wrote it. */
export interface LeverSide {
  /** A person known there, with or without an opportunity on our posting. */
  hasContact: boolean;
  hasOpportunity: boolean;
  name: string;
  headline: string;
  location: string;
  emails: string[];
  phones: RemotePhone[];
  tags: string[];
  sources: string[];
  links: string[];
  stage: string;
  stageChanges: { stageId: string; at: number }[];
  isArchived: boolean;
  /** Newest form per template. */
  forms: Record<string, Record<string, FieldValue>>;
  resumes: string[];
  notes: { id: string; sequence: string; entries: string[] }[];
}

export interface PlannerState {
  nowMs: number;
  wanted: Wanted;
  wantedChangedAtMs: number;
  outreachStage: 'none' | 'in_sequence' | 'contacted' | 'replied';
  stageRules: { isOn: boolean; contactedStageId: string | null; repliedStageId: string | null };
  frozen: Set<string>;
  policy: TimelinePolicy;
  touches: TimelineTouch[];
  toldIds: Set<string>;
  notes: TimelineNote[];
  lever: LeverSide;
  base: RecordBase;
  /** What we know of Lever. */
  opportunityId: string | null;
  contactId: string | null;
  isOurs: boolean;
  lookedUpAtMs: number | null;
  reading: RemoteOpportunity | null;
  readAtMs: number | null;
  contact: RemoteContact | null;
  contactReadAtMs: number | null;
  contactWrittenAtMs: number | null;
  forms: RecordFacts['forms'];
  formsReadAtMs: number | null;
}

export const stageIds = ['lead-new', 'lead-reached-out', 'lead-responded', 'phone', 'offer'];
export const postingId = 'posting-1';
export const opportunityId = 'opportunity-1';
export const contactId = 'contact-1';
export const emailKey = (value: string): string => value.toLowerCase();
export const phoneKey = (value: string): string => value.replaceAll(/\D/gu, '');

/** Small, quick and good enough to tell markers apart. */
export function quickHash(text: string): number {
  let sum = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1)
    sum = Math.imul(sum ^ text.charCodeAt(at), 16_777_619) >>> 0;
  return sum;
}

/** The planner's input, made of what we know and never of what only Lever knows. */
export function factsOf(state: PlannerState): RecordFacts {
  return {
    isTriggered: true,
    gone: null,
    recordKey: ['workspace', 'pin', 'event-0', postingId],
    foundAtMs: startMs - 86_400_000,
    postingId,
    opportunityId: state.opportunityId,
    isOurs: state.isOurs,
    contactId: state.contactId,
    lookedUpAtMs: state.lookedUpAtMs,
    opportunity: state.reading,
    opportunityReadAtMs: state.readAtMs,
    contact: state.contact,
    contactReadAtMs: state.contactReadAtMs,
    contactWrittenAtMs: state.contactWrittenAtMs,
    forms: state.forms,
    formsReadAtMs: state.formsReadAtMs,
    wanted: state.wanted,
    base: state.base,
    stage: { rules: state.stageRules, stageIds, outreachStage: state.outreachStage },
    undoId: null,
    frozen: state.frozen,
    timeline: {
      touches: state.touches.filter((touch) => !state.toldIds.has(touch.id)),
      notes: state.notes,
      policy: state.policy,
    },
    wantedChangedAtMs: state.wantedChangedAtMs,
    nowMs: state.nowMs,
    hash: quickHash,
    emailKey,
    phoneKey,
  };
}

export const startMs = Date.UTC(2026, 2, 4, 12);

/** The poll: what a reading of the opportunity shows at this moment. */
export function readOpportunity(state: PlannerState): void {
  const { lever } = state;
  state.readAtMs = state.nowMs;
  state.reading = {
    id: opportunityId,
    contact: contactId,
    name: lever.name,
    headline: lever.headline,
    location: lever.location,
    emails: [...lever.emails],
    phones: [...lever.phones],
    links: [...lever.links],
    tags: [...lever.tags],
    sources: [...lever.sources],
    stage: lever.stage,
    stageChanges: [...lever.stageChanges],
    archived: lever.isArchived ? { reason: 'reason-1', archivedAt: state.nowMs } : null,
    postingIds: [postingId],
    createdAt: startMs,
  };
}

export function readContact(state: PlannerState): void {
  const { name, headline, location, emails, phones } = state.lever;
  state.contactReadAtMs = state.nowMs;
  state.contact = {
    id: contactId,
    name,
    headline,
    location,
    emails: [...emails],
    phones: [...phones],
  };
}

/** A text of everything that anybody can see in Lever. */
export function leverText({ lever }: PlannerState): string {
  const sets = (['tags', 'sources', 'links'] as const satisfies readonly SetField[]).map((field) =>
    [...lever[field]].sort(),
  );
  return JSON.stringify({ ...lever, tags: sets[0], sources: sets[1], links: sets[2] });
}
