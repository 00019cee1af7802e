// Which field mapping counts for a job: its own where it has one, else the workspace's, else the default.

import { sql } from 'kysely';
import { defaultMapping } from '../../core/sync/mapping-default.ts';
import type { Mapping } from '../../core/sync/mapping.ts';
import type { Conn } from '../connect.ts';

export interface MappingVersion {
  kind: string;
  /** 0: the default, which nobody changed yet. */
  version: number;
  body: Mapping;
}

/** Rules of the workspace, or of one job. */
export function mappingKind(jobId: string | null): string {
  return jobId === null ? 'mapping' : `mapping:${jobId}`;
}

/** The mapping in force for a job. The default writes no form: its template does not exist until it is created. */
export async function getMapping(
  conn: Conn,
  key: { workspaceId: string; jobId: string | null },
): Promise<MappingVersion> {
  const found = await sql<{ kind: string; version: number; body: unknown }>`
    select kind, version, body from rule_versions
    where workspace_id = ${key.workspaceId} and kind in (${mappingKind(key.jobId)}, ${mappingKind(null)})
      and body is distinct from 'null'::jsonb
    order by (kind = ${mappingKind(null)}), version desc limit 1`.execute(conn);
  const row = found.rows[0];
  if (row === undefined)
    return { kind: mappingKind(null), version: 0, body: defaultMapping({ templateName: null }) };
  // What is stored was checked before.
  return { ...row, body: row.body as Mapping };
}

/** Every mapping in force in the workspace: its own and those of jobs. */
export async function listMappings(conn: Conn, workspaceId: string): Promise<MappingVersion[]> {
  const found = await sql<{ kind: string; version: number; body: unknown }>`
    select distinct on (kind) kind, version, body from rule_versions
    where workspace_id = ${workspaceId} and (kind = 'mapping' or kind like 'mapping:%')
    order by kind, version desc`.execute(conn);
  return found.rows.map((row) => ({ ...row, body: row.body as Mapping }));
}
