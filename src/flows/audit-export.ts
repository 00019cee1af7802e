// Hands out the audit log as lines of JSON, oldest first: as it is, or in the words of OCSF.

import { toOcsf } from '../core/governance/ocsf.ts';
import type { ExportedEntry } from '../core/governance/ocsf.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { readAuditForward } from '../db/queries/audit-search.ts';
import type { AuditFilter, StoredAuditEntry } from '../db/queries/audit-search.ts';
import type { Deps } from './deps.ts';

export const auditFormats = ['jsonl', 'ocsf'] as const;
export type AuditFormat = (typeof auditFormats)[number];

const pageRows = 2_000;

/** Streams in bounded memory; what is logged while it runs comes along. The export itself is logged first. */
export async function* exportAudit(
  deps: Deps,
  wanted: { filter: AuditFilter; format: AuditFormat; actor: string },
): AsyncGenerator<string> {
  const { filter, format, actor } = wanted;
  const { workspaceId, ...chosen } = filter;
  await deps.db.transaction().execute(async (trx) => {
    const subject = { subjectKind: 'audit', subjectId: workspaceId };
    const detail = { format, filter: chosen };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'audit.exported', ...subject, detail },
    ]);
  });
  let afterSeq = 0;
  for (;;) {
    const page = await readAuditForward(deps.db, { ...filter, afterSeq, limit: pageRows });
    if (page.length > 0) yield page.map((row) => lineOf(workspaceId, row, format)).join('');
    if (page.length < pageRows) return;
    afterSeq = page.at(-1)?.seq ?? afterSeq;
  }
}

/** Sealed values stay sealed: they are shown one entry at a time. */
function lineOf(workspaceId: string, row: StoredAuditEntry, format: AuditFormat): string {
  const { sealed: _sealed, ...shown } = row;
  const entry: ExportedEntry = {
    workspaceId,
    ...shown,
    at: row.at.toISOString(),
    hash: Buffer.from(row.hash).toString('hex'),
  };
  return `${JSON.stringify(format === 'ocsf' ? toOcsf(entry) : entry)}\n`;
}
