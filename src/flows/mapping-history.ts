// The history of a field mapping: its versions, what changed between two, cloning it to another job, and JSON to take away.

import { InputError } from '../core/input-error.ts';
import { diffMappings, type MappingDifference } from '../core/sync/mapping-diff.ts';
import type { Mapping } from '../core/sync/mapping.ts';
import type { Conn } from '../db/connect.ts';
import { getMapping, mappingKind } from '../db/queries/mappings.ts';
import { changeMapping } from './change-mapping.ts';
import type { Deps } from './deps.ts';
import type { StartedRun } from './start-run.ts';

interface MappingKey {
  workspaceId: string;
  /** Null: of the workspace. */
  jobId: string | null;
}

export interface MappingHistoryEntry {
  version: number;
  createdAt: Date;
  createdBy: string;
  ruleCount: number;
}

/** Newest first; empty while the default counts. */
export async function listMappingVersions(
  conn: Conn,
  key: MappingKey & { before?: number | null; limit: number },
): Promise<MappingHistoryEntry[]> {
  const { before = null } = key;
  let query = conn
    .selectFrom('ruleVersions')
    .where('workspaceId', '=', key.workspaceId)
    .where('kind', '=', mappingKind(key.jobId))
    .select(['version', 'body', 'createdAt', 'createdBy'])
    .orderBy('version', 'desc')
    .limit(key.limit);
  if (before !== null) query = query.where('version', '<', before);
  const rows = await query.execute();
  return rows.map(({ body, ...row }) => ({ ...row, ruleCount: (body as Mapping).rules.length }));
}

/** What the later version changed. Throws InputError where a version does not exist. */
export async function diffMappingVersions(
  conn: Conn,
  key: MappingKey & { from: number; to: number },
): Promise<MappingDifference[]> {
  const before = await getVersion(conn, { ...key, version: key.from });
  return diffMappings(before, await getVersion(conn, { ...key, version: key.to }));
}

/** The mapping in force, as plain JSON that importing takes back. */
export async function exportMapping(conn: Conn, key: MappingKey): Promise<Mapping> {
  return (await getMapping(conn, key)).body;
}

/** Puts an older version back in force, as a new version. */
export async function restoreMapping(
  deps: Deps,
  input: MappingKey & { version: number; actor: string },
): Promise<StartedRun> {
  const json = await getVersion(deps.db, input);
  return await changeMapping(deps, { ...input, json });
}

/** Gives a job its own mapping, equal to the one in force elsewhere. */
export async function cloneMapping(
  deps: Deps,
  input: { workspaceId: string; fromJobId: string | null; toJobId: string; actor: string },
): Promise<StartedRun> {
  const { workspaceId, fromJobId, toJobId, actor } = input;
  const { body: json } = await getMapping(deps.db, { workspaceId, jobId: fromJobId });
  return await changeMapping(deps, { workspaceId, jobId: toJobId, json, actor });
}

async function getVersion(conn: Conn, key: MappingKey & { version: number }): Promise<Mapping> {
  const row = await conn
    .selectFrom('ruleVersions')
    .where('workspaceId', '=', key.workspaceId)
    .where('kind', '=', mappingKind(key.jobId))
    .where('version', '=', key.version)
    .select('body')
    .executeTakeFirst();
  if (row === undefined)
    throw new InputError('not_found', `The mapping has no version ${key.version}.`, 'version');
  return row.body as Mapping;
}
