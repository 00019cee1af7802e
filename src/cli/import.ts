// fulcrum import: take in a spreadsheet of people, after showing how its columns are read.

import { writeFile } from 'node:fs/promises';
import { InputError } from '../core/input-error.ts';
import type { ImportPreview } from '../flows/preview-import.ts';
import type { ImportTrial } from '../flows/try-import.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { importHere, importThere } from './import-ways.ts';
import type { ImportProgress, ImportWay } from './import-ways.ts';
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
  const columns = mappingOf(wish.map ?? []);
  const use = async (way: ImportWay): Promise<void> => {
    const job =
      wish.job === undefined
        ? null
        : { externalId: wish.job, ...(wish.jobName === undefined ? {} : { name: wish.jobName }) };
    const id = await way.keep({ path: file, source: wish.source, job });
    if (Object.keys(columns).length > 0) await way.map(id, columns);
    if (wish.preview !== true && wish.dryRun !== true) {
      await run(context, way, { id, errorsPath: wish.errors ?? errorsBeside(file) });
      return;
    }
    try {
      await show(context, way, { id, isDryRun: wish.dryRun === true });
    } finally {
      await way.cancel(id);
    }
  };
  await through(context, {
    here: (opened) => use(importHere(opened)),
    there: (server) => use(importThere(server)),
  });
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
  way: ImportWay,
  { id, isDryRun }: { id: string; isDryRun: boolean },
): Promise<void> {
  const preview = await way.preview(id);
  if (!isDryRun) {
    context.output().result(preview, previewLines(preview));
    return;
  }
  const trial = await way.dryRun(id);
  context.output().result({ columns: preview.columns, ...trial }, trialLines(trial));
}

function previewLines(preview: ImportPreview): string[] {
  const rows = preview.columns.map((column) => [
    column.header,
    column.target ?? 'left out',
    column.samples[0]?.replaceAll(/\s+/g, ' ').slice(0, 50) ?? '',
  ]);
  return [
    ...table(['column', 'read as', 'for example'], rows),
    '',
    `About ${counted(preview.estimatedRowCount, ['row', 'rows'])}, ${preview.encoding}, delimiter ${JSON.stringify(preview.delimiter)}.`,
    ...preview.warnings,
    ...preview.rows.flatMap((row) => (row.isFit ? [] : [`Row ${row.number}: ${row.message}`])),
    'Nothing was taken in. Run it without --preview to import.',
  ];
}

function trialLines(trial: ImportTrial): string[] {
  return [
    `${counted(trial.rows, ['row', 'rows'])}: ${trial.accepted} would be taken in, ${trial.duplicates} are known already, ${trial.rejected} would be refused.`,
    ...Object.entries(trial.notes).map(([note, count]) => `${count}×: ${note}`),
    ...trial.problems.map((problem) => `Row ${problem.row}: ${problem.message}`),
    ...(trial.inLever.count === 0
      ? []
      : [
          `${counted(trial.inLever.count, ['row is of a person', 'rows are of people'])} in Lever already.`,
        ]),
    ...trial.inLever.shown.map(({ row, inLever }) => `Row ${row}: in Lever, ${placeOf(inLever)}`),
    ...(trial.isWhole ? [] : ['The file is longer; only its first rows were read.']),
    'Nothing was taken in.',
  ];
}

function placeOf(found: ImportTrial['inLever']['shown'][number]['inLever']): string {
  const { isConfidential, isArchived, stage, owner } = found;
  if (isConfidential) return 'confidential';
  const place = isArchived ? 'archived' : (stage ?? 'no stage');
  return owner === null ? place : `${place}, owner ${owner}`;
}

async function run(
  context: CommandContext,
  way: ImportWay,
  { id, errorsPath }: { id: string; errorsPath: string },
): Promise<void> {
  await way.start(id);
  let at: ImportProgress;
  do {
    at = await way.goOn(id);
    context.output().note(`${at.rows} rows read`);
  } while (at.state === 'running');
  const errors = at.rejected > 0 ? errorsPath : null;
  if (errors !== null) await writeFile(errors, way.errors(id));
  if (at.state !== 'finished') context.finish(1);
  const { state, because, rows, accepted, duplicates, rejected } = at;
  context
    .output()
    .result({ id, state, because, rows, accepted, duplicates, rejected, errors }, [
      ...(because === null ? [] : [`The import ${state}: ${because}`]),
      `${counted(rows, ['row', 'rows'])}: ${accepted} taken in, ${duplicates} known already, ${rejected} refused.`,
      ...(errors === null
        ? []
        : [`The refused rows are in ${errors}: correct them there and import that file.`]),
    ]);
}

function errorsBeside(file: string): string {
  return `${file.replace(/\.csv$/i, '')}.errors.csv`;
}
