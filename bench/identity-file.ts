// Reads labelled profiles in the form of the identity sets: one CSV of profiles, one of truth.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { ReceivedContact, ReceivedProfile } from '../src/core/people/received.ts';

export interface LabelledSet {
  recordIds: string[];
  profiles: ReceivedProfile[];
  /** The person of each record; empty where the truth does not name it. */
  personIds: string[];
  /** Records that the truth names and the profiles do not have. */
  unknownIds?: number;
  /** Pairs of persons who are easily taken for each other, where the set knows them. */
  lookAlikes?: LookAlike[];
}

export interface LookAlike {
  one: string;
  other: string;
  how: string;
}

type Row = Record<string, string | undefined>;

/** Begins the person of a record that the truth does not name. */
export const nobodyElse = 'only ';

/** Columns may be missing, stand in any order and be separated by commas, semicolons or tabs. */
export function readLabelledSet(file: string, truth: string, lookAlikes?: string): LabelledSet {
  const truths = rowsOf(truth, ['record_id', 'person_id']);
  const personOf = personsOf(truths, truth);
  const rows = rowsOf(file, ['record_id']);
  const recordIds = rows.map((row) => row['record_id'] ?? '');
  if (new Set(recordIds).size < recordIds.length)
    throw new Error(`${file}: a record_id stands there twice; every row needs one of its own.`);
  if (!recordIds.some((id) => personOf.has(id)))
    throw new Error(`${truth} names no record_id of ${file}; are they of the same set?`);
  const known = new Set(recordIds);
  return {
    recordIds,
    unknownIds: [...personOf.keys()].filter((id) => !known.has(id)).length,
    profiles: rows.map((row, index) => profileOf(row, `${file}, row ${index + 2}`)),
    // A record the truth does not name is nobody else's.
    personIds: recordIds.map((id) => personOf.get(id) ?? `${nobodyElse}${id}`),
    ...lookAlikesOf(lookAlikes ?? besides(truth, 'hard_negatives.csv')),
  };
}

// An empty person is no person: the record is nobody else's.
function personsOf(truths: readonly Row[], file: string): Map<string, string> {
  const personOf = new Map<string, string>();
  for (const row of truths) {
    const [record = '', person = ''] = [row['record_id'], row['person_id']?.trim()];
    if (record === '' || person === '') continue;
    const before = personOf.get(record);
    if (before !== undefined && before !== person)
      throw new Error(`${file}: ${record} is said to be ${before} and ${person}; who is it?`);
    personOf.set(record, person);
  }
  return personOf;
}

// Where the set has a file of those who look alike, it lies beside the truth.
function besides(truth: string, name: string): string | undefined {
  const path = join(dirname(truth), name);
  return existsSync(path) ? path : undefined;
}

function lookAlikesOf(file: string | undefined): { lookAlikes?: LookAlike[] } {
  if (file === undefined) return {};
  const lookAlikes = rowsOf(file, ['person_a', 'person_b']).map((row) => ({
    one: row['person_a'] ?? '',
    other: row['person_b'] ?? '',
    how: row['kind'] ?? 'alike',
  }));
  return { lookAlikes };
}

function rowsOf(file: string, needed: readonly string[]): Row[] {
  const text = readText(file);
  const [head = ''] = text.split(/\r?\n/, 1);
  const counted = [',', ';', '\t'].map((mark) => [mark, head.split(mark).length] as const);
  const [delimiter] = counted.toSorted(([, one], [, other]) => other - one)[0] ?? [','];
  const rows = parseRows(text, { file, delimiter });
  const missing = needed.filter((column) => rows[0] !== undefined && !(column in rows[0]));
  if (rows.length === 0) throw new Error(`${file} has no rows below its first line.`);
  if (missing.length > 0)
    throw new Error(
      `${file} has no column ${missing.join(' and no column ')}; the first line names them.`,
    );
  return rows;
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8').decode(readFileSync(file));
  } catch (cause) {
    throw new Error(`${file} cannot be read.`, { cause });
  }
}

function parseRows(text: string, given: { file: string; delimiter: string }): Row[] {
  try {
    return parse(text, {
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      delimiter: given.delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as Row[];
  } catch (cause) {
    const because = cause instanceof Error ? cause.message : 'it is no CSV';
    throw new Error(`${given.file} cannot be read as CSV: ${because}`, { cause });
  }
}

function profileOf(row: Row, where: string): ReceivedProfile {
  const verified = new Set(listOf(row['emails_verified']).map((email) => email.toLowerCase()));
  const email =
    (label: 'personal' | 'work') =>
    (value: string): ReceivedContact => ({
      value,
      label,
      status: verified.has(value.toLowerCase()) ? 'verified' : 'unverified',
    });
  const phones = listOf(row['phones']).map((value): ReceivedContact => ({
    value,
    status: 'unverified',
  }));
  return {
    source: row['source'] === undefined || row['source'] === '' ? 'csv' : row['source'],
    sourceEventId: row['record_id'] ?? '',
    foundAt: instantOf(row['as_of'], where),
    ...filled('externalId', row['external_id']),
    ...filled('name', row['full_name']),
    ...filled('firstName', row['first_name']),
    ...filled('lastName', row['last_name']),
    ...filled('title', row['title']),
    ...filled('employer', row['employer']),
    ...filled('location', row['location']),
    emails: [
      ...listOf(row['emails_personal']).map(email('personal')),
      ...listOf(row['emails_work']).map(email('work')),
    ],
    phones,
    profileUrls: [row['linkedin_url'] ?? '', row['github_url'] ?? ''].filter((url) => url !== ''),
    skills: [],
    tags: [],
    workHistory: historyOf(row['work_history'], where),
  };
}

function filled<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  return value === undefined || value === '' ? {} : ({ [key]: value } as { [K in Key]?: string });
}

function listOf(cell: string | undefined): string[] {
  return (cell ?? '')
    .split('|')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

interface Spell {
  employer?: string;
  title?: string;
  start?: number | null;
  end?: number | null;
}

function instantOf(day: string | undefined, where: string): string {
  if (day === undefined || day.trim() === '') return '2026-01-01T00:00:00.000Z';
  const time = Date.parse(day.trim());
  if (Number.isNaN(time)) throw new Error(`${where}: as_of "${day}" is no day; write 2026-01-31.`);
  return new Date(time).toISOString();
}

function historyOf(cell: string | undefined, where: string): ReceivedProfile['workHistory'] {
  if (cell === undefined || cell.trim() === '') return [];
  return spellsOf(cell, where).map((spell) => ({
    employer: spell.employer ?? '',
    ...filled('title', spell.title),
    ...filled('startedOn', spell.start?.toString()),
    ...filled('endedOn', spell.end?.toString()),
  }));
}

function spellsOf(cell: string, where: string): Spell[] {
  try {
    const read: unknown = JSON.parse(cell);
    if (Array.isArray(read)) return read as Spell[];
  } catch {
    // Said below, with the place.
  }
  throw new Error(`${where}: work_history is no JSON list of employer, title, start and end.`);
}
