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

/** Asks once per pair: an open question takes the newer evidence; answered ones are not asked again. */
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
    where not exists (
      select 1 from match_reviews r
      where r.workspace_id = ${input.workspaceId} and r.person_id = x.person and r.other_person_id = x.other
        and r.state in ('same', 'different')
    )
    order by x.person, x.other
    on conflict (workspace_id, person_id, other_person_id) where state = 'open'
    do update set probability = excluded.probability, evidence = excluded.evidence,
      rule_version = excluded.rule_version
  `.execute(trx);
}

export interface Review {
  id: string;
  personId: string;
  otherPersonId: string;
  probability: number;
  evidence: { because: string[]; parts: { field: string; level: string; bits: number }[] };
  ruleVersion: number;
  state: 'open' | 'same' | 'different' | 'overtaken';
  askedAt: Date;
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
  const { before } = input;
  const found = await sql<Review>`
    select id, person_id, other_person_id, probability, evidence, rule_version, state, asked_at
    from match_reviews
    where workspace_id = ${input.workspaceId} and state = 'open'
      and (${before === undefined}::boolean
        or (probability, id) < (${before?.probability ?? 0}::double precision, ${before?.id ?? null}::uuid))
    order by probability desc, id desc
    limit ${input.limit}
  `.execute(conn);
  return found.rows;
}

/** The question, locked against a second answer. */
export async function lockReview(
  trx: Trx,
  input: { workspaceId: string; id: string },
): Promise<Review | undefined> {
  const found = await sql<Review>`
    select id, person_id, other_person_id, probability, evidence, rule_version, state, asked_at
    from match_reviews
    where workspace_id = ${input.workspaceId} and id = ${input.id}
    for update
  `.execute(trx);
  return found.rows[0];
}

export async function answerReview(
  trx: Trx,
  input: {
    workspaceId: string;
    id: string;
    state: 'same' | 'different' | 'overtaken';
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
 * two are one now or the question about the survivor is there already.
 */
export async function moveReviews(
  trx: Trx,
  input: { workspaceId: string; fromId: string; toId: string; now: Date },
): Promise<void> {
  const { workspaceId, fromId, toId, now } = input;
  await sql`
    update match_reviews r set person_id = least(o.other, ${toId}::uuid), other_person_id = greatest(o.other, ${toId}::uuid)
    from (
      select id, case when person_id = ${fromId}::uuid then other_person_id else person_id end as other
      from match_reviews
      where workspace_id = ${workspaceId} and state = 'open'
        and (person_id = ${fromId}::uuid or other_person_id = ${fromId}::uuid)
    ) o
    where r.workspace_id = ${workspaceId} and r.id = o.id and o.other <> ${toId}::uuid
      and not exists (
        select 1 from match_reviews there
        where there.workspace_id = ${workspaceId} and there.state = 'open'
          and there.person_id = least(o.other, ${toId}::uuid)
          and there.other_person_id = greatest(o.other, ${toId}::uuid)
      )
  `.execute(trx);
  await sql`
    update match_reviews set state = 'overtaken', answered_at = ${now}, answered_by = 'system'
    where workspace_id = ${workspaceId} and state = 'open'
      and (person_id = ${fromId}::uuid or other_person_id = ${fromId}::uuid)
  `.execute(trx);
}
