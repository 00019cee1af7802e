// Looks through a whole database, every column of every table, for values that should be nowhere any more.

import { sql } from 'kysely';
import type { Db } from '../src/db/connect.ts';

/** `table.column: value` for each place; empty where nothing is found. Bytes are looked through as text and as they are. */
export async function findTraces(db: Db, values: readonly string[]): Promise<string[]> {
  const needles = values.map(folded);
  if (needles.some((needle) => needle.length < 4)) throw new Error('A needle is too short.');
  const tables = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema in ('public', 'insight') and table_name <> 'schema_migrations'`.execute(db);
  if (tables.rows.length < 80) throw new Error(`saw only ${tables.rows.length} tables`);
  const found: string[] = [];
  for (const { schema, name } of tables.rows) {
    const rows = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(t) as row from ${sql.table(`${schema}.${name}`)} t`.execute(db);
    for (const { row } of rows.rows) {
      for (const [column, value] of Object.entries(row)) {
        const texts = textsOf(value);
        const hit = values.find((_each, at) =>
          texts.some((text) => text.includes(needles[at] ?? '')),
        );
        if (hit !== undefined) found.push(`${name}.${column}: ${hit}`);
      }
    }
  }
  return [...new Set(found)];
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Every text within, keys of objects included. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') {
    const bytes = /^\\x(?:[0-9a-f]{2})*$/u.test(value)
      ? [Buffer.from(value.slice(2), 'hex').toString('utf8')]
      : [];
    return [value, ...bytes].map(folded);
  }
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, each]) => [folded(key), ...textsOf(each)]);
  return typeof value === 'number' ? [String(value)] : [];
}
