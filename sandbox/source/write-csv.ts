// Writes hits as the CSV a sourcing tool would export: quoted where it must be, empty cells in several fashions.

import type { Hit } from './people.ts';

/** Header and value of each column, in the order of the file. The truth (whose hit it is) is not among them. */
const columns: readonly (readonly [string, (hit: Hit) => string])[] = [
  ['Event ID', (hit) => hit.id],
  ['Candidate ID', (hit) => hit.externalId],
  ['First Name', (hit) => hit.firstName],
  ['Last Name', (hit) => hit.lastName],
  ['Headline', (hit) => hit.headline],
  ['Title', (hit) => hit.title],
  ['Company', (hit) => hit.employer],
  ['Location', (hit) => hit.location],
  ['Email', (hit) => hit.emails[0]?.value ?? noneIn(hit, '-')],
  ['Email Status', (hit) => statusOf(hit, 0)],
  ['Email Source', (hit) => hit.emails[0]?.verifiedBy ?? ''],
  ['Primary Email Last Verified At', (hit) => hit.emails[0]?.verifiedAt ?? ''],
  ['Secondary Email', (hit) => hit.emails[1]?.value ?? ''],
  ['Secondary Email Status', (hit) => statusOf(hit, 1)],
  ['Mobile Phone', (hit) => hit.phones[0] ?? noneIn(hit, '#N/A')],
  ['LinkedIn URL', (hit) => hit.profileUrl],
  ['Skills', (hit) => hit.skills.join('; ')],
  ['Tags', (hit) => hit.tags.join('; ')],
  ['Score', (hit) => (hit.score === undefined ? '' : String(hit.score))],
  ['Work History', (hit) => (hit.workHistory.length === 0 ? '' : JSON.stringify(hit.workHistory))],
  ['Job ID', (hit) => hit.job.externalId],
  ['Job Name', (hit) => hit.job.name],
  ['Source', (hit) => hit.source],
  ['Sourcer Email', (hit) => hit.sourcer.email],
  ['Sourcer Name', (hit) => hit.sourcer.name],
  ['Found At', (hit) => hit.foundAt],
];

/** The whole file, without a byte order mark, lines ended by CRLF as spreadsheets write them. */
export function writeCsv(hits: Iterable<Hit>): string {
  let text = line(columns.map(([header]) => header));
  for (const hit of hits) text += csvRow(hit);
  return text;
}

/** The header line, for writers that stream. */
export function csvHeader(): string {
  return line(columns.map(([header]) => header));
}

/** One line of the file. */
export function csvRow(hit: Hit): string {
  return line(columns.map(([, valueOf]) => valueOf(hit)));
}

function line(cells: string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n;]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Some tools write a mark where there is nothing; which one depends on the hit, so that the file stays the same. */
function noneIn(hit: Hit, mark: string): string {
  return Number(hit.id.slice(-1)) % 3 === 0 ? mark : '';
}

function statusOf(hit: Hit, position: 0 | 1): string {
  const email = hit.emails[position];
  if (email === undefined) return '';
  return email.isVerified ? 'Verified' : 'Unverified';
}
