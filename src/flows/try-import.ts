// A dry run: what the import would accept, take as repeats and refuse. Nothing is written.
import { InputError } from '../core/input-error.ts';
import type { IncomingProfile } from '../core/people/incoming.ts';
import type { ReceivedProfile } from '../core/people/received.ts';
import { findImport } from '../db/queries/imports.ts';
import { findTaken } from '../db/queries/intake.ts';
import type { Checked } from '../ports/checked.ts';
import type { SheetRow } from '../ports/sheets.ts';
import type { ImportDeps, ImportMapping } from './import-deps.ts';
import { readImportRow } from './read-import-row.ts';
import { countedNotes } from './run-import.ts';
import { impossibleInstant } from './take-intake.ts';
import { addInLever, type TrialInLever } from './trial-in-lever.ts';

export interface ImportTrial {
  rows: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  notes: Record<string, number>;
  /** The first refused rows. */
  problems: { row: number; field: string; message: string }[];
  /** Whose people are in Lever already, as last read. */
  inLever: TrialInLever;
  /** False where only the first `rowsMax` rows were tried. */
  isWhole: boolean;
}

const sliceRows = 500;
const problemsMax = 50;

/** Reads up to `rowsMax` rows in bounded slices; the keys seen are kept, 64 bytes per row. */
export async function tryImport(
  deps: ImportDeps,
  input: { workspaceId: string; importId: string; rowsMax: number },
): Promise<ImportTrial> {
  const found = await findImport(deps.db, input);
  if (found === undefined) throw new InputError('not_found', 'There is no such import');
  const { layout, job } = found.mapping as ImportMapping;
  const trial: ImportTrial = {
    rows: 0,
    accepted: 0,
    duplicates: 0,
    rejected: 0,
    notes: {},
    problems: [],
    inLever: { count: 0, shown: [] },
    isWhole: true,
  };
  const seen = new Set<string>();
  const defaults = { source: found.source, job };
  let slice: SheetRow[] = [];
  const settle = async (): Promise<void> => {
    const items = slice.map((row) => readImportRow(deps.checkProfile, row, defaults));
    await countSlice(deps, { trial, seen, items, slice, workspaceId: input.workspaceId });
    slice = [];
  };
  for await (const row of deps.sheets.rows(found.filePath, layout, { byte: 0, row: 0 })) {
    if (trial.rows + slice.length >= input.rowsMax) {
      trial.isWhole = false;
      break;
    }
    slice.push(row);
    if (slice.length >= sliceRows) await settle();
  }
  await settle();
  return trial;
}

async function countSlice(
  deps: ImportDeps,
  work: {
    trial: ImportTrial;
    seen: Set<string>;
    items: readonly Checked<IncomingProfile>[];
    slice: readonly SheetRow[];
    workspaceId: string;
  },
): Promise<void> {
  const { trial, seen, items, slice, workspaceId } = work;
  const now = deps.clock.now();
  const keys: { source: string; sourceEventId: string }[] = [];
  const rows: { row: number; profile: ReceivedProfile }[] = [];
  for (const [index, item] of items.entries()) {
    trial.rows += 1;
    const problem = item.isFit ? unfitTime(item.item, now) : item;
    if (problem !== null) {
      trial.rejected += 1;
      const row = slice[index]?.number ?? 0;
      const { field, message } = problem;
      if (trial.problems.length < problemsMax) trial.problems.push({ row, field, message });
      continue;
    }
    if (!item.isFit) continue;
    rows.push({ row: slice[index]?.number ?? 0, profile: profileOf(item.item, now) });
    const { source, sourceEventId } = item.item.profile;
    const key = `${source}\n${sourceEventId}`;
    if (seen.has(key)) trial.duplicates += 1;
    else keys.push({ source, sourceEventId });
    seen.add(key);
  }
  const taken =
    keys.length === 0 ? [] : await findTaken(deps.db, { table: 'profiles', workspaceId, keys });
  trial.duplicates += taken.length;
  trial.accepted += keys.length - taken.length;
  trial.notes = countedNotes(trial.notes, slice);
  await addInLever(deps.db, trial.inLever, { workspaceId, rows });
}

function profileOf({ profile, foundAt }: IncomingProfile, now: Date): ReceivedProfile {
  return { ...profile, foundAt: foundAt ?? now.toISOString() };
}

function unfitTime(item: IncomingProfile, now: Date): { field: string; message: string } | null {
  const message = item.foundAt === null ? null : impossibleInstant('foundAt', item.foundAt, now);
  return message === null ? null : { field: 'foundAt', message };
}
