// Keeps a world in a folder: one file of lines per table, written beside the old ones and then renamed.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { opportunityIndex } from './opportunity-index.ts';
import type { StoredFile, Upload } from './rows.ts';
import type { World } from './world.ts';

const FORMAT = 1;
const LINES_PER_WRITE = 5_000;

/** Everything that is stored, as lists of JSON values by table. The indexes are built again on loading. */
export type StoredWorld = {
  format: number;
  accountId: string;
  /** Where the ids stood. */
  ids?: readonly number[] | null;
  tables: Record<string, unknown[]>;
};

/** A world as plain JSON. */
export function storedWorld(world: World, ids: readonly number[] | null): StoredWorld {
  const tables: Record<string, unknown[]> = {};
  for (const [name, table] of tablesOf(world)) tables[name] = linesOf(table);
  return { format: FORMAT, accountId: world.accountId, ids, tables };
}

/** Fills a fresh world with what was stored; the e-mail index is left to the account that reads it. */
export function restoreWorld(world: World, stored: StoredWorld): World {
  if (stored.format !== FORMAT) throw new Error(`stored format ${stored.format} is not ${FORMAT}`);
  world.accountId = stored.accountId;
  for (const [name, table] of tablesOf(world)) fill(table, stored.tables[name] ?? []);
  const index = opportunityIndex();
  index.load([...world.opportunities.values()]);
  world.index = index;
  return world;
}

/** Writes a world; the folder holds either the old one or the new one, never a mixture. */
export function saveWorld(world: World, folder: string, ids: readonly number[] | null): void {
  const fresh = `${folder}.new`;
  const old = `${folder}.old`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const { tables, ...head } = storedWorld(world, ids);
  for (const [name, lines] of Object.entries(tables)) {
    const path = join(fresh, `${name}.ndjson`);
    writeFileSync(path, '');
    for (let at = 0; at < lines.length; at += LINES_PER_WRITE) {
      const part = lines.slice(at, at + LINES_PER_WRITE).map((line) => `${JSON.stringify(line)}\n`);
      writeFileSync(path, part.join(''), { flag: 'a' });
    }
  }
  // Last, as the sign that all tables are there.
  writeFileSync(join(fresh, 'world.json'), JSON.stringify(head));
  rmSync(old, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(fresh, folder);
  rmSync(old, { recursive: true, force: true });
}

/** Whether a folder holds a stored world. */
export function hasWorld(folder: string): boolean {
  finishSaving(folder);
  return existsSync(join(folder, 'world.json'));
}

/** Does what a kill between the two renames of a save left undone. */
function finishSaving(folder: string): void {
  if (existsSync(folder)) return;
  if (existsSync(join(`${folder}.new`, 'world.json'))) renameSync(`${folder}.new`, folder);
  else if (existsSync(join(`${folder}.old`, 'world.json'))) renameSync(`${folder}.old`, folder);
}

/** Reads a stored world from a folder. */
export function readStoredWorld(folder: string): StoredWorld {
  const head = JSON.parse(readFileSync(join(folder, 'world.json'), 'utf8')) as StoredWorld;
  const tables: Record<string, unknown[]> = {};
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.ndjson') && file !== 'journal.ndjson')
      tables[file.slice(0, -'.ndjson'.length)] = readLines(join(folder, file));
  }
  return { ...head, tables };
}

function readLines(path: string): unknown[] {
  // A buffer, cut at newlines: one string of a large table would be longer than a string may be.
  const bytes = readFileSync(path);
  const rows: unknown[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start);
    const stop = end < 0 ? bytes.length : end;
    if (stop > start) rows.push(JSON.parse(bytes.toString('utf8', start, stop)));
    start = stop + 1;
  }
  return rows;
}

type Table = Map<string, unknown> | Set<string> | unknown[];

const TABLE_NAMES = [
  'stages',
  'archiveReasons',
  'users',
  'postings',
  'contacts',
  'mergedContacts',
  'opportunities',
  'deleted',
  'applications',
  'notes',
  'forms',
  'formTemplates',
  'files',
  'uploads',
  'fileActions',
  'tags',
  'sources',
  'webhooks',
  'eventsOn',
  'apiKeys',
] as const;

function tablesOf(world: World): [string, Table][] {
  const own = TABLE_NAMES.map((name): [string, Table] => [name, world[name] as Table]);
  const extras = Object.entries(world.extras).map(([name, table]): [string, Table] => [
    `extras-${name}`,
    table as Table,
  ]);
  const oauth = Object.entries(world.oauth).map(([name, table]): [string, Table] => [
    `oauth-${name}`,
    table as Table,
  ]);
  return [...own, ...extras, ...oauth];
}

function linesOf(table: Table): unknown[] {
  if (Array.isArray(table)) return table;
  if (table instanceof Set) return [...table];
  return [...table].map(([key, value]) => [key, packed(value)]);
}

function fill(table: Table, lines: unknown[]): void {
  if (Array.isArray(table)) table.splice(0, table.length, ...lines);
  else if (table instanceof Set) {
    table.clear();
    for (const line of lines) table.add(line as string);
  } else {
    table.clear();
    for (const line of lines) {
      const [key, value] = line as [string, unknown];
      table.set(key, unpacked(value));
    }
  }
}

type WithContent = Pick<StoredFile | Upload, 'content'>;

/** Bytes of files travel as base64. */
function packed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(packed);
  if (typeof value !== 'object' || value === null || !('content' in value)) return value;
  if (!Buffer.isBuffer(value.content)) return value;
  return { ...value, content: { base64: (value as WithContent).content.toString('base64') } };
}

function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== 'object' || value === null || !('content' in value)) return value;
  const { content } = value;
  const isBytes = typeof content === 'object' && content !== null && 'base64' in content;
  if (!isBytes) return value;
  return { ...value, content: Buffer.from(String(content.base64), 'base64') };
}
