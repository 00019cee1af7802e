// Works on a started import in slices: rows, refused rows and the place in the file are committed together.
import { InputError } from '../core/input-error.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import {
  findImport,
  insertImportErrors,
  lockImport,
  moveImportOn,
  setImportState,
} from '../db/queries/imports.ts';
import type { ImportRow } from '../db/queries/imports.ts';
import type { ClaimedWork, WorkResult } from '../engine/work.ts';
import type { SheetRow } from '../ports/sheets.ts';
import type { Deps } from './deps.ts';
import { holdImport } from './hold-import.ts';
import type { ImportDeps, ImportMapping } from './import-deps.ts';
import { inTransaction } from './in-transaction.ts';
import { readImportRow } from './read-import-row.ts';
import { takeProfiles } from './receive-profiles.ts';
import type { IntakeResult } from './take-intake.ts';

export interface ImportPace {
  /** Rows per transaction: 200 on the embedded database, so that nothing else waits for long. */
  sliceRows: number;
}

const sliceRowsMax = 500;
const sliceCharsMax = 4 * 1024 * 1024;
// One claim of the work: short enough that a stopping process never waits for an import.
const runSlicesMax = 40;
const runMs = 4_000;
const cellCharsMax = 32_767;

interface ImportKey {
  workspaceId: string;
  importId: string;
}

/** The handler of work of kind `import`. */
export function importHandler<D extends Deps>(
  parts: Pick<ImportDeps, 'sheets' | 'checkProfile'> & ImportPace,
): (deps: D, work: ClaimedWork) => Promise<WorkResult> {
  return async (deps, work) => {
    const key = { workspaceId: work.workspaceId, importId: work.subjectId };
    const state = await runImport({ ...deps, ...parts }, key, parts);
    if (state === 'ended') return { next: 'done' };
    return { next: 'again', dueAt: deps.clock.now(), because: 'the import has more rows' };
  };
}

/** Works on the import for a few seconds at most, from where it stood. Safe to repeat at any point. */
export async function runImport(
  deps: ImportDeps,
  key: ImportKey,
  pace: ImportPace,
): Promise<'ended' | 'more'> {
  const found = await findImport(deps.db, key);
  if (found === undefined || found.state === 'ready' || found.state === 'held') return 'ended';
  if (found.state !== 'running') {
    // Ended before, perhaps just before the process was killed: the kept copy may still be there.
    await deps.sheets.remove(found.filePath);
    return 'ended';
  }
  try {
    if (await holdImport(deps, found)) return 'ended';
    return await runSlices(deps, found, pace);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const because = error.message;
    const slice: Slice = { rows: [], chars: 0, end: { state: 'failed', because } };
    return (await commitSlice(deps, found, slice)) === null ? 'more' : 'ended';
  }
}

interface Slice {
  rows: SheetRow[];
  chars: number;
  end: { state: 'finished' | 'failed'; because: string | null } | null;
}

async function runSlices(
  deps: ImportDeps,
  found: ImportRow,
  pace: ImportPace,
): Promise<'ended' | 'more'> {
  const { layout } = found.mapping as ImportMapping;
  const sliceRows = Math.min(pace.sliceRows, sliceRowsMax);
  const startedAt = deps.clock.now().getTime();
  let slices = 0;
  let at = found;
  let slice: Slice = { rows: [], chars: 0, end: null };
  const from = { byte: found.nextByte, row: found.nextRow };
  for await (const row of deps.sheets.rows(found.filePath, layout, from)) {
    slice.rows.push(row);
    slice.chars += row.cells.reduce((sum, cell) => sum + cell.length, 0);
    if (slice.rows.length < sliceRows && slice.chars < sliceCharsMax) continue;
    const moved = await commitSlice(deps, at, slice);
    if (moved === null) return 'more';
    at = moved;
    slice = { rows: [], chars: 0, end: null };
    slices += 1;
    const isLong = deps.clock.now().getTime() - startedAt > runMs;
    if (slices >= runSlicesMax || isLong) return 'more';
  }
  const last = slice.rows.at(-1)?.reading;
  const isBroken = last !== undefined && 'isEnd' in last;
  slice.end = isBroken
    ? { state: 'failed', because: last.message }
    : { state: 'finished', because: null };
  return (await commitSlice(deps, at, slice)) === null ? 'more' : 'ended';
}

/** Returns the import as it stands now, or null where somebody else moved or ended it. */
async function commitSlice(
  deps: ImportDeps,
  at: ImportRow,
  slice: Slice,
): Promise<ImportRow | null> {
  const key = { workspaceId: at.workspaceId, importId: at.id };
  const { job } = at.mapping as ImportMapping;
  const items = slice.rows.map((row) =>
    readImportRow(deps.checkProfile, row, { source: at.source, job }),
  );
  const moved = await inTransaction(deps.db, async (trx) => {
    const locked = await lockImport(trx, key);
    if (locked === undefined || locked.state !== 'running') return null;
    // The lease ran out and another process went on: its rows are committed, ours repeat them.
    if (locked.nextRow !== at.nextRow) return null;
    const batch = { workspaceId: at.workspaceId, actor: at.createdBy, items, importId: at.id };
    const taken = await takeProfiles(trx, deps, batch);
    const next = await noteProgress(trx, locked, { rows: slice.rows, results: taken.results });
    const audit = [...taken.audit];
    if (slice.end !== null) {
      const finishedAt = deps.clock.now();
      await setImportState(trx, key, { ...slice.end, finishedAt });
      const { acceptedCount, duplicateCount, rejectedCount } = next;
      audit.push({
        workspaceId: at.workspaceId,
        actor: at.createdBy,
        action: `import.${slice.end.state}`,
        subjectKind: 'import',
        subjectId: at.id,
        detail: { acceptedCount, duplicateCount, rejectedCount },
      });
    }
    await appendAudit(trx, deps, audit);
    return next;
  });
  deps.wake();
  if (moved !== null && slice.end !== null) await deps.sheets.remove(at.filePath);
  return moved;
}

async function noteProgress(
  trx: Trx,
  locked: ImportRow,
  done: { rows: readonly SheetRow[]; results: readonly IntakeResult[] },
): Promise<ImportRow> {
  const { rows, results } = done;
  const key = { workspaceId: locked.workspaceId, importId: locked.id };
  const errors = results.flatMap((result, index) => {
    const row = rows[index];
    if (result.result !== 'rejected' || row === undefined) return [];
    const { field, message } = result;
    return [{ rowNumber: row.number, field, message, cells: row.cells.map(storableCell) }];
  });
  if (errors.length > 0) await insertImportErrors(trx, key, errors);
  const count = (wanted: IntakeResult['result']): number =>
    results.filter((one) => one.result === wanted).length;
  const last = rows.at(-1);
  const next = {
    ...locked,
    nextRow: last?.number ?? locked.nextRow,
    nextByte: last?.endByte ?? locked.nextByte,
    acceptedCount: locked.acceptedCount + count('accepted'),
    duplicateCount: locked.duplicateCount + count('duplicate'),
    rejectedCount: locked.rejectedCount + count('rejected'),
    notes: countedNotes(locked.notes, rows),
  };
  await moveImportOn(trx, key, {
    nextRow: next.nextRow,
    nextByte: next.nextByte,
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    rejected: count('rejected'),
    notes: next.notes,
  });
  return next;
}

/** Adds up the notes by their words. */
export function countedNotes(
  before: Readonly<Record<string, number>>,
  rows: readonly SheetRow[],
): Record<string, number> {
  const notes = { ...before };
  for (const { reading } of rows) {
    if (!reading.isFit) continue;
    for (const { note } of reading.notes) notes[note] = (notes[note] ?? 0) + 1;
  }
  return notes;
}

/** A spreadsheet's own limit; NUL cannot be stored. */
function storableCell(cell: string): string {
  return cell.slice(0, cellCharsMax).replaceAll('\u0000', '\uFFFD').toWellFormed();
}
