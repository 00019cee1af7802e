// Rules that an admin changes at run time: every version is kept, the newest counts.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { toJson } from '../json.ts';

export interface RuleVersion<Body> {
  version: number;
  body: Body;
}

/**
 * The newest version of a kind of rules, or undefined where the defaults were never changed.
 * What was stored was checked before, so the caller names its type.
 */
export async function findRules<Body>(
  conn: Conn,
  key: { workspaceId: string; kind: string },
): Promise<RuleVersion<Body> | undefined> {
  const row = await conn
    .selectFrom('ruleVersions')
    .where('workspaceId', '=', key.workspaceId)
    .where('kind', '=', key.kind)
    .select(['version', 'body'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : { version: row.version, body: row.body as Body };
}

/** The newest version of several kinds in one look; kinds that were never changed are absent. */
export async function findRulesOfKinds(
  conn: Conn,
  key: { workspaceId: string; kinds: readonly string[] },
): Promise<Map<string, RuleVersion<unknown>>> {
  const found = await sql<RuleVersion<unknown> & { kind: string }>`
    select distinct on (kind) kind, version, body
    from rule_versions
    where workspace_id = ${key.workspaceId} and kind = any(${key.kinds}::text[])
    order by kind, version desc`.execute(conn);
  return new Map(found.rows.map(({ kind, version, body }) => [kind, { version, body }]));
}

/** One version as it was. */
export async function findRuleVersion<Body>(
  conn: Conn,
  key: { workspaceId: string; kind: string; version: number },
): Promise<RuleVersion<Body> | undefined> {
  const row = await conn
    .selectFrom('ruleVersions')
    .where('workspaceId', '=', key.workspaceId)
    .where('kind', '=', key.kind)
    .where('version', '=', key.version)
    .select(['version', 'body'])
    .executeTakeFirst();
  return row === undefined ? undefined : { version: row.version, body: row.body as Body };
}

/** The newest version and the name of whoever made it, where it was a user; undefined before the first change. */
export async function findRulesHead(
  conn: Conn,
  key: { workspaceId: string; kind: string },
): Promise<{ version: number; changedBy: string | null } | undefined> {
  const found = await sql<{ version: number; changedBy: string | null }>`
    select v.version, u.name as changed_by
    from rule_versions v
    left join users u on u.workspace_id = v.workspace_id and 'user:' || u.id = v.created_by
    where v.workspace_id = ${key.workspaceId} and v.kind = ${key.kind}
    order by v.version desc limit 1`.execute(conn);
  return found.rows[0];
}

/** Adds the next version; two at once leave one with a unique violation, which is right. */
export async function addRules(
  trx: Trx,
  rules: { workspaceId: string; kind: string; body: unknown; createdBy: string; now: Date },
): Promise<number> {
  const added = await sql<{ version: number }>`
    insert into rule_versions (workspace_id, kind, version, body, created_at, created_by)
    select ${rules.workspaceId}, ${rules.kind}, coalesce(max(version), 0) + 1,
      ${toJson(rules.body)}::jsonb, ${rules.now}::timestamptz, ${rules.createdBy}
    from rule_versions where workspace_id = ${rules.workspaceId} and kind = ${rules.kind}
    returning version`.execute(trx);
  return added.rows[0]?.version ?? 1;
}
