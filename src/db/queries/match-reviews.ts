// Questions to a human: are these two one?

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

export interface ReviewToOpen {
  id: string;
  one: string;
  other: string;
  probability: number;
  evidence: Record<string, unknown>;
  ruleVersion: number;
}

/**
 * Asks once per pair: an open question takes the newer evidence; one that a human settled is not asked again, also
 * where it was about profiles that stand with somebody else now.
 */
export async function openReviews(
  trx: Trx,
  input: { workspaceId: string; reviews: readonly ReviewToOpen[]; now: Date },
): Promise<void> {
  if (input.reviews.length === 0) return;
  const rows = input.reviews.map((review) => {
    const [person, other] = [review.one, review.other].toSorted();
    return { ...review, person, other, rule: review.ruleVersion };
  });
  const unique = [...new Map(rows.map((row) => [`${row.person} ${row.other}`, row])).values()];
  await sql`
    insert into match_reviews (workspace_id, id, person_id, other_person_id, probability, evidence, rule_version,
      state, asked_at)
    select ${input.workspaceId}::uuid, x.id, x.person, x.other, x.probability, x.evidence, x.rule, 'open',
      ${input.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(unique)}::jsonb) as x(id uuid, person uuid, other uuid,
      probability double precision, evidence jsonb, rule integer)
    where not ${isSettled(input.workspaceId)}
    order by x.person, x.other
    on conflict (workspace_id, person_id, other_person_id) where state = 'open'
    do update set probability = excluded.probability, evidence = excluded.evidence,
      rule_version = excluded.rule_version
  `.execute(trx);
}

// Of x.person and x.other: some profile of the one is kept apart from some profile of the other, or never asked about.
function isSettled(workspaceId: string) {
  return sql`exists (
    select 1 from memberships m
    join kept_apart k on k.workspace_id = m.workspace_id and k.profile_id = m.profile_id
    join memberships o on o.workspace_id = k.workspace_id and o.profile_id = k.other_profile_id
    where m.workspace_id = ${workspaceId} and m.person_id = x.person and o.person_id = x.other
  )`;
}

export const reviewStates = ['open', 'same', 'different', 'never', 'overtaken'] as const;
export type ReviewState = (typeof reviewStates)[number];

export interface Review {
  id: string;
  personId: string;
  otherPersonId: string;
  probability: number;
  evidence: { because: string[]; parts: { field: string; level: string; bits: number }[] };
  ruleVersion: number;
  state: ReviewState;
  askedAt: Date;
  answeredAt: Date | null;
  answeredBy: string | null;
}

const columns = sql`id, person_id, other_person_id, probability, evidence, rule_version, state, asked_at,
  answered_at, answered_by`;

export interface ReviewFilter {
  /** The evidence has one of these. */
  levels?: readonly { field: string; level: string }[] | undefined;
  probabilityFrom?: number | undefined;
  probabilityTo?: number | undefined;
  /** Either side has a profile of this source. */
  source?: string | undefined;
  personId?: string | undefined;
  state?: ReviewState | undefined;
}

/** Questions, likeliest first, open ones by default; `before` is the last one of the page before. */
export async function listReviews(
  conn: Conn,
  input: ReviewFilter & {
    workspaceId: string;
    limit: number;
    before?: { probability: number; id: string } | undefined;
  },
): Promise<Review[]> {
  const { before } = input;
  const wanted = [
    sql`r.workspace_id = ${input.workspaceId} and r.state = ${input.state ?? 'open'}`,
    ...(before === undefined
      ? []
      : [
          sql`(r.probability, r.id) < (${before.probability}::double precision, ${before.id}::uuid)`,
        ]),
    ...(input.probabilityFrom === undefined
      ? []
      : [sql`r.probability >= ${input.probabilityFrom}`]),
    ...(input.probabilityTo === undefined ? [] : [sql`r.probability <= ${input.probabilityTo}`]),
    ...(input.personId === undefined
      ? []
      : [sql`(r.person_id = ${input.personId} or r.other_person_id = ${input.personId})`]),
    ...(input.levels === undefined || input.levels.length === 0
      ? []
      : [
          sql`(${sql.join(
            input.levels.map(
              (part) => sql`r.evidence -> 'parts' @> ${JSON.stringify([part])}::jsonb`,
            ),
            sql` or `,
          )})`,
        ]),
    ...(input.source === undefined
      ? []
      : [
          sql`exists (
            select 1 from memberships m
            join profiles p on p.workspace_id = m.workspace_id and p.id = m.profile_id
            where m.workspace_id = r.workspace_id and m.person_id in (r.person_id, r.other_person_id)
              and p.source = ${input.source}
          )`,
        ]),
  ];
  const found = await sql<Review>`
    select ${columns} from match_reviews r
    where ${sql.join(wanted, sql` and `)}
    order by r.probability desc, r.id desc
    limit ${input.limit}
  `.execute(conn);
  return found.rows;
}

/** Open questions, likeliest first; `before` is the last one of the page before. */
export async function listOpenReviews(
  conn: Conn,
  input: {
    workspaceId: string;
    limit: number;
    before?: { probability: number; id: string } | undefined;
  },
): Promise<Review[]> {
  return await listReviews(conn, input);
}

export async function findReview(
  conn: Conn,
  key: { workspaceId: string; id: string },
): Promise<Review | undefined> {
  const found = await sql<Review>`
    select ${columns} from match_reviews where workspace_id = ${key.workspaceId} and id = ${key.id}
  `.execute(conn);
  return found.rows[0];
}

/** The question, locked against a second answer. */
export async function lockReview(
  trx: Trx,
  key: { workspaceId: string; id: string },
): Promise<Review | undefined> {
  const found = await sql<Review>`
    select ${columns} from match_reviews where workspace_id = ${key.workspaceId} and id = ${key.id}
    for update
  `.execute(trx);
  return found.rows[0];
}

/** Other open questions about any of these persons: the rivals of each. At most `limit` each. */
export async function listRivalReviews(
  conn: Conn,
  input: { workspaceId: string; personIds: readonly string[]; limit: number },
): Promise<(Pick<Review, 'id' | 'probability'> & { personId: string; rivalId: string })[]> {
  if (input.personIds.length === 0) return [];
  const found = await sql<
    Pick<Review, 'id' | 'probability'> & { personId: string; rivalId: string }
  >`
    select w.person_id, x.id, x.probability, x.rival_id
    from unnest(${input.personIds}::uuid[]) as w(person_id)
    cross join lateral (
      select r.id, r.probability,
        case when r.person_id = w.person_id then r.other_person_id else r.person_id end as rival_id
      from match_reviews r
      where r.workspace_id = ${input.workspaceId} and r.state = 'open'
        and (r.person_id = w.person_id or r.other_person_id = w.person_id)
      order by r.probability desc, r.id desc
      limit ${input.limit}
    ) x
  `.execute(conn);
  return found.rows;
}

export async function answerReview(
  trx: Trx,
  input: {
    workspaceId: string;
    id: string;
    state: Exclude<ReviewState, 'open'>;
    by: string;
    now: Date;
  },
): Promise<void> {
  await sql`
    update match_reviews set state = ${input.state}, answered_at = ${input.now}, answered_by = ${input.by}
    where workspace_id = ${input.workspaceId} and id = ${input.id}
  `.execute(trx);
}

/**
 * Open questions about a person that is another one now: asked about the survivor instead, or overtaken where the
 * two are one now, the question about the survivor is there already, or a human settled it.
 */
export async function moveReviews(
  trx: Trx,
  input: { workspaceId: string; fromId: string; toId: string; now: Date },
): Promise<void> {
  const { workspaceId, fromId, toId, now } = input;
  await sql`
    update match_reviews r set person_id = x.person, other_person_id = x.other
    from (
      select id, least(asked.other, ${toId}::uuid) as person, greatest(asked.other, ${toId}::uuid) as other
      from (
        select id, case when person_id = ${fromId}::uuid then other_person_id else person_id end as other
        from match_reviews
        where workspace_id = ${workspaceId} and state = 'open'
          and (person_id = ${fromId}::uuid or other_person_id = ${fromId}::uuid)
      ) asked
      where asked.other <> ${toId}::uuid
    ) x
    where r.workspace_id = ${workspaceId} and r.id = x.id
      and not exists (
        select 1 from match_reviews there
        where there.workspace_id = ${workspaceId} and there.state = 'open'
          and there.person_id = x.person and there.other_person_id = x.other
      )
      and not ${isSettled(workspaceId)}
  `.execute(trx);
  await sql`
    update match_reviews set state = 'overtaken', answered_at = ${now}, answered_by = 'system'
    where workspace_id = ${workspaceId} and state = 'open'
      and (person_id = ${fromId}::uuid or other_person_id = ${fromId}::uuid)
  `.execute(trx);
}
