// Whom cleaning up is about as a whole: erasures that waited, people gone from Lever, people who came to nothing.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { erasedWords } from '../personal-data.ts';

/** Erasures that wait are looked at again now. */
export async function wakeHeldErasures(
  trx: Trx,
  given: { workspaceId: string; now: Date },
): Promise<void> {
  await sql`
    update work w set due_at = least(w.due_at, ${given.now}), version = w.version + 1
    from erasures e
    where e.workspace_id = ${given.workspaceId} and e.state = 'waiting'
      and w.workspace_id = e.workspace_id and w.kind = 'erasure' and w.subject_id = e.id`.execute(
    trx,
  );
}

/** Whether any candidate of the person still stands in Lever, ours or known from the mirror. */
export async function standsInLever(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<boolean> {
  const { workspaceId, personId } = key;
  const found = await sql<{ is: boolean }>`
    select exists (
      select from records r
      where r.workspace_id = ${workspaceId} and r.person_id = ${personId}
        and r.opportunity_id is not null and r.gone is null
    ) or exists (
      select from records r
      join mirror_opportunities m on m.workspace_id = r.workspace_id and m.contact_id = r.contact_id
      left join records o on o.workspace_id = m.workspace_id and o.opportunity_id = m.opportunity_id
      where r.workspace_id = ${workspaceId} and r.person_id = ${personId} and o.gone is null
        and m.opportunity_id is distinct from r.opportunity_id
    ) as is`.execute(conn);
  return found.rows[0]?.is ?? false;
}

/** What Lever did to the person, the stronger word first; null where nothing. */
export async function findGone(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<'anonymized' | 'deleted' | null> {
  const found = await sql<{ gone: 'anonymized' | 'deleted' | null }>`
    select min(gone) as gone from records
    where workspace_id = ${key.workspaceId} and person_id = ${key.personId}
      and gone in ('anonymized', 'deleted')`.execute(conn);
  return found.rows[0]?.gone ?? null;
}

/** People of whom Lever has nothing any more although they are here. */
export async function listGoneButKept(
  conn: Conn,
  page: { workspaceId: string; withDeleted: boolean; afterId: string | null; limit: number },
): Promise<{ personId: string; gone: 'deleted' | 'anonymized' }[]> {
  const causes = page.withDeleted ? ['anonymized', 'deleted'] : ['anonymized'];
  const from = page.afterId === null ? sql`` : sql`and r.person_id > ${page.afterId}`;
  const found = await sql<{ personId: string; gone: 'deleted' | 'anonymized' }>`
    select r.person_id, min(r.gone) as gone from records r
    join persons p on p.workspace_id = r.workspace_id and p.id = r.person_id
    where r.workspace_id = ${page.workspaceId} and r.gone = any(${causes}::text[]) and not p.is_erased ${from}
    group by r.person_id order by r.person_id limit ${page.limit}`.execute(conn);
  return found.rows;
}

/** Erased people about whom something was written down afterwards: an answer, an objection, a hold. */
export async function listErasedWithNews(
  conn: Conn,
  page: { workspaceId: string; limit: number },
): Promise<string[]> {
  const found = await sql<{ personId: string }>`
    select e.person_id from erasures e
    where e.workspace_id = ${page.workspaceId} and e.erased_at is not null and (
      exists (select from suppressions s where s.workspace_id = e.workspace_id and s.person_id = e.person_id
        and s.placed_at > e.erased_at and s.because <> ${erasedWords})
      or exists (select from holds h where h.workspace_id = e.workspace_id and h.person_id = e.person_id
        and h.placed_at > e.erased_at and h.because <> ${erasedWords})
      or exists (select from inbound_messages i where i.workspace_id = e.workspace_id
        and i.person_id = e.person_id and i.processed_at > e.erased_at and i.evidence <> '[]'::jsonb))
    order by e.person_id limit ${page.limit}`.execute(conn);
  return found.rows.map(({ personId }) => personId);
}
