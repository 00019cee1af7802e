// Pages of jobs, records, holds and rules as they are shown; newest first, by id.
import type { Conn } from '../connect.ts';

interface IdPage {
  workspaceId: string;
  beforeId: string | null;
  limit: number;
}

export async function listJobs(conn: Conn, page: IdPage & { source?: string | undefined }) {
  let query = conn
    .selectFrom('jobs')
    .select(['id', 'source', 'externalId', 'name', 'postingId', 'trigger', 'ownerEmail'])
    .select(['createdAt', 'changedAt'])
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  if (page.source !== undefined) query = query.where('source', '=', page.source);
  return await query.execute();
}

export async function listRecords(
  conn: Conn,
  page: IdPage & { personId?: string | undefined; status?: string | undefined },
) {
  let query = conn
    .selectFrom('records')
    .select(['id', 'personId', 'postingId', 'ownerEmail', 'opportunityId', 'contactId', 'isOurs'])
    .select(['stageId', 'archiveReasonId', 'status', 'statusAt', 'gone', 'createdAt', 'changedAt'])
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  if (page.personId !== undefined) query = query.where('personId', '=', page.personId);
  if (page.status !== undefined) query = query.where('status', '=', page.status);
  return await query.execute();
}

/** Holds of a workspace or a person, lifted ones too unless `isInForce`. */
export async function listHolds(
  conn: Conn,
  page: IdPage & { personId?: string | undefined; isInForce: boolean },
) {
  let query = conn
    .selectFrom('holds')
    .select(['id', 'personId', 'effect', 'cause', 'because', 'recordId'])
    .select(['placedAt', 'liftedAt', 'liftedBy'])
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  if (page.personId !== undefined) query = query.where('personId', '=', page.personId);
  if (page.isInForce) query = query.where('liftedAt', 'is', null);
  return await query.execute();
}

/** The versions of one kind of rules, newest first. */
export async function listRuleVersions(
  conn: Conn,
  page: { workspaceId: string; kind: string; before: number | null; limit: number },
) {
  let query = conn
    .selectFrom('ruleVersions')
    .select(['version', 'body', 'createdAt', 'createdBy'])
    .where('workspaceId', '=', page.workspaceId)
    .where('kind', '=', page.kind)
    .orderBy('version', 'desc')
    .limit(page.limit);
  if (page.before !== null) query = query.where('version', '<', page.before);
  return await query.execute();
}

/** Addresses for webhooks, switched off ones too. */
export async function listEndpointPage(conn: Conn, page: IdPage) {
  let query = conn
    .selectFrom('webhookEndpoints')
    .select(['id', 'url', 'events', 'isActive', 'createdAt'])
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  return await query.execute();
}

export async function listDeliveries(
  conn: Conn,
  page: IdPage & {
    id?: string | undefined;
    endpointId?: string | undefined;
    state?: 'pending' | 'delivered' | 'parked' | 'dismissed' | undefined;
  },
) {
  let query = conn
    .selectFrom('webhookDeliveries')
    .select(['id', 'endpointId', 'event', 'personId', 'state', 'attempts', 'lastStatus'])
    .select(['lastError', 'createdAt', 'deliveredAt'])
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.id !== undefined) query = query.where('id', '=', page.id);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  if (page.endpointId !== undefined) query = query.where('endpointId', '=', page.endpointId);
  if (page.state !== undefined) query = query.where('state', '=', page.state);
  return await query.execute();
}
