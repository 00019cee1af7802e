// Carries out the register of personal data: erases a person's rows table by table, counts what is left, reads them.

import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Conn, Trx } from '../connect.ts';
import { personalData, scopeKeys } from '../personal-data.ts';
import type { FoundBy, TableRule } from '../personal-data.ts';
import type { PersonalScope } from './personal-scope.ts';

export type TableName = keyof typeof personalData;

/** Rows changed or deleted by table; tables without any are left out. Safe to repeat. */
export async function eraseRows(
  trx: Trx,
  scope: PersonalScope,
): Promise<Partial<Record<TableName, number>>> {
  const counts: Partial<Record<TableName, number>> = {};
  for (const [name, rule] of entries()) {
    if (rule.rule === 'keep') continue;
    const where = whereOf(scope, rule);
    const table = sql.table(snake(name));
    const done =
      rule.rule === 'delete'
        ? await sql`delete from ${table} as t where ${where}`.execute(trx)
        : await sql`update ${table} as t set ${setOf(rule.set)}
            where (${where}) and (${differs(rule.set)})`.execute(trx);
    const count = Number(done.numAffectedRows ?? 0);
    if (count > 0) counts[name] = count;
  }
  return counts;
}

/** Rows that still hold something, by table: nothing after an erasure. */
export async function countLeft(
  conn: Conn,
  scope: PersonalScope,
): Promise<Partial<Record<TableName, number>>> {
  const counts: Partial<Record<TableName, number>> = {};
  for (const [name, rule] of entries()) {
    if (rule.rule === 'keep') continue;
    const more = rule.rule === 'empty' ? sql`and (${differs(rule.set)})` : sql``;
    const found = await sql<{ count: number }>`
      select count(*)::int as count from ${sql.table(snake(name))} as t
      where (${whereOf(scope, rule)}) ${more}`.execute(conn);
    const count = found.rows[0]?.count ?? 0;
    if (count > 0) counts[name] = count;
  }
  return counts;
}

/** The person's rows of one table as JSON objects, bytes in hex; none where the register says there are none. */
export async function readPersonalRows(
  conn: Conn,
  name: TableName,
  given: { scope: PersonalScope; limit: number },
): Promise<Record<string, unknown>[]> {
  const rule = personalData[name];
  if (rule.by === undefined) return [];
  const where = whereOf(given.scope, { by: rule.by });
  const found = await sql<{ row: Record<string, unknown> }>`
    select to_jsonb(t) as row from ${sql.table(snake(name))} as t where ${where}
    limit ${given.limit}`.execute(conn);
  return found.rows.map(({ row }) => row);
}

function entries(): [TableName, TableRule][] {
  return Object.entries(personalData) as [TableName, TableRule][];
}

export function snake(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}

function whereOf(
  scope: PersonalScope,
  rule: { by: readonly FoundBy[]; only?: string },
): RawBuilder<unknown> {
  const found = rule.by.map((by) => matches(scope, by));
  const only = rule.only === undefined ? sql`` : sql`and ${sql.raw(rule.only)}`;
  return sql`t.workspace_id = ${scope.workspaceId} and (${sql.join(found, sql` or `)}) ${only}`;
}

function matches(scope: PersonalScope, [expression, key]: FoundBy): RawBuilder<unknown> {
  const ids = sql`${scope[key]}::${sql.raw(scopeKeys[key])}[]`;
  const list = /^any_of\((.+)\)$/u.exec(expression)?.[1];
  if (list !== undefined) return sql`${sql.raw(list)} && ${ids}`;
  if (key !== 'needles') return sql`${sql.raw(expression)} = any(${ids})`;
  return sql`exists (select from unnest(${ids}) needle
    where strpos(lower(${sql.raw(expression)}), lower(needle)) > 0)`;
}

function setOf(set: Readonly<Record<string, string>>): RawBuilder<unknown> {
  return sql.join(
    Object.entries(set).map(([column, value]) => sql`${sql.ref(column)} = ${sql.raw(value)}`),
  );
}

function differs(set: Readonly<Record<string, string>>): RawBuilder<unknown> {
  const each = Object.entries(set).map(
    ([column, value]) => sql`${sql.ref(`t.${column}`)} is distinct from ${sql.raw(`(${value})`)}`,
  );
  return sql.join(each, sql` or `);
}
