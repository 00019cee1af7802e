// Previews of records for a dry run: what stands in the database, planned with what is proposed. Writes nothing,
// calls nobody.

import type { CanonicalPerson } from '../core/people/person.ts';
import type { Mapping } from '../core/sync/mapping.ts';
import { previewRecord } from '../core/sync/preview-record.ts';
import type { RecordPreview } from '../core/sync/preview-record.ts';
import { decideTrigger, type Trigger } from '../core/sync/trigger.ts';
import type { Conn } from '../db/connect.ts';
import { findConnection } from '../db/queries/lever-connections.ts';
import { getMapping } from '../db/queries/mappings.ts';
import { findOutreachHistory } from '../db/queries/outreach-history.ts';
import { emptyBase } from '../db/queries/records.ts';
import type { LoadedRecord } from '../db/queries/records.ts';
import { findRunCandidacy, findRunPerson, listMappedRecords } from '../db/queries/run-scope.ts';
import { listOpenCandidacies } from '../db/queries/triggers.ts';
import type { Deps } from './deps.ts';
import {
  composeFacts,
  loadRecordFacts,
  loadSurroundings,
  type RecordSurroundings,
} from './load-record-facts.ts';

export interface PreviewedPerson {
  personId: string | null;
  recordId: string | null;
  preview: RecordPreview;
}

/** What is the same for everybody in the run. */
export interface RunContext {
  workspaceId: string;
  now: Date;
  integrationUserId: string;
  surroundings: RecordSurroundings;
}

const pageSize = 500;
const pagesMax = 20_000;

export async function openRun(deps: Deps, workspaceId: string): Promise<RunContext> {
  const connection = await findConnection(deps.db, workspaceId);
  return {
    workspaceId,
    now: deps.clock.now(),
    integrationUserId: connection?.performAs ?? '',
    surroundings: await loadSurroundings(deps.db, workspaceId),
  };
}

/** Every record the mapping decides, planned as if it were in force and its templates fit. */
export async function* previewMapping(
  deps: Deps,
  run: RunContext,
  change: { jobId: string | null; mapping: Mapping },
): AsyncGenerator<PreviewedPerson> {
  const { workspaceId } = run;
  const surroundings = { ...run.surroundings, parkedTemplates: new Set<string>() };
  const mapping = { version: 0, body: change.mapping };
  let after: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const scope = { workspaceId, jobId: change.jobId, after, limit: pageSize };
    const ids: string[] = await listMappedRecords(deps.db, scope);
    for (const recordId of ids) {
      const key = { workspaceId, recordId };
      const loaded = await loadRecordFacts(deps.db, key, { ...run, surroundings, mapping });
      if (loaded === undefined) continue;
      const preview = previewRecord(loaded.facts, loaded.mapped);
      yield { personId: loaded.record.personId, recordId, preview };
    }
    if (ids.length < pageSize) return;
    after = ids.at(-1) ?? null;
  }
}

export interface TriggerToPreview {
  jobId: string;
  postingId: string;
  jobName: string;
  /** Null: by hand, so that everybody is due. */
  trigger: Trigger | null;
  personIds?: readonly string[];
}

/** Everybody of the job whom the trigger would make due. */
export async function* previewTrigger(
  deps: Deps,
  run: RunContext,
  change: TriggerToPreview,
): AsyncGenerator<PreviewedPerson> {
  const { workspaceId } = run;
  const { jobId, trigger, personIds } = change;
  const chosen = personIds === undefined ? {} : { personIds };
  const open = await listOpenCandidacies(deps.db, { workspaceId, jobId, ...chosen });
  for (const { personId, facts } of open) {
    if (trigger !== null && decideTrigger(trigger, facts) === null) continue;
    const { postingId, jobName } = change;
    const key = { workspaceId, personId, jobId, postingId };
    const candidacy = await findRunCandidacy(deps.db, key);
    if (candidacy === undefined) continue;
    const preview = await previewDue(deps.db, run, {
      jobId,
      postingId,
      jobName,
      person: null,
      personId,
      recordId: candidacy.recordId,
      ownerEmail: null,
      found: candidacy,
    });
    if (preview !== null) yield { personId, recordId: candidacy.recordId, preview };
  }
}

export interface DueToPreview {
  /** Null where the person is not known yet; then `person` must be given. */
  personId: string | null;
  /** As it would be; null: as it stands. */
  person: CanonicalPerson | null;
  recordId: string | null;
  jobId: string;
  jobName: string;
  postingId: string;
  ownerEmail: string | null;
  found: { source: string; sourceEventId: string; foundAt: Date };
}

/** One person whose trigger has come, on the record that stands or on one that would be made. */
export async function previewDue(
  conn: Conn,
  run: RunContext,
  due: DueToPreview,
): Promise<RecordPreview | null> {
  const { workspaceId } = run;
  const person = due.person === null ? {} : { person: due.person };
  if (due.recordId !== null) {
    const key = { workspaceId, recordId: due.recordId };
    const loaded = await loadRecordFacts(conn, key, { ...run, ...person });
    if (loaded === undefined) return null;
    return previewRecord({ ...loaded.facts, isTriggered: true }, loaded.mapped);
  }
  const stands =
    due.personId === null
      ? undefined
      : await findRunPerson(conn, { workspaceId, personId: due.personId });
  const canonical = due.person ?? (stands?.person as CanonicalPerson | undefined);
  if (canonical === undefined) return null;
  const history =
    due.personId === null
      ? { isEnrolled: false, isContacted: false, hasReplied: false }
      : await findOutreachHistory(conn, { workspaceId, personId: due.personId });
  const mapping = await getMapping(conn, { workspaceId, jobId: due.jobId });
  const { facts, mapped } = composeFacts(
    workspaceId,
    {
      ...run.surroundings,
      record: recordToBe(run, due, { person: canonical, region: stands?.defaultRegion ?? 'US' }),
      anchors: [
        {
          jobId: due.jobId,
          jobName: due.jobName,
          ownerEmail: due.ownerEmail,
          triggeredAt: run.now,
          ...due.found,
        },
      ],
      base: emptyBase,
      history,
      frozen: new Set(),
      undoId: null,
      mapping: mapping.body,
      timeline: { touches: [], notes: [] },
    },
    run,
  );
  return previewRecord(facts, mapped);
}

function recordToBe(
  run: RunContext,
  due: DueToPreview,
  { person, region }: { person: CanonicalPerson; region: string },
): LoadedRecord {
  return {
    id: '',
    personId: due.personId ?? '',
    postingId: due.postingId,
    opportunityId: null,
    contactId: null,
    isOurs: false,
    lookedUpAt: null,
    opportunity: null,
    opportunityReadAt: null,
    contact: null,
    contactReadAt: null,
    contactWrittenAt: null,
    forms: null,
    formsReadAt: null,
    gone: null,
    person,
    personChangedAt: run.now,
    isErased: false,
    defaultRegion: region,
  };
}
