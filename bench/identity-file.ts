// Reads labelled profiles in the form of the identity sets: one CSV of profiles, one of truth.

import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { ReceivedContact, ReceivedProfile } from '../src/core/people/received.ts';

export interface LabelledSet {
  recordIds: string[];
  profiles: ReceivedProfile[];
  /** The person of each record; empty where the truth does not name it. */
  personIds: string[];
}

type Row = Record<string, string | undefined>;

export function readLabelledSet(file: string, truth: string): LabelledSet {
  const personOf = new Map(rowsOf(truth).map((row) => [row['record_id'], row['person_id'] ?? '']));
  const rows = rowsOf(file);
  return {
    recordIds: rows.map((row) => row['record_id'] ?? ''),
    profiles: rows.map(profileOf),
    personIds: rows.map((row) => personOf.get(row['record_id']) ?? ''),
  };
}

function rowsOf(file: string): Row[] {
  return parse(readFileSync(file), { columns: true, bom: true, relax_column_count: true }) as Row[];
}

function profileOf(row: Row): ReceivedProfile {
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
    source: row['source'] ?? 'csv',
    sourceEventId: row['record_id'] ?? '',
    foundAt: `${row['as_of'] ?? '2026-01-01'}T00:00:00.000Z`,
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
    workHistory: historyOf(row['work_history']),
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

function historyOf(cell: string | undefined): ReceivedProfile['workHistory'] {
  if (cell === undefined || cell === '') return [];
  return (JSON.parse(cell) as Spell[]).map((spell) => ({
    employer: spell.employer ?? '',
    ...filled('title', spell.title),
    ...filled('startedOn', spell.start?.toString()),
    ...filled('endedOn', spell.end?.toString()),
  }));
}
