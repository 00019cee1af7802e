// Looking through the audit log: by person, actor, action, subject, rule and time, newest first or in order.

import { sql } from 'kysely';
import type { Expression, SelectQueryBuilder, SqlBool } from 'kysely';
import type { Conn } from '../connect.ts';
import type { Tables } from '../tables.ts';

export interface AuditFilter {
  workspaceId: string;
  personId?: string;
  /** `user:<id>`, `api-key:<id>`, `system`, `cli` … */
  actor?: string;
  /** `opportunity.created`, or `opportunity` for everything that happened to one. */
  action?: string;
  subject?: { kind: string; id: string };
  /** A kind of rules: its changes; with a version the decisions made by that version too. */
  rule?: string;
  ruleVersion?: number;
  from?: Date;
  /** Not included. */
  to?: Date;
}

export interface StoredAuditEntry {
  seq: number;
  at: Date;
  actor: string;
  action: string;
  subjectKind: string;
  subjectId: string;
  personId: string | null;
  detail: unknown;
  sealed: Uint8Array | null;
  hash: Uint8Array;
}

/** Newest first; `beforeSeq` absent: from the newest on. */
export async function readAuditPage(
  conn: Conn,
  wanted: AuditFilter & { beforeSeq?: number; limit: number },
): Promise<StoredAuditEntry[]> {
  let query = (await filtered(conn, wanted)).orderBy('seq', 'desc').limit(wanted.limit);
  if (wanted.beforeSeq !== undefined) query = query.where('seq', '<', wanted.beforeSeq);
  return await query.execute();
}

/** Oldest first, for exports. */
export async function readAuditForward(
  conn: Conn,
  wanted: AuditFilter & { afterSeq: number; limit: number },
): Promise<StoredAuditEntry[]> {
  const query = await filtered(conn, wanted);
  return await query
    .where('seq', '>', wanted.afterSeq)
    .orderBy('seq')
    .limit(wanted.limit)
    .execute();
}

export async function findAuditEntry(
  conn: Conn,
  which: { workspaceId: string; seq: number },
): Promise<StoredAuditEntry | undefined> {
  const query = await filtered(conn, { workspaceId: which.workspaceId });
  return await query.where('seq', '=', which.seq).executeTakeFirst();
}

type AuditQuery = SelectQueryBuilder<Tables, 'auditEntries', StoredAuditEntry>;

async function filtered(conn: Conn, filter: AuditFilter): Promise<AuditQuery> {
  const { workspaceId, personId, actor, action, subject } = filter;
  let query: AuditQuery = conn
    .selectFrom('auditEntries')
    .select(['seq', 'at', 'actor', 'action', 'subjectKind', 'subjectId', 'personId'])
    .select(['detail', 'sealed', 'hash'])
    .where('workspaceId', '=', workspaceId);
  if (personId !== undefined) query = query.where('personId', '=', personId);
  if (actor !== undefined) query = query.where('actor', '=', actor);
  if (action !== undefined) query = query.where(isAction(action));
  if (subject !== undefined)
    query = query.where('subjectKind', '=', subject.kind).where('subjectId', '=', subject.id);
  if (filter.rule !== undefined) query = query.where(isOfRule(filter.rule, filter.ruleVersion));
  return await withinTime(conn, query, filter);
}

/** One action, or all of a noun: a range that the index on actions walks. */
function isAction(action: string): Expression<SqlBool> {
  return action.includes('.')
    ? sql<SqlBool>`action = ${action}`
    : sql<SqlBool>`action >= ${`${action}.`} and action < ${`${action}/`}`;
}

/** Matching and mapping are logged under nouns of their own. */
const ownNouns: Readonly<Record<string, { kinds: string[]; versionIn: string }>> = {
  match: { kinds: ['match_rules'], versionIn: 'ruleVersion' },
  mapping: { kinds: ['mapping'], versionIn: 'mappingVersion' },
};

function isOfRule(rule: string, version: number | undefined): Expression<SqlBool> {
  const own = ownNouns[rule];
  const isChange =
    own === undefined
      ? sql<SqlBool>`(subject_kind = 'rules' and subject_id = ${rule})`
      : sql<SqlBool>`(subject_kind = any(${own.kinds}::text[]) or (subject_kind = 'rules' and subject_id = ${rule}))`;
  if (version === undefined) return isChange;
  const text = String(version);
  const isThatChange = sql<SqlBool>`(${isChange} and detail->>'version' = ${text})`;
  if (own === undefined) return isThatChange;
  // The two names are fixed, so that the indexes on them serve.
  const decided =
    own.versionIn === 'ruleVersion'
      ? sql<SqlBool>`detail->>'ruleVersion' = ${text}`
      : sql<SqlBool>`detail->>'mappingVersion' = ${text}`;
  return sql<SqlBool>`(${isThatChange} or ${decided})`;
}

/** Clocks of several processes differ by less than this many entries take. */
const slack = 10_000;

/** Times become places in the chain first, so that a page in the far past is as quick as the newest. */
async function withinTime(
  conn: Conn,
  query: AuditQuery,
  { workspaceId, from, to }: AuditFilter,
): Promise<AuditQuery> {
  let within = query;
  if (from !== undefined) {
    const first = await conn
      .selectFrom('auditEntries')
      .select('seq')
      .where('workspaceId', '=', workspaceId)
      .where('at', '>=', from)
      .orderBy('at')
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst();
    const seq = first === undefined ? Number.MAX_SAFE_INTEGER : first.seq - slack;
    within = within.where('at', '>=', from).where('seq', '>=', seq);
  }
  if (to !== undefined) {
    const last = await conn
      .selectFrom('auditEntries')
      .select('seq')
      .where('workspaceId', '=', workspaceId)
      .where('at', '<', to)
      .orderBy('at', 'desc')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    within = within.where('at', '<', to).where('seq', '<=', (last?.seq ?? -slack) + slack);
  }
  return within;
}
