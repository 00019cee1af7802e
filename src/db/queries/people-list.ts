// People as they are shown: lists, search by an identifier, and everything known of one.
import type { IdentifierKind } from '../../core/people/person.ts';
import type { Conn } from '../connect.ts';

export interface PersonShown {
  id: string;
  canonical: unknown;
  revision: number;
  isErased: boolean;
  createdAt: Date;
  changedAt: Date;
}

const personColumns = [
  'id',
  'canonical',
  'revision',
  'isErased',
  'createdAt',
  'changedAt',
] as const;

/** Newest first, merged ones left out; `key` narrows to who holds an identifier. */
export async function listPeople(
  conn: Conn,
  page: {
    workspaceId: string;
    beforeId: string | null;
    limit: number;
    key: { kind: IdentifierKind; value: string } | null;
  },
): Promise<PersonShown[]> {
  const { workspaceId, beforeId, key } = page;
  let query = conn
    .selectFrom('persons')
    .select(personColumns)
    .where('workspaceId', '=', workspaceId)
    .where('mergedInto', 'is', null)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (beforeId !== null) query = query.where('id', '<', beforeId);
  if (key !== null) {
    query = query.where('id', 'in', (of) =>
      of
        .selectFrom('identifiers')
        .select('personId')
        .where('workspaceId', '=', workspaceId)
        .where('kind', '=', key.kind)
        .where('value', '=', key.value),
    );
  }
  return await query.execute();
}

interface PersonKey {
  workspaceId: string;
  personId: string;
}

export async function findPersonShown(
  conn: Conn,
  key: PersonKey,
): Promise<PersonShown | undefined> {
  return await conn
    .selectFrom('persons')
    .select(personColumns)
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.personId)
    .executeTakeFirst();
}

/** Every contact point with the profile that gave it. */
export async function listContactPoints(conn: Conn, key: PersonKey & { limit: number }) {
  return await conn
    .selectFrom('contactPoints')
    .select(['kind', 'value', 'shownAs', 'label', 'status', 'source', 'method', 'verifiedAt'])
    .select(['seenAt', 'profileId'])
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', '=', key.personId)
    .orderBy('kind')
    .orderBy('value')
    .orderBy('profileId')
    .limit(key.limit)
    .execute();
}

/** The profiles of a person, newest first, as received. */
export async function listProfilesOf(conn: Conn, key: PersonKey & { limit: number }) {
  return await conn
    .selectFrom('memberships')
    .innerJoin('profiles', (join) =>
      join
        .onRef('profiles.workspaceId', '=', 'memberships.workspaceId')
        .onRef('profiles.id', '=', 'memberships.profileId'),
    )
    .select(['profiles.id', 'profiles.source', 'profiles.sourceEventId', 'profiles.jobId'])
    .select(['profiles.payload', 'profiles.foundAt', 'profiles.receivedAt', 'memberships.since'])
    .where('memberships.workspaceId', '=', key.workspaceId)
    .where('memberships.personId', '=', key.personId)
    .orderBy('profiles.id', 'desc')
    .limit(key.limit)
    .execute();
}

/** The touches of a person, newest first; by touches_by_person. */
export async function listTouchesOf(conn: Conn, key: PersonKey & { limit: number }) {
  return await conn
    .selectFrom('touches')
    .select(['id', 'source', 'sourceEventId', 'jobId', 'channel', 'kind', 'sequence', 'step'])
    .select(['payload', 'occurredAt', 'receivedAt'])
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', '=', key.personId)
    .orderBy('occurredAt', 'desc')
    .limit(key.limit)
    .execute();
}

export async function listEnrollmentsOf(conn: Conn, key: PersonKey & { limit: number }) {
  return await conn
    .selectFrom('enrollments')
    .select(['id', 'jobId', 'source', 'sequence', 'state', 'because', 'epoch'])
    .select(['startedAt', 'changedAt'])
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', '=', key.personId)
    .orderBy('id', 'desc')
    .limit(key.limit)
    .execute();
}

/** How the person came to be: which profile joined by which evidence. */
export async function listDecisionsOf(conn: Conn, key: PersonKey & { limit: number }) {
  return await conn
    .selectFrom('matchDecisions')
    .select(['id', 'kind', 'profileId', 'otherPersonId', 'score', 'evidence', 'ruleVersion'])
    .select(['actor', 'decidedAt'])
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', '=', key.personId)
    .orderBy('id', 'desc')
    .limit(key.limit)
    .execute();
}
