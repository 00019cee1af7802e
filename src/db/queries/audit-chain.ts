// Reads the audit log as its chain sees it: every stored byte, the instants in full precision.

import { sql } from 'kysely';
import type { ChainedEntry } from '../../core/governance/audit-chain.ts';
import type { Conn } from '../connect.ts';

/** The end of the chain as it is noted; undefined where nothing was ever logged. The hash is in hex. */
export async function findAuditHead(
  conn: Conn,
  workspaceId: string,
): Promise<{ seq: number; hash: string } | undefined> {
  const found = await conn
    .selectFrom('auditHeads')
    .select(['seq', 'hash'])
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  return { seq: found.seq, hash: Buffer.from(found.hash).toString('hex') };
}

/** Entries in order. A page comes as one text, one line per entry: that is read faster than columns. */
export async function readChainPage(
  conn: Conn,
  page: { workspaceId: string; afterSeq: number; untilSeq: number; limit: number },
): Promise<(ChainedEntry & { hash: string })[]> {
  const found = await sql<{ lines: string | null }>`
    select string_agg(json_build_array(seq, (extract(epoch from at) * 1000000)::bigint, actor, action,
      subject_kind, subject_id, person_id, detail::text, encode(sealed, 'hex'), encode(hash, 'hex'))::text,
      E'\\n' order by seq) as lines
    from (
      select seq, at, actor, action, subject_kind, subject_id, person_id, detail, sealed, hash
      from audit_entries
      where workspace_id = ${page.workspaceId}::uuid and seq > ${page.afterSeq}::bigint
        and seq <= ${page.untilSeq}::bigint
      order by seq
      limit ${page.limit}::int
    ) as page`.execute(conn);
  const lines = found.rows[0]?.lines;
  if (lines === undefined || lines === null) return [];
  return lines.split('\n').map((line) => readLine(page.workspaceId, line));
}

type Line = [
  seq: number,
  atMicros: number,
  actor: string,
  action: string,
  subjectKind: string,
  subjectId: string,
  personId: string | null,
  detail: string,
  sealed: string | null,
  hash: string,
];

function readLine(workspaceId: string, line: string): ChainedEntry & { hash: string } {
  const [seq, atMicros, actor, action, subjectKind, subjectId, personId, detail, sealed, hash] =
    JSON.parse(line) as Line;
  return {
    workspaceId,
    seq,
    atMicros,
    actor,
    action,
    subjectKind,
    subjectId,
    personId,
    detail,
    sealed,
    hash,
  };
}

/** How many entries the noted end of the chain does not cover; one statement, so one moment. */
export async function countBeyondHead(conn: Conn, workspaceId: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from audit_entries e
    where e.workspace_id = ${workspaceId}::uuid and e.seq > coalesce(
      (select h.seq from audit_heads h where h.workspace_id = ${workspaceId}::uuid), 0)`.execute(
    conn,
  );
  return found.rows[0]?.count ?? 0;
}
