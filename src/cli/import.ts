// fulcrum import: take in a spreadsheet of people, after showing how its columns are read.

import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError } from '../core/input-error.ts';
import { findImport } from '../db/queries/imports.ts';
import { createImport } from '../flows/create-import.ts';
import { exportImportErrors } from '../flows/export-import-errors.ts';
import { mapImport } from '../flows/map-import.ts';
import { previewImport } from '../flows/preview-import.ts';
import type { ImportPreview } from '../flows/preview-import.ts';
import { runImport } from '../flows/run-import.ts';
import { cancelImport, startImport } from '../flows/start-import.ts';
import { tryImport } from '../flows/try-import.ts';
import type { ImportTrial } from '../flows/try-import.ts';
import type { AddCommand, CommandContext, Opened } from './command-world.ts';
import { counted, table } from './output.ts';
import { through } from './through.ts';

interface Wish {
  source: string;
  job?: string;
  jobName?: string;
  map?: string[];
  preview?: boolean;
  dryRun?: boolean;
  errors?: string;
}

const sliceRows = 200;
const dryRunRowsMax = 5_000_000;

export const addImportCommand: AddCommand = (program, context) => {
  program
    .command('import')
    .description('take in a CSV of people')
    .argument('<file>')
    .option('--source <name>', 'the tool the file came from', 'csv')
    .option('--job <id>', 'the job of rows that name none: its id at the source')
    .option('--job-name <name>', 'what that job is called')
    .option('--map <column=target...>', 'read a column as something else, or as none')
    .option('--preview', 'show how the columns are read, and take in nothing')
    .option('--dry-run', 'read every row, count what would happen, and take in nothing')
    .option('--errors <file>', 'where the refused rows are written, to fix and import again')
    .action((file: string, wish: Wish) => importFile(context, file, wish));
};

async function importFile(context: CommandContext, file: string, wish: Wish): Promise<void> {
  await through(context, {
    here: async (opened) => {
      const importId = await keep(opened, file, wish);
      if (wish.preview === true || wish.dryRun === true) {
        try {
          await show(context, opened, { importId, isDryRun: wish.dryRun === true });
        } finally {
          await cancelImport(opened.deps, { ...keyOf(opened, importId), actor: opened.actor });
        }
        return;
      }
      await run(context, opened, { importId, file, errors: wish.errors });
    },
  });
}

function keyOf(opened: Opened, importId: string): { workspaceId: string; importId: string } {
  return { workspaceId: opened.workspaceId, importId };
}

async function keep(opened: Opened, file: string, wish: Wish): Promise<string> {
  const { deps, workspaceId, actor } = opened;
  const job =
    wish.job === undefined
      ? null
      : { externalId: wish.job, ...(wish.jobName === undefined ? {} : { name: wish.jobName }) };
  const content = fileContent(file);
  const made = await createImport(deps, {
    workspaceId,
    actor,
    fileName: basename(file),
    source: wish.source,
    job,
    content,
  });
  const columns = mappingOf(wish.map ?? []);
  if (Object.keys(columns).length > 0) {
    await mapImport(deps, { ...keyOf(opened, made.id), actor, columns });
  }
  return made.id;
}

async function* fileContent(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const code = (error as { code?: string }).code ?? 'unknown';
    throw new InputError('invalid', `The file ${file} cannot be read (${code}).`, 'file');
  }
}

/** `Column=target`; an empty target or `none` leaves the column out. */
export function mappingOf(pairs: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=');
      if (at < 1) {
        throw new InputError('invalid', `"${pair}" is no mapping; write Column=target.`, 'map');
      }
      const target = pair.slice(at + 1);
      return [pair.slice(0, at), target === '' || target === 'none' ? null : target] as const;
    }),
  );
}

async function show(
  context: CommandContext,
  opened: Opened,
  { importId, isDryRun }: { importId: string; isDryRun: boolean },
): Promise<void> {
  const key = keyOf(opened, importId);
  const preview = await previewImport(opened.deps, key);
  if (!isDryRun) {
    context.output().result(preview, previewLines(preview));
    return;
  }
  const trial = await tryImport(opened.deps, { ...key, rowsMax: dryRunRowsMax });
  context.output().result({ columns: preview.columns, ...trial }, trialLines(trial));
}

function previewLines(preview: ImportPreview): string[] {
  const rows = preview.columns.map((column) => [
    column.header,
    column.target ?? 'left out',
    column.samples[0]?.replaceAll(/\s+/g, ' ').slice(0, 50) ?? '',
  ]);
  const refused = preview.rows.filter((row) => !row.isFit);
  return [
    ...table(['column', 'read as', 'for example'], rows),
    '',
    `About ${counted(preview.estimatedRowCount, ['row', 'rows'])}, ${preview.encoding}, delimiter ${JSON.stringify(preview.delimiter)}.`,
    ...preview.warnings,
    ...refused.map((row) => `Row ${row.number}: ${row.isFit ? '' : row.message}`),
    'Nothing was taken in. Run it without --preview to import.',
  ];
}

function trialLines(trial: ImportTrial): string[] {
  return [
    `${counted(trial.rows, ['row', 'rows'])}: ${trial.accepted} would be taken in, ${trial.duplicates} are known already, ${trial.rejected} would be refused.`,
    ...Object.entries(trial.notes).map(([note, count]) => `${count}×: ${note}`),
    ...trial.problems.map((problem) => `Row ${problem.row}: ${problem.message}`),
    'Nothing was taken in.',
  ];
}

async function run(
  context: CommandContext,
  opened: Opened,
  wish: { importId: string; file: string; errors: string | undefined },
): Promise<void> {
  const { deps, actor } = opened;
  const key = keyOf(opened, wish.importId);
  await startImport(deps, { ...key, actor });
  let state: 'ended' | 'more' = 'more';
  while (state === 'more') {
    state = await runImport(deps, key, { sliceRows });
    const at = await findImport(deps.db, key);
    context.output().note(`${at?.nextRow ?? 0} rows read`);
  }
  const done = await findImport(deps.db, key);
  if (done === undefined) throw new InputError('not_found', 'The import is gone');
  const errors =
    done.rejectedCount > 0
      ? await writeErrors(opened, key, wish.errors ?? errorsBeside(wish.file))
      : null;
  const { acceptedCount, duplicateCount, rejectedCount, because } = done;
  if (done.state !== 'finished') context.finish(1);
  context.output().result(
    {
      id: done.id,
      state: done.state,
      because,
      rows: done.nextRow,
      accepted: acceptedCount,
      duplicates: duplicateCount,
      rejected: rejectedCount,
      errors,
    },
    [
      ...(because === null ? [] : [`The import ${done.state}: ${because}`]),
      `${counted(done.nextRow, ['row', 'rows'])}: ${acceptedCount} taken in, ${duplicateCount} known already, ${rejectedCount} refused.`,
      ...(errors === null
        ? []
        : [`The refused rows are in ${errors}: fix them there and import that file.`]),
      'The server works on them when it runs: "fulcrum start".',
    ],
  );
}

function errorsBeside(file: string): string {
  return `${file.replace(/\.csv$/i, '')}.errors.csv`;
}

async function writeErrors(
  opened: Opened,
  key: { workspaceId: string; importId: string },
  path: string,
): Promise<string> {
  await writeFile(path, exportImportErrors(opened.deps, key));
  return path;
}
