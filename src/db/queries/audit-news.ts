// What is new in the audit log: every change has an entry there, so its head tells whether anything happened.

import type { Conn } from '../connect.ts';

export interface AuditNews {
  /** The newest entry. */
  seq: number;
  /** Kinds of the things that changed; null where there were too many entries to look through. */
  subjectKinds: string[] | null;
}

const entriesLookedAtMax = 1_000;

/** One look at a primary key while nothing happens; `afterSeq` null asks for the head alone. */
export async function readAuditNews(
  conn: Conn,
  from: { workspaceId: string; afterSeq: number | null },
): Promise<AuditNews> {
  const head = await conn
    .selectFrom('auditHeads')
    .select('seq')
    .where('workspaceId', '=', from.workspaceId)
    .executeTakeFirst();
  const seq = head?.seq ?? 0;
  const afterSeq = from.afterSeq ?? seq;
  if (seq <= afterSeq) return { seq, subjectKinds: [] };
  if (seq - afterSeq > entriesLookedAtMax) return { seq, subjectKinds: null };
  const rows = await conn
    .selectFrom('auditEntries')
    .select('subjectKind')
    .distinct()
    .where('workspaceId', '=', from.workspaceId)
    .where('seq', '>', afterSeq)
    .where('seq', '<=', seq)
    .orderBy('subjectKind')
    .execute();
  return { seq, subjectKinds: rows.map((row) => row.subjectKind) };
}
