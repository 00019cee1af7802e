// One row of a mapped sheet as a profile in the form of the API, with notes on what was left out or repaired.
import type { ColumnTarget, RowReading, SheetColumn } from '../../ports/sheets.ts';
import { normalHeader } from './columns.ts';
import { readCell, readInstant, readYesNo, repairPhone, splitValues } from './cells.ts';
import { contactFields } from './row-contacts.ts';
import type { EmailFacts } from './row-contacts.ts';

/** Everything read from one row so far. */
export interface RowDraft {
  profile: Record<string, unknown>;
  origins: Record<string, string>;
  notes: { column: string; note: string }[];
}

interface Value {
  header: string;
  target: ColumnTarget;
  value: string;
}

/** Reads the cells of one row by the mapping of its columns. */
export function readRow(cells: readonly string[], columns: readonly SheetColumn[]): RowReading {
  const surplus = cells.slice(columns.length).findIndex((cell) => cell.trim() !== '');
  if (surplus !== -1) {
    const message = `has ${cells.length} cells where the header has ${columns.length}; put quotes around the cell that contains the delimiter`;
    return { isFit: false, field: 'row', message: `The row ${message}` };
  }
  const draft: RowDraft = { profile: {}, origins: {}, notes: [] };
  const values: Value[] = [];
  for (const [index, column] of columns.entries()) {
    if (column.target === null) continue;
    const cell = readCell(cells[index] ?? '');
    if (!cell.isFit) return refused(column.header, cell.message);
    if (cell.note !== null) draft.notes.push({ column: column.header, note: cell.note });
    values.push({ header: column.header, target: column.target, value: cell.value });
  }
  const problem = fill(draft, values);
  return problem ?? { isFit: true, ...draft };
}

function refused(header: string, message: string): RowReading {
  return { isFit: false, field: header, message: `Column "${header}" ${message}` };
}

function fill(draft: RowDraft, values: readonly Value[]): RowReading | null {
  const places: string[] = [];
  for (const one of values) {
    if (one.value === '' || one.target.startsWith('email')) continue;
    if (one.target === 'city' || one.target === 'state' || one.target === 'country') {
      places.push(one.value);
      continue;
    }
    const problem = setField(draft, one);
    if (problem !== null) return problem;
  }
  if (places.length > 0 && draft.profile['location'] === undefined) {
    draft.profile['location'] = places.join(', ');
  }
  const problem = contactFields(draft, emailFacts(values));
  return problem === null ? null : refused(problem.header, problem.message);
}

/** A status or source belongs to the email column of its name, else to the nearest one before it, else to the first. */
function emailFacts(values: readonly Value[]): EmailFacts[] {
  const emails = values.flatMap(({ header, target, value }, at) =>
    target === 'email' ? [{ at, header, value, name: normalHeader(header), facts: {} }] : [],
  ) as (EmailFacts & { at: number })[];
  for (const [at, { header, target, value }] of values.entries()) {
    if (target === 'email' || !target.startsWith('email') || value === '') continue;
    const name = normalHeader(header);
    const owner =
      emails.findLast((email) => name.startsWith(email.name)) ??
      emails.findLast((email) => email.at < at && email.facts[target] === undefined) ??
      emails[0];
    if (owner !== undefined) owner.facts[target] ??= value;
  }
  return emails;
}

const plainFields: Partial<Record<ColumnTarget, string>> = {
  externalId: 'externalId',
  fullName: 'name',
  firstName: 'firstName',
  lastName: 'lastName',
  headline: 'headline',
  title: 'title',
  employer: 'employer',
  location: 'location',
  source: 'source',
  eventId: 'sourceEventId',
};

function setField(draft: RowDraft, one: Value): RowReading | null {
  const plain = plainFields[one.target];
  if (plain !== undefined) {
    draft.profile[plain] = one.value;
    draft.origins[plain] = one.header;
    return null;
  }
  if (one.target === 'foundAt' || one.target === 'score') return setMeasured(draft, one);
  setCollected(draft, one);
  return null;
}

function setMeasured(draft: RowDraft, { header, target, value }: Value): RowReading | null {
  draft.origins[target] = header;
  if (target === 'foundAt') {
    const instant = readInstant(value);
    if (instant === null) {
      return refused(
        header,
        `has no possible date (${value.slice(0, 40)}); write it like 2026-11-23`,
      );
    }
    draft.profile['foundAt'] = instant;
    return null;
  }
  const score = Number(value.replace(/%$/, '').replace(',', '.'));
  if (!Number.isFinite(score)) return refused(header, `has no number (${value.slice(0, 40)})`);
  draft.profile['score'] = score;
  return null;
}

function setCollected(draft: RowDraft, { header, target, value }: Value): void {
  const { profile } = draft;
  if (target === 'phone') return addPhones(draft, header, value);
  if (target === 'profileUrl')
    return append(draft, 'profileUrls', header, splitValues(value, /[;,\s|]+/));
  if (target === 'skills' || target === 'tags') {
    return append(draft, target, header, splitValues(value, /[;,|\n]+/));
  }
  if (target === 'workHistory') profile['workHistory'] = positions(value);
  if (target === 'optOut') {
    const answer = readYesNo(value);
    if (answer === null) draft.notes.push({ column: header, note: 'neither yes nor no: left out' });
    else profile['hasOptedOut'] = answer || profile['hasOptedOut'] === true;
  }
  if (target === 'custom') profile['custom'] = { ...objectIn(profile, 'custom'), [header]: value };
  if (target === 'sourcerEmail')
    profile['sourcer'] = { ...objectIn(profile, 'sourcer'), email: value };
  if (target === 'sourcerName')
    profile['sourcer'] = { ...objectIn(profile, 'sourcer'), name: value };
  if (target === 'jobExternalId')
    profile['job'] = { ...objectIn(profile, 'job'), externalId: value };
  if (target === 'jobName') profile['job'] = { ...objectIn(profile, 'job'), name: value };
  draft.origins[target === 'optOut' ? 'hasOptedOut' : target] = header;
}

function objectIn(profile: Record<string, unknown>, key: string): Record<string, unknown> {
  return (profile[key] as Record<string, unknown> | undefined) ?? {};
}

function addPhones(draft: RowDraft, header: string, value: string): void {
  const phones: string[] = [];
  for (const part of splitValues(value, /[;|\n]+|,(?!\d+E)|\s\/\s/)) {
    const repaired = repairPhone(part);
    if (repaired === null) {
      draft.notes.push({
        column: header,
        note: 'a phone number in scientific notation lost digits: left out',
      });
      continue;
    }
    if (repaired.note !== null) draft.notes.push({ column: header, note: repaired.note });
    phones.push(repaired.phone);
  }
  append(draft, 'phones', header, phones);
}

function append(draft: RowDraft, field: string, header: string, values: readonly string[]): void {
  const list = (draft.profile[field] as unknown[] | undefined) ?? [];
  for (const value of values) {
    if (list.includes(value)) continue;
    draft.origins[`${field}[${list.length}]`] = header;
    list.push(value);
  }
  draft.profile[field] = list;
  draft.origins[field] ??= header;
}

/** "Engineer at Initech; Intern at Hooli" or the JSON of some exports. */
function positions(value: string): unknown[] {
  if (value.startsWith('[')) {
    const listed = positionsFromJson(value);
    if (listed !== null) return listed;
  }
  return splitValues(value, /[;\n]+/).map((part) => {
    const pair = /^(.+?)\s+(?:at|@)\s+(.+)$/.exec(part);
    return pair === null ? { employer: part } : { title: pair[1], employer: pair[2] };
  });
}

function positionsFromJson(value: string): unknown[] | null {
  let listed: unknown;
  try {
    listed = JSON.parse(value);
  } catch {
    return null;
  }
  if (!Array.isArray(listed)) return null;
  return listed.map((one: Record<string, unknown>) => ({
    employer: one?.['employer'] ?? one?.['company'],
    title: one?.['title'],
    startedOn: yearOrText(one?.['startedOn'] ?? one?.['start']),
    endedOn: yearOrText(one?.['endedOn'] ?? one?.['end']),
  }));
}

function yearOrText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}
