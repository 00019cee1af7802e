// Renders tables.ts from a migrated database: the database is the truth, the types follow.

import { sql } from 'kysely';
import type { Db } from './connect.ts';

interface Column {
  tableName: string;
  columnName: string;
  dataType: string;
  elementType: string;
  isNullable: boolean;
  hasDefault: boolean;
  identity: string | null;
}

/** The text of tables.ts for the schema of this database. */
export async function renderTables(db: Db): Promise<string> {
  const columns = await readColumns(db);
  const choices = await readChoices(db);
  const names = [...new Set(columns.map((column) => column.tableName))];
  const tables = names.map((name) => {
    const lines = columns
      .filter((column) => column.tableName === name)
      .map((column) => `  ${camelCase(column.columnName)}: ${columnType(column, choices)};`);
    return `export interface ${typeName(name)} {\n${lines.join('\n')}\n}\n`;
  });
  const index = names.map((name) => `  ${camelCase(name)}: ${typeName(name)};`).join('\n');
  return `${head}\n${tables.join('\n')}\nexport interface Tables {\n${index}\n}\n`;
}

const head = `// Generated from src/db/migrations by \`npm run generate\`; change those, never this.

import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Read as the parsed value, written as JSON text (toJson). */
type Json = ColumnType<unknown, string, string>;
type JsonOrNull = ColumnType<unknown, string | null | undefined, string | null>;
`;

async function readColumns(db: Db): Promise<Column[]> {
  const found = await sql<Column>`
    select c.table_name, c.column_name, c.udt_name as data_type, coalesce(e.udt_name, '') as element_type,
      c.is_nullable = 'YES' as is_nullable, c.column_default is not null as has_default,
      c.identity_generation as identity
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    left join information_schema.element_types e on e.object_schema = c.table_schema
      and e.object_name = c.table_name and e.object_type = 'TABLE'
      and e.collection_type_identifier = c.dtd_identifier
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name <> 'schema_migrations'
    order by c.table_name, c.ordinal_position`.execute(db);
  return found.rows;
}

/** Allowed values of the text columns that have a check of the form "x in ('a', 'b')". */
async function readChoices(db: Db): Promise<Map<string, string[]>> {
  const checks = await sql<{ tableName: string; columnName: string; definition: string }>`
    select r.relname as table_name, a.attname as column_name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c
    join pg_class r on r.oid = c.conrelid
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'c' and array_length(c.conkey, 1) = 1 and r.relnamespace = 'public'::regnamespace
    order by 1, 2, 3`.execute(db);
  const choices = new Map<string, string[]>();
  for (const check of checks.rows) {
    const list = /^CHECK \(\(\w+ = ANY \(ARRAY\[(.*)\]\)\)\)$/.exec(check.definition)?.[1];
    if (list === undefined) continue;
    const values = [...list.matchAll(/'([^']*)'::text/g)].map((match) => match[1] ?? '');
    choices.set(`${check.tableName}.${check.columnName}`, values);
  }
  return choices;
}

const typeOfColumn: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bytea: 'Uint8Array',
  date: 'string',
  float8: 'number',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  text: 'string',
  timestamptz: 'Date',
  tsvector: 'string',
  uuid: 'string',
};

function columnType(column: Column, choices: Map<string, string[]>): string {
  if (column.dataType === 'json' || column.dataType === 'jsonb') {
    return column.isNullable ? 'JsonOrNull' : 'Json';
  }
  const values = choices.get(`${column.tableName}.${column.columnName}`);
  const single =
    values === undefined ? valueType(column) : values.map((value) => `'${value}'`).join(' | ');
  const type = column.isNullable ? `${single} | null` : single;
  if (column.identity === 'ALWAYS') return `GeneratedAlways<${type}>`;
  return column.hasDefault || column.identity !== null ? `Generated<${type}>` : type;
}

function valueType(column: Column): string {
  const isArray = column.dataType.startsWith('_');
  const type = typeOfColumn[isArray ? column.elementType : column.dataType];
  if (type === undefined) {
    throw new Error(`No type for ${column.tableName}.${column.columnName} (${column.dataType}).`);
  }
  return isArray ? `${type}[]` : type;
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function typeName(table: string): string {
  const camel = camelCase(table);
  return `${camel.charAt(0).toUpperCase()}${camel.slice(1)}Table`;
}
