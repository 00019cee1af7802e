// Gathers everything the planner decides on for one record.

import { createHash } from 'node:crypto';
import type { Conn } from '../db/connect.ts';
import { findCatalog } from '../db/queries/lever-catalog.ts';
import { listFrozenFields } from '../db/queries/frozen-fields.ts';
import { getMapping } from '../db/queries/mappings.ts';
import { findOutreachHistory } from '../db/queries/outreach-history.ts';
import { listParkedTemplates } from '../db/queries/parked-templates.ts';
import {
  findRecord,
  getRecordBase,
  listRecordAnchors,
  listTimelineNotes,
  listUnwrittenTouches,
  type LoadedRecord,
} from '../db/queries/records.ts';
import { findRules } from '../db/queries/rules.ts';
import { normaliseEmail } from '../core/people/email.ts';
import { normalisePhone } from '../core/people/phone.ts';
import { factsOf, outreachStageOf } from '../core/sync/field-facts.ts';
import { mapFields, withoutTemplates } from '../core/sync/mapping-apply.ts';
import type { RecordFacts } from '../core/sync/plan-record.ts';
import { defaultTimelinePolicy, type TimelinePolicy } from '../core/sync/timeline-policy.ts';
import { wantedRecord } from '../core/sync/wanted.ts';

export interface RecordKey {
  workspaceId: string;
  recordId: string;
}

export interface LoadedFacts {
  record: LoadedRecord;
  mappingVersion: number;
  facts: RecordFacts;
}

/** Undefined where the record is not there or nothing led to it any more. One read per table, no writes. */
export async function loadRecordFacts(
  conn: Conn,
  key: RecordKey,
  context: { now: Date; integrationUserId: string },
): Promise<LoadedFacts | undefined> {
  const record = await findRecord(conn, key);
  if (record === undefined || record.isErased) return undefined;
  const anchors = await listRecordAnchors(conn, key);
  const first = anchors[0];
  if (first === undefined) return undefined;
  const base = await getRecordBase(conn, key);
  const notes = await listTimelineNotes(conn, key);
  const touches = await listUnwrittenTouches(conn, { ...key, personId: record.personId });
  const history = await findOutreachHistory(conn, {
    workspaceId: key.workspaceId,
    personId: record.personId,
  });
  const policy = await findRules<TimelinePolicy>(conn, {
    workspaceId: key.workspaceId,
    kind: 'timeline',
  });
  const mapping = await getMapping(conn, { workspaceId: key.workspaceId, jobId: first.jobId });
  const frozen = await listFrozenFields(conn, key);
  const parked = await listParkedTemplates(conn, key.workspaceId);
  const users = await findCatalog(conn, { workspaceId: key.workspaceId, kind: 'user' });
  const userIdByEmail = new Map(
    users
      .filter((user) => user.isActive)
      .map((user) => [emailOf(user.detail).toLowerCase(), user.id]),
  );
  const facts = factsOf(record.person, {
    outreachStage: outreachStageOf(history),
    jobName: first.jobName,
    ownerEmail: anchors.find((anchor) => anchor.ownerEmail !== null)?.ownerEmail ?? null,
  });
  const mapped = mapFields(mapping.body, facts);
  const writable = withoutTemplates(mapped.values, new Set(parked.map((one) => one.template)));
  return {
    record,
    mappingVersion: mapping.version,
    facts: {
      isTriggered: anchors.some((anchor) => anchor.triggeredAt !== null),
      gone: record.gone,
      recordKey: [key.workspaceId, first.source, first.sourceEventId, record.postingId],
      foundAtMs: first.foundAt.getTime(),
      postingId: record.postingId,
      opportunityId: record.opportunityId,
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
        userIdOf: (email) => userIdByEmail.get(email.toLowerCase()) ?? null,
        integrationUserId: context.integrationUserId,
      }),
      base,
      frozen: new Set(frozen.map((one) => one.field)),
      timeline: {
        touches,
        notes,
        policy: policy?.body ?? defaultTimelinePolicy,
      },
      wantedChangedAtMs: record.personChangedAt.getTime(),
      nowMs: context.now.getTime(),
      hash: hashNumber,
      emailKey: (value) => normaliseEmail(value)?.value ?? value.trim().toLowerCase(),
      phoneKey: (value) =>
        normalisePhone(value, record.defaultRegion)?.value ?? value.replace(/\D/gu, ''),
    },
  };
}

/** The first four bytes of SHA-256 as a number: what markers are made of. */
export function hashNumber(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

function emailOf(detail: unknown): string {
  const { email } = detail as { email?: unknown };
  return typeof email === 'string' ? email : '';
}
