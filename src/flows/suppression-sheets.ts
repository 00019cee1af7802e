// The list of people not to contact as a spreadsheet: taken in row by row, and given out again.

import { InputError } from '../core/input-error.ts';
import { isUuid } from '../core/ids.ts';
import { findLivePerson } from '../db/queries/merges.ts';
import { suppressionCauses, suppressionKinds } from '../db/queries/suppressions.ts';
import type { SuppressionCause, SuppressionKind } from '../db/queries/suppressions.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import { addSuppressions } from './change-suppressions.ts';
import type { ImportDeps } from './import-deps.ts';
import { suppressionKey } from './suppression-key.ts';

export const importCauses = ['manual', 'no_poach', 'client', 'objection', 'import'] as const;
export type ImportCause = (typeof importCauses)[number];

export interface SheetOfSuppressions {
  workspaceId: string;
  content: AsyncIterable<Uint8Array>;
  /** Of rows that name none. */
  cause: ImportCause;
  /** Of rows that give no reason; without personal values. */
  because: string;
  isDryRun: boolean;
  actor: string;
}

export interface SuppressionsTaken {
  rows: number;
  /** Without those in force already; of a dry run those that can be read. */
  added: number;
  refused: number;
  /** The first of them, by row, 1 being the one below the headings. */
  problems: { row: number; because: string }[];
}

const rowsMax = 200_000;
const problemsMax = 100;

/** Each row on its own: one that cannot be read stops no other, and the same file again changes nothing. */
export async function importSuppressions(
  deps: ImportDeps,
  sheet: SheetOfSuppressions,
): Promise<SuppressionsTaken> {
  const { workspaceId } = sheet;
  const kept = await deps.sheets.keep(sheet.content, deps.ids.next());
  const taken: SuppressionsTaken = { rows: 0, added: 0, refused: 0, problems: [] };
  try {
    const layout = await deps.sheets.look(kept.path);
    const columns = columnsOf(layout.columns.map((column) => column.header));
    const region = await findDefaultRegion(deps.db, workspaceId);
    const start = { byte: layout.dataStart, row: 0 };
    for await (const { number, cells } of deps.sheets.rows(kept.path, layout, start)) {
      if (number > rowsMax)
        throw new InputError(
          'too_large',
          `A list has at most ${rowsMax} rows; divide the file. ${taken.rows} rows were taken in.`,
        );
      taken.rows += 1;
      try {
        const row = rowOf(cells, columns, sheet);
        if (await takeRow(deps, { sheet, row, region })) taken.added += 1;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        taken.refused += 1;
        if (taken.problems.length < problemsMax)
          taken.problems.push({ row: number, because: error.message });
      }
    }
    return taken;
  } finally {
    await deps.sheets.remove(kept.path);
  }
}

interface Columns {
  kind: number;
  value: number;
  because: number;
  cause: number;
}

interface Row {
  kind: SuppressionKind;
  value: string;
  because: string;
  cause: SuppressionCause;
}

function columnsOf(headers: readonly string[]): Columns {
  const names = headers.map((header) => header.trim().toLowerCase());
  const columns = {
    kind: names.indexOf('kind'),
    value: names.indexOf('value'),
    because: names.indexOf('because'),
    cause: names.indexOf('cause'),
  };
  if (columns.value < 0 && names.length === 1) columns.value = 0;
  if (columns.value < 0)
    throw new InputError(
      'invalid',
      'Give a column "value" with the address, number, domain, profile, company or person id; "kind", "cause" and "because" may stand beside it.',
      'file',
    );
  return columns;
}

function rowOf(cells: readonly string[], columns: Columns, sheet: SheetOfSuppressions): Row {
  const cell = (place: number): string => (place < 0 ? '' : (cells[place] ?? '').trim());
  const value = cell(columns.value);
  if (value === '') throw new InputError('invalid', 'The value is empty.');
  const kindText = cell(columns.kind).toLowerCase().replaceAll(' ', '_');
  const kind = kindText === '' ? kindOf(value) : suppressionKinds.find((one) => one === kindText);
  if (kind === undefined)
    throw new InputError(
      'invalid',
      `The kind "${kindText}" is none of ${suppressionKinds.join(', ')}.`,
    );
  const causeText = cell(columns.cause).toLowerCase();
  // What another export says, such as a click on a link, is a fact of there; here it was taken in from a list.
  const isOther = suppressionCauses.some((one) => one === causeText);
  const cause =
    importCauses.find((one) => one === causeText) ??
    (causeText === '' ? sheet.cause : isOther ? 'import' : undefined);
  if (cause === undefined)
    throw new InputError(
      'invalid',
      `The cause "${causeText}" is none of ${importCauses.join(', ')}.`,
    );
  const because = cell(columns.because).slice(0, 1_000);
  return { kind, value, cause, because: because === '' ? sheet.because : because };
}

/** Only what can be nothing else is guessed. */
function kindOf(value: string): SuppressionKind {
  if (isUuid(value)) return 'person';
  if (value.includes('@') && !value.startsWith('@')) return 'address';
  if (/^\+?[\d\s().-]{7,20}$/u.test(value)) return 'phone';
  if (/^(?:https?:\/\/)?(?:[a-z]+\.)?linkedin\.com\/in\//iu.test(value)) return 'profile_url';
  if (/^@?[^\s/]+(?:\.[^\s/.]+)+$/u.test(value)) return 'domain';
  throw new InputError(
    'invalid',
    `What is "${value.slice(0, 60)}"? Say so in a column "kind": ${suppressionKinds.join(', ')}.`,
  );
}

async function takeRow(
  deps: ImportDeps,
  given: { sheet: SheetOfSuppressions; row: Row; region: string },
): Promise<boolean> {
  const { sheet, row, region } = given;
  const { workspaceId, actor } = sheet;
  const { kind, value, because, cause } = row;
  suppressionKey(kind, value, region);
  if (kind === 'person') {
    const personId = isUuid(value)
      ? await findLivePerson(deps.db, { workspaceId, personId: value })
      : undefined;
    if (personId === undefined) throw new InputError('not_found', 'There is no such person.');
  }
  if (sheet.isDryRun) return true;
  const items = [{ kind, value, because }];
  const { addedCount } = await addSuppressions(deps, { workspaceId, items, cause, actor });
  return addedCount > 0;
}
