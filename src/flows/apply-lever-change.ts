// Takes in one reading of an opportunity: the snapshot on its record, the status, what that does to outreach,
// and a wish to plan again. Every reading goes through here, so webhooks, polls and plans come to the same state.

import { changedParts } from '../core/outreach/snapshot-changes.ts';
import { standingEffect } from '../core/outreach/standing-effect.ts';
import type { Reading, StandingEffect } from '../core/outreach/standing-effect.ts';
import { effectOf } from '../core/outreach/pause-rules.ts';
import { statusOf } from '../core/status/status-rules.ts';
import type { ArchiveReason } from '../core/status/status-rules.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Conn, Trx } from '../db/connect.ts';
import { isPersonErased } from '../db/queries/erasures.ts';
import { lockPersonForOutreach, wasHeldBecause } from '../db/queries/holds.ts';
import { findCatalogRow } from '../db/queries/lever-catalog.ts';
import {
  findRecordByOpportunity,
  listRecordsOfContact,
  lockRecord,
  noteReading,
  storeReading,
} from '../db/queries/records-by-opportunity.ts';
import type { RemoteRecord } from '../db/queries/records-by-opportunity.ts';
import { lanes } from '../engine/lanes.ts';
import type { LeverOpportunity } from '../ports/lever.ts';
import { applyGone } from './apply-gone.ts';
import type { Deps } from './deps.ts';
import { holdOutreach } from './hold-outreach.ts';
import { optOutByLever } from './lever-opt-out.ts';
import { requestRecordWork } from './notice-person.ts';
import { getOutreachRules } from './outreach-rules.ts';
import type { OutreachRules } from './outreach-rules.ts';

export interface OpportunityReading {
  workspaceId: string;
  opportunity: LeverOpportunity;
}

/**
 * Joins the caller's transaction. Safe to repeat and in any order: a reading older than the one held changes nothing,
 * and no reading takes a hold away. The caller appends the returned audit entries last and wakes the workers.
 */
export async function applyOpportunity(
  trx: Trx,
  deps: Deps,
  reading: OpportunityReading,
): Promise<AuditEntry[]> {
  const { workspaceId, opportunity } = reading;
  const found = await findRecordByOpportunity(trx, {
    workspaceId,
    opportunityId: opportunity.id,
  });
  if (found === undefined) return await applySibling(trx, deps, reading);
  // Nothing that Lever still holds of an erased person comes back here.
  if (await isPersonErased(trx, { workspaceId, personId: found.personId })) return [];
  await lockPersonForOutreach(trx, { workspaceId, personId: found.personId });
  const record = await lockRecord(trx, { workspaceId, recordId: found.id });
  if (record === undefined || record.gone !== null || isOlder(opportunity, record)) return [];
  if (opportunity.isAnonymized) {
    return await applyGone(trx, deps, {
      workspaceId,
      opportunityId: opportunity.id,
      gone: 'anonymized',
      because: 'the candidate was anonymised in Lever',
    });
  }
  return await applyToRecord(trx, deps, { ...reading, record });
}

interface RecordReading extends OpportunityReading {
  record: RemoteRecord;
}

async function applyToRecord(trx: Trx, deps: Deps, given: RecordReading): Promise<AuditEntry[]> {
  const { workspaceId, opportunity, record } = given;
  const now = deps.clock.now();
  const rules = await getOutreachRules(trx, workspaceId);
  const found = standingEffect(
    rules,
    await readingBefore(trx, workspaceId, record),
    await readingOf(trx, workspaceId, opportunity),
  );
  const hasNewStatus = found.status !== record.status;
  const isSame = JSON.stringify(record.opportunity) === JSON.stringify(opportunity);
  if (isSame && !hasNewStatus) {
    const { updatedAt } = opportunity;
    await noteReading(trx, { workspaceId, recordId: record.id, updatedAt, now });
    return [];
  }
  await storeReading(trx, {
    workspaceId,
    recordId: record.id,
    opportunity,
    status: found.status,
    statusAt: hasNewStatus ? statusAtOf(opportunity, now) : null,
    now,
  });
  const changed = record.opportunity === null ? [] : changedParts(record.opportunity, opportunity);
  // The first reading of one we made may show an edit already: nobody knows what it was before.
  if (changed.length > 0 || record.opportunity === null) {
    await requestRecordWork(trx, deps, {
      workspaceId,
      recordIds: [record.id],
      because: 'the candidate changed in Lever',
      lane: lanes.reconcile,
    });
  }
  return [
    ...changeEntries(given, { found, hasNewStatus, changed, rules }),
    ...(await holdForStanding(trx, deps, { ...given, found })),
  ];
}

async function holdForStanding(
  trx: Trx,
  deps: Deps,
  given: RecordReading & { found: StandingEffect },
): Promise<AuditEntry[]> {
  const { workspaceId, opportunity, record, found } = given;
  const wish = {
    workspaceId,
    personId: record.personId,
    cause: 'status' as const,
    recordId: record.id,
    actor: 'lever',
  };
  const forbidden = await optOutByLever(trx, deps, {
    workspaceId,
    personId: record.personId,
    before: record.opportunity,
    now: opportunity,
    archive:
      opportunity.archived === null
        ? null
        : await findArchiveReason(trx, workspaceId, opportunity.archived.reason),
  });
  if (found.effect === 'continue') return forbidden;
  const held = await holdOutreach(trx, deps, {
    ...wish,
    effect: found.effect,
    because: `status ${found.effectStatus} in Lever`,
    status: found.effectStatus,
  });
  return [...forbidden, ...held];
}

/**
 * A candidacy that is not ours, of a person who is: somebody else at work on the same person pauses our outreach.
 * Only active ones count; a rejection for another job years ago says nothing. Once per stage, so that a human can lift it.
 */
async function applySibling(
  trx: Trx,
  deps: Deps,
  { workspaceId, opportunity }: OpportunityReading,
): Promise<AuditEntry[]> {
  if (opportunity.archived !== null || opportunity.isAnonymized) return [];
  const records = await listRecordsOfContact(trx, {
    workspaceId,
    contactId: opportunity.contact,
  });
  if (records.length === 0) return [];
  const rules = await getOutreachRules(trx, workspaceId);
  const { status } = statusOf(rules.status, { stageId: opportunity.stage, archive: null });
  if (effectOf(rules.pause, status) === 'continue') return [];
  const because = `status ${status} in another candidacy (${opportunity.id}, stage ${opportunity.stage ?? 'none'})`;
  const entries: AuditEntry[] = [];
  for (const personId of new Set(records.map((record) => record.personId))) {
    if (await wasHeldBecause(trx, { workspaceId, personId, because })) continue;
    const held = await holdOutreach(trx, deps, {
      workspaceId,
      personId,
      effect: 'pause',
      cause: 'status',
      because,
      status,
      actor: 'lever',
    });
    entries.push(...held);
  }
  return entries;
}

function isOlder(opportunity: LeverOpportunity, record: RemoteRecord): boolean {
  if (record.remoteUpdatedAt === null || record.opportunity === null) return false;
  return (opportunity.updatedAt ?? 0) < record.remoteUpdatedAt.getTime();
}

/** Of a candidacy we made ourselves, everything since it was made counts, also before the first reading. */
async function readingBefore(
  conn: Conn,
  workspaceId: string,
  record: RemoteRecord,
): Promise<Reading | null> {
  if (record.opportunity !== null) return await readingOf(conn, workspaceId, record.opportunity);
  return record.isOurs ? { stageId: null, archive: null, stageChanges: [] } : null;
}

async function readingOf(
  conn: Conn,
  workspaceId: string,
  opportunity: LeverOpportunity,
): Promise<Reading> {
  return {
    stageId: opportunity.stage,
    stageChanges: opportunity.stageChanges,
    archive:
      opportunity.archived === null
        ? null
        : await findArchiveReason(conn, workspaceId, opportunity.archived.reason),
  };
}

/** The reason as the catalog knows it; one that is not there yet keeps its id alone. */
export async function findArchiveReason(
  conn: Conn,
  workspaceId: string,
  reasonId: string,
): Promise<ArchiveReason> {
  const row = await findCatalogRow(conn, { workspaceId, kind: 'archive_reason', id: reasonId });
  return {
    reasonId,
    text: row?.text ?? null,
    isHired: row?.detail['isHired'] === true,
  };
}

function statusAtOf(opportunity: LeverOpportunity, now: Date): Date {
  const archivedAt = opportunity.archived?.archivedAt ?? 0;
  const at = archivedAt > 0 ? archivedAt : (opportunity.lastAdvancedAt ?? opportunity.updatedAt);
  return at === null ? now : new Date(at);
}

function changeEntries(
  { workspaceId, record, opportunity }: RecordReading,
  change: {
    found: StandingEffect;
    hasNewStatus: boolean;
    changed: string[];
    rules: OutreachRules;
  },
): AuditEntry[] {
  const { found, hasNewStatus, changed, rules } = change;
  const entry = {
    workspaceId,
    actor: 'lever',
    subjectKind: 'record',
    subjectId: record.id,
    personId: record.personId,
  };
  const entries: AuditEntry[] = [];
  if (changed.length > 0) {
    const contact = changed.includes('contact')
      ? { contactBefore: record.contactId, contactNow: opportunity.contact }
      : {};
    entries.push({
      ...entry,
      action: 'record.changed_in_lever',
      detail: { parts: changed, ...contact },
    });
  }
  if (hasNewStatus) {
    entries.push({
      ...entry,
      action: 'record.status_changed',
      detail: {
        from: record.status,
        to: found.status,
        because: found.statusBecause,
        effect: found.effect,
        rules: rules.versions,
      },
    });
  }
  return entries;
}
