// Gathers everything the planner decides on for one record.

import { createHash } from 'node:crypto';
import type { Conn } from '../db/connect.ts';
import { findCatalog, type CatalogRow } from '../db/queries/lever-catalog.ts';
import { listFrozenFields } from '../db/queries/frozen-fields.ts';
import { getMapping } from '../db/queries/mappings.ts';
import { findOutreachHistory, type OutreachHistory } from '../db/queries/outreach-history.ts';
import { listParkedTemplates } from '../db/queries/parked-templates.ts';
import {
  findRecord,
  getRecordBase,
  listRecordAnchors,
  listTimelineNotes,
  listUnwrittenTouches,
  type LoadedRecord,
  type RecordAnchor,
} from '../db/queries/records.ts';
import { findNextUndoId } from '../db/queries/undo-steps.ts';
import { findRules } from '../db/queries/rules.ts';
import type { CanonicalPerson } from '../core/people/person.ts';
import { normaliseEmail } from '../core/people/email.ts';
import { normalisePhone } from '../core/people/phone.ts';
import { factsOf, outreachStageOf } from '../core/sync/field-facts.ts';
import { mapFields, withoutTemplates } from '../core/sync/mapping-apply.ts';
import type { MappedValue } from '../core/sync/mapping-apply.ts';
import type { Mapping, MappingProblem } from '../core/sync/mapping.ts';
import type { RecordBase, RecordFacts } from '../core/sync/plan-record.ts';
import { defaultTimelinePolicy, type TimelinePolicy } from '../core/sync/timeline-policy.ts';
import { defaultStageMoveRules, type StageMoveRules } from '../core/sync/stage-move.ts';
import { wantedRecord } from '../core/sync/wanted.ts';

export interface RecordKey {
  workspaceId: string;
  recordId: string;
}

export interface LoadedFacts {
  record: LoadedRecord;
  /** 0 for the default mapping. */
  mappingVersion: number;
  mapped: MappedValue[];
  problems: MappingProblem[];
  facts: RecordFacts;
}

/** What is the same for every record of the workspace; read once for many of them. */
export interface RecordSurroundings {
  policy: TimelinePolicy;
  parkedTemplates: ReadonlySet<string>;
  userIdByEmail: ReadonlyMap<string, string>;
  stageMoves: StageMoveRules;
  /** In pipeline order. */
  stageIds: readonly string[];
}

export interface FactParts extends RecordSurroundings {
  record: LoadedRecord;
  anchors: readonly RecordAnchor[];
  base: RecordBase;
  history: OutreachHistory;
  frozen: ReadonlySet<string>;
  undoId: string | null;
  mapping: Mapping;
  timeline: Pick<RecordFacts['timeline'], 'touches' | 'notes'>;
}

/** Undefined where the record is not there or nothing led to it any more. One read per table, no writes. */
export async function loadRecordFacts(
  conn: Conn,
  key: RecordKey,
  context: FactContext,
): Promise<LoadedFacts | undefined> {
  const { workspaceId } = key;
  const found = await findRecord(conn, key);
  if (found === undefined || found.isErased) return undefined;
  const record = context.person === undefined ? found : { ...found, person: context.person };
  const anchors = await listRecordAnchors(conn, key);
  const first = anchors[0];
  if (first === undefined) return undefined;
  const base = await getRecordBase(conn, key);
  const notes = await listTimelineNotes(conn, key);
  const touches = await listUnwrittenTouches(conn, { ...key, personId: record.personId });
  const history = await findOutreachHistory(conn, { workspaceId, personId: record.personId });
  const frozen = await listFrozenFields(conn, key);
  const mapping = context.mapping ?? (await getMapping(conn, { workspaceId, jobId: first.jobId }));
  const around = context.surroundings ?? (await loadSurroundings(conn, workspaceId));
  const parts = {
    ...around,
    record,
    anchors,
    base,
    history,
    frozen: new Set(frozen.map((one) => one.field)),
    undoId: await findNextUndoId(conn, key),
    mapping: mapping.body,
    timeline: { touches: touches.filter(isTold(frozen)), notes },
  };
  return { ...composeFacts(workspaceId, parts, context), mappingVersion: mapping.version };
}

export interface FactContext {
  now: Date;
  integrationUserId: string;
  /** Decides as if this were in force. */
  mapping?: { version: number; body: Mapping };
  surroundings?: RecordSurroundings;
  /** The person as it would be. */
  person?: CanonicalPerson;
}

/** The timeline of a sequence that was taken back stays as it is. */
function isTold(frozen: readonly { field: string }[]): (touch: { sequence: string }) => boolean {
  const fields = new Set(frozen.map((one) => one.field));
  return ({ sequence }) => !fields.has(`timeline:${sequence}`);
}

/** Reads what is the same for every record of the workspace. */
export async function loadSurroundings(
  conn: Conn,
  workspaceId: string,
): Promise<RecordSurroundings> {
  const policy = await findRules<TimelinePolicy>(conn, { workspaceId, kind: 'timeline' });
  const parked = await listParkedTemplates(conn, workspaceId);
  const users = await findCatalog(conn, { workspaceId, kind: 'user' });
  const stageMoves = await findRules<StageMoveRules>(conn, { workspaceId, kind: 'stage_moves' });
  const stages = await findCatalog(conn, { workspaceId, kind: 'stage' });
  return {
    policy: policy?.body ?? defaultTimelinePolicy,
    parkedTemplates: new Set(parked.map((one) => one.template)),
    stageMoves: stageMoves?.body ?? defaultStageMoveRules,
    stageIds: inPipelineOrder(stages),
    userIdByEmail: new Map(
      users
        .filter((user) => user.isActive)
        .map((user) => [emailOf(user.detail).toLowerCase(), user.id]),
    ),
  };
}

/** The facts out of their parts; for a record that does not exist yet the parts are made up. */
export function composeFacts(
  workspaceId: string,
  parts: FactParts,
  context: Pick<FactContext, 'now' | 'integrationUserId'>,
): Omit<LoadedFacts, 'mappingVersion'> {
  const { record, anchors } = parts;
  const [first] = anchors;
  if (first === undefined) throw new Error('A record needs what led to it.');
  const facts = factsOf(record.person, {
    outreachStage: outreachStageOf(parts.history),
    jobName: first.jobName,
    ownerEmail: anchors.find((anchor) => anchor.ownerEmail !== null)?.ownerEmail ?? null,
  });
  const mapped = mapFields(parts.mapping, facts);
  const writable = withoutTemplates(mapped.values, parts.parkedTemplates);
  return {
    record,
    mapped: writable,
    problems: mapped.problems,
    facts: {
      isTriggered: anchors.some((anchor) => anchor.triggeredAt !== null),
      gone: record.gone,
      recordKey: [workspaceId, first.source, first.sourceEventId, record.postingId],
      foundAtMs: first.foundAt.getTime(),
      postingId: record.postingId,
      opportunityId: record.opportunityId,
      isOurs: record.isOurs,
      contactId: record.contactId,
      lookedUpAtMs: record.lookedUpAt?.getTime() ?? null,
      opportunity: record.opportunity,
      opportunityReadAtMs: record.opportunityReadAt?.getTime() ?? null,
      contact: record.contact,
      contactReadAtMs: record.contactReadAt?.getTime() ?? null,
      contactWrittenAtMs: record.contactWrittenAt?.getTime() ?? null,
      forms: record.forms,
      formsReadAtMs: record.formsReadAt?.getTime() ?? null,
      wanted: wantedRecord(writable, {
        facts,
        resume: record.person.resume?.value ?? null,
        userIdOf: (email) => parts.userIdByEmail.get(email.toLowerCase()) ?? null,
        integrationUserId: context.integrationUserId,
      }),
      base: parts.base,
      stage: {
        rules: parts.stageMoves,
        stageIds: parts.stageIds,
        outreachStage: facts.outreachStage,
      },
      undoId: parts.undoId,
      frozen: parts.frozen,
      timeline: { ...parts.timeline, policy: parts.policy },
      wantedChangedAtMs: record.personChangedAt.getTime(),
      nowMs: context.now.getTime(),
      hash: hashNumber,
      emailKey,
      phoneKey: (value) =>
        normalisePhone(value, record.defaultRegion)?.value ?? value.replace(/\D/gu, ''),
    },
  };
}

function emailKey(value: string): string {
  return normaliseEmail(value)?.value ?? value.trim().toLowerCase();
}

/** Active stages by the rank the account gives them. */
function inPipelineOrder(stages: readonly CatalogRow[]): string[] {
  return stages
    .filter((stage) => stage.isActive)
    .toSorted((one, two) => rankOf(one) - rankOf(two))
    .map((stage) => stage.id);
}

function rankOf({ detail }: CatalogRow): number {
  return typeof detail['rank'] === 'number' ? detail['rank'] : Number.MAX_SAFE_INTEGER;
}

/** The first four bytes of SHA-256 as a number: what markers are made of. */
export function hashNumber(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

function emailOf(detail: unknown): string {
  const { email } = detail as { email?: unknown };
  return typeof email === 'string' ? email : '';
}
