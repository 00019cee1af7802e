// Shows how a kept sheet would be read: its columns with samples, its first rows, and what to look at.
import { InputError } from '../core/input-error.ts';
import { findImport } from '../db/queries/imports.ts';
import type { ColumnTarget, SheetLayout, SheetRow } from '../ports/sheets.ts';
import type { ImportDeps, ImportMapping } from './import-deps.ts';
import { readImportRow } from './read-import-row.ts';

export interface ImportPreview {
  encoding: string;
  delimiter: string;
  columns: { header: string; target: ColumnTarget | null; samples: string[] }[];
  /** The first rows as they would be taken in, or why not. */
  rows: PreviewRow[];
  /** From the size of the first rows. */
  estimatedRowCount: number;
  warnings: string[];
}

export type PreviewRow =
  | {
      number: number;
      isFit: true;
      profile: Record<string, unknown>;
      notes: { column: string; note: string }[];
    }
  | { number: number; isFit: false; field: string; message: string };

const previewRowsMax = 20;
const samplesMax = 3;
const sampleCharsMax = 200;

/** Reads the first rows; writes nothing. */
export async function previewImport(
  deps: ImportDeps,
  input: { workspaceId: string; importId: string },
): Promise<ImportPreview> {
  const found = await findImport(deps.db, input);
  if (found === undefined) throw new InputError('not_found', 'There is no such import');
  const mapping = found.mapping as ImportMapping;
  const { layout, job, encoding, byteCount } = mapping;
  const rows = await firstRows(deps, found.filePath, layout);
  const endByte = rows.at(-1)?.endByte ?? layout.dataStart;
  const bytesPerRow = (endByte - layout.dataStart) / Math.max(rows.length, 1);
  return {
    encoding,
    delimiter: layout.delimiter,
    columns: layout.columns.map((column, index) => ({ ...column, samples: samples(rows, index) })),
    rows: rows.map((row) => previewRow(deps, row, { source: found.source, job })),
    estimatedRowCount:
      rows.length < previewRowsMax
        ? rows.length
        : Math.round((byteCount - layout.dataStart) / bytesPerRow),
    warnings: mappingWarnings(layout),
  };
}

async function firstRows(deps: ImportDeps, path: string, layout: SheetLayout): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for await (const row of deps.sheets.rows(path, layout, { byte: 0, row: 0 })) {
    rows.push(row);
    if (rows.length === previewRowsMax) break;
  }
  return rows;
}

function samples(rows: readonly SheetRow[], index: number): string[] {
  const cells = rows.map((row) => row.cells[index]?.trim() ?? '').filter((cell) => cell !== '');
  return [...new Set(cells)].slice(0, samplesMax).map((cell) => cell.slice(0, sampleCharsMax));
}

function previewRow(
  deps: ImportDeps,
  row: SheetRow,
  defaults: { source: string; job: { externalId: string; name?: string } | null },
): PreviewRow {
  const item = readImportRow(deps.checkProfile, row, defaults);
  if (!item.isFit) {
    return { number: row.number, isFit: false, field: item.field, message: item.message };
  }
  const notes = row.reading.isFit ? row.reading.notes : [];
  return { number: row.number, isFit: true, profile: { ...item.item.profile }, notes };
}

/** What a person should look at before starting. */
export function mappingWarnings(layout: SheetLayout): string[] {
  const targets = new Set(layout.columns.map((column) => column.target));
  const warnings: string[] = [];
  if (!namesPeople(layout)) {
    warnings.push(
      'No column names a person: map one to a name, email, phone, profile URL or externalId.',
    );
  } else if (!targets.has('email') && !targets.has('phone') && !targets.has('profileUrl')) {
    warnings.push(
      'No column has an email, phone or profile URL: repeats of one person cannot be recognised.',
    );
  }
  const left = layout.columns.filter((column) => column.target === null);
  if (left.length > 0) {
    const names = left.slice(0, 20).map((column) => column.header);
    warnings.push(`Left out: ${names.join(', ')}${left.length > 20 ? ' …' : ''}.`);
  }
  return warnings;
}

/** True where at least one column tells who a row is about. */
export function namesPeople(layout: SheetLayout): boolean {
  const naming: readonly (ColumnTarget | null)[] = [
    'fullName',
    'firstName',
    'lastName',
    'email',
    'phone',
    'profileUrl',
    'externalId',
  ];
  return layout.columns.some((column) => naming.includes(column.target));
}
