// People as they are shown: lists, search by an identifier, and everything known of one.
import { sql, type RawBuilder } from 'kysely';
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

/** What narrows the list besides a search. */
export interface PeopleFilter {
  jobId?: string | undefined;
  /** In Lever, of any record. */
  status?: string | undefined;
  /** Outreach is paused or stopped. */
  isHeld?: boolean | undefined;
  isInLever?: boolean | undefined;
}

/**
 * Newest first, merged ones left out; `key` narrows to who holds an identifier, `words` (from searchQuery) to whose
 * name, work or place has them.
 */
export async function listPeople(
  conn: Conn,
  page: {
    workspaceId: string;
    beforeId: string | null;
    limit: number;
    key: { kind: IdentifierKind; value: string } | null;
    words?: string | null;
    filter?: PeopleFilter;
  },
): Promise<PersonShown[]> {
  const { workspaceId, beforeId, key, words = null, filter = {} } = page;
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
  if (words !== null) query = query.where(sql<boolean>`search @@ to_tsquery('simple', ${words})`);
  for (const condition of conditionsOf(workspaceId, filter)) query = query.where(condition);
  return await query.execute();
}

/** Each narrows; by an index that begins with the workspace and the person. */
function conditionsOf(workspaceId: string, filter: PeopleFilter): RawBuilder<boolean>[] {
  const { jobId, status, isHeld, isInLever } = filter;
  const some = (table: string, rest: RawBuilder<unknown>): RawBuilder<boolean> =>
    sql<boolean>`exists (select from ${sql.table(table)} t
      where t.workspace_id = ${workspaceId} and t.person_id = persons.id and ${rest})`;
  const inLever = some('records', sql`t.opportunity_id is not null and t.gone is null`);
  return [
    ...(jobId === undefined ? [] : [some('candidacies', sql`t.job_id = ${jobId}`)]),
    ...(status === undefined
      ? []
      : [some('records', sql`t.status = ${status} and t.gone is null`)]),
    ...(isHeld === true ? [some('holds', sql`t.lifted_at is null`)] : []),
    ...(isInLever === undefined ? [] : [isInLever ? inLever : sql<boolean>`not ${inLever}`]),
  ];
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

export interface PersonPage extends PersonKey {
  limit: number;
  /** Where the page before ended: an id, or for contact points how many came before. */
  after: string | null;
}

/** Every contact point with the profile that gave it. */
export async function listContactPoints(conn: Conn, page: PersonPage) {
  return await conn
    .selectFrom('contactPoints')
    .select(['kind', 'value', 'shownAs', 'label', 'status', 'source', 'method', 'verifiedAt'])
    .select(['seenAt', 'profileId'])
    .where('workspaceId', '=', page.workspaceId)
    .where('personId', '=', page.personId)
    .orderBy('kind')
    .orderBy('value')
    .orderBy('profileId')
    .offset(Number(page.after ?? 0))
    .limit(page.limit)
    .execute();
}

/** The profiles of a person, newest first, as received. */
export async function listProfilesOf(conn: Conn, page: PersonPage) {
  return await conn
    .selectFrom('memberships')
    .innerJoin('profiles', (join) =>
      join
        .onRef('profiles.workspaceId', '=', 'memberships.workspaceId')
        .onRef('profiles.id', '=', 'memberships.profileId'),
    )
    .select(['profiles.id', 'profiles.source', 'profiles.sourceEventId', 'profiles.jobId'])
    .select(['profiles.payload', 'profiles.foundAt', 'profiles.receivedAt', 'memberships.since'])
    .where('memberships.workspaceId', '=', page.workspaceId)
    .where('memberships.personId', '=', page.personId)
    .$if(page.after !== null, (query) => query.where('profiles.id', '<', page.after ?? ''))
    .orderBy('profiles.id', 'desc')
    .limit(page.limit)
    .execute();
}

/** The touches of a person, newest first; `after` is "milliseconds id". By touches_by_person. */
export async function listTouchesOf(conn: Conn, page: PersonPage) {
  const [ms = '', id = ''] = page.after?.split(' ') ?? [];
  return await conn
    .selectFrom('touches')
    .select(['id', 'source', 'sourceEventId', 'jobId', 'channel', 'kind', 'sequence', 'step'])
    .select(['payload', 'occurredAt', 'receivedAt'])
    .where('workspaceId', '=', page.workspaceId)
    .where('personId', '=', page.personId)
    .$if(page.after !== null, (query) =>
      query.where((is) =>
        is(is.refTuple('occurredAt', 'id'), '<', is.tuple(new Date(Number(ms)), id)),
      ),
    )
    .orderBy('occurredAt', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute();
}

// What hangs on a person and is listed by id, newest first.
function ofPerson(page: PersonPage) {
  return sql`workspace_id = ${page.workspaceId} and person_id = ${page.personId}
    and (${page.after}::uuid is null or id < ${page.after}::uuid)
    order by id desc limit ${page.limit}`;
}

export interface EnrollmentShown {
  id: string;
  jobId: string | null;
  source: string;
  sequence: string;
  state: 'active' | 'paused' | 'stopped' | 'finished';
  because: string | null;
  epoch: number;
  startedAt: Date;
  changedAt: Date;
}

export async function listEnrollmentsOf(conn: Conn, page: PersonPage): Promise<EnrollmentShown[]> {
  const found = await sql<EnrollmentShown>`
    select id, job_id, source, sequence, state, because, epoch, started_at, changed_at
    from enrollments where ${ofPerson(page)}
  `.execute(conn);
  return found.rows;
}

export interface DecisionShown {
  id: string;
  kind: string;
  profileId: string | null;
  otherPersonId: string | null;
  score: number | null;
  evidence: unknown;
  ruleVersion: number;
  actor: string;
  decidedAt: Date;
}

/** How the person came to be: which profile joined by which evidence. */
export async function listDecisionsOf(conn: Conn, page: PersonPage): Promise<DecisionShown[]> {
  const found = await sql<DecisionShown>`
    select id, kind, profile_id, other_person_id, score, evidence, rule_version, actor, decided_at
    from match_decisions where ${ofPerson(page)}
  `.execute(conn);
  return found.rows;
}
