// fulcrum suppress: the one list of people, addresses, domains, profiles and companies not to contact.

import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { InputError } from '../core/input-error.ts';
import { listSuppressions, suppressionKinds } from '../db/queries/suppressions.ts';
import type { Suppression } from '../db/queries/suppressions.ts';
import { addSuppressions, liftSuppression } from '../flows/change-suppressions.ts';
import { exportSuppressions } from '../flows/export-suppressions.ts';
import { importCauses, importSuppressions } from '../flows/suppression-sheets.ts';
import type { ImportCause, SuppressionsTaken } from '../flows/suppression-sheets.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { getPersonId } from './find-person.ts';
import { counted, table } from './output.ts';
import { allPages, through } from './through.ts';

const listMax = 100_000;
const kindsText = suppressionKinds.join(', ');
const causesText = importCauses.join(', ');

export const addSuppressCommand: AddCommand = (program, context) => {
  const suppress = program.command('suppress').description('whom never to contact');
  suppress
    .command('list')
    .description('entries in force, newest first')
    .option('--all', 'those taken back too')
    .action((options: { all?: boolean }) => list(context, options.all !== true));
  suppress
    .command('add')
    .description('never contact this; counts at once and everywhere')
    .argument('<kind>', kindsText)
    .argument('<value>', 'address, number, domain, profile, company, or the person')
    .requiredOption('--because <text>', 'why, without personal values')
    .option('--cause <cause>', causesText, 'manual')
    .action((kind: string, value: string, options: { because: string; cause: string }) =>
      add(context, { kind, value, ...options }),
    );
  suppress
    .command('lift')
    .description('take an entry back; what it stopped stays stopped')
    .argument('<id>')
    .requiredOption('--because <text>', 'why this may be contacted again')
    .action((id: string, { because }: { because: string }) => lift(context, id, because));
  suppress
    .command('import')
    .description('take in a CSV with the column value, and kind, cause and because where needed')
    .argument('<file>')
    .option('--cause <cause>', `of rows that name none: ${causesText}`, 'import')
    .option('--because <text>', 'of rows without a reason', 'on a list that was taken in')
    .option('--preview', 'read it and do nothing')
    .action((file: string, options: ImportOptions) => importFile(context, file, options));
  suppress
    .command('export')
    .description('write the list as CSV that can be taken in again')
    .argument('<file>')
    .option('--all', 'those taken back too')
    .action((file: string, options: { all?: boolean }) =>
      exportFile(context, file, options.all !== true),
    );
};

type Shown = Pick<Suppression, 'id' | 'kind' | 'shownAs' | 'cause' | 'because' | 'personId'> & {
  placedAt: string | Date;
};

async function list(context: CommandContext, isInForce: boolean): Promise<void> {
  const entries = await through<Shown[]>(context, {
    here: async ({ deps, workspaceId }) =>
      (
        await listSuppressions(deps.db, { workspaceId, isInForce, before: null, limit: listMax })
      ).map(({ keyHash: _hash, ...row }) => row),
    there: async (server) =>
      await allPages<Shown>(server, `/v1/suppressions?names=true&inForce=${isInForce}`),
  });
  const rows = entries.map((one) => [
    new Date(one.placedAt).toISOString(),
    one.kind,
    one.shownAs ?? one.personId,
    one.cause,
    one.because,
    one.id,
  ]);
  context
    .output()
    .result(
      { entries },
      rows.length === 0
        ? ['The list is empty.']
        : table(['since', 'kind', 'what', 'cause', 'because', 'id'], rows),
    );
}

async function add(
  context: CommandContext,
  given: { kind: string; value: string; because: string; cause: string },
): Promise<void> {
  const { because } = given;
  const kind = suppressionKinds.find((one) => one === given.kind);
  if (kind === undefined) throw new InputError('invalid', `Use one of ${kindsText}.`, 'kind');
  const cause = causeOf(given.cause);
  const value = kind === 'person' ? await getPersonId(context, given.value) : given.value;
  const items = [{ kind, value, because }];
  const { addedCount } = await through<{ addedCount: number }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await addSuppressions(deps, { workspaceId, items, cause, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/suppressions',
        body: { cause, items },
      })) as { addedCount: number },
  });
  const line = addedCount === 0 ? 'It is on the list already.' : 'It counts from now on.';
  context.output().result({ addedCount }, [line]);
}

function causeOf(text: string): ImportCause {
  const cause = importCauses.find((one) => one === text);
  if (cause !== undefined) return cause;
  throw new InputError('invalid', `Use one of ${causesText}.`, 'cause');
}

async function lift(context: CommandContext, id: string, because: string): Promise<void> {
  await through<unknown>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await liftSuppression(deps, { workspaceId, suppressionId: id, because, actor }),
    there: async (server) =>
      await server.ask({
        method: 'POST',
        path: `/v1/suppressions/${id}/lift`,
        body: { because },
      }),
  });
  context.output().result({ id }, ['It is taken back. What it stopped stays stopped.']);
}

interface ImportOptions {
  cause: string;
  because: string;
  preview?: boolean;
}

async function importFile(
  context: CommandContext,
  file: string,
  options: ImportOptions,
): Promise<void> {
  const cause = causeOf(options.cause);
  const { because } = options;
  const isDryRun = options.preview === true;
  const taken = await through<SuppressionsTaken>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await importSuppressions(deps, {
        workspaceId,
        content: contentOf(file),
        cause,
        because,
        isDryRun,
        actor,
      }),
    there: async (server) => {
      const query = new URLSearchParams({ cause, because, preview: String(isDryRun) });
      const path = `/v1/suppressions/import?${query.toString()}`;
      return (await server.upload(path, contentOf(file))) as SuppressionsTaken;
    },
  });
  const verb = isDryRun ? 'can be read' : 'added';
  context
    .output()
    .result({ isPreview: isDryRun, ...taken }, [
      `${counted(taken.rows, ['row', 'rows'])}: ${taken.added} ${verb}, ${taken.refused} refused.`,
      ...taken.problems.map((one) => `  row ${one.row}: ${one.because}`),
    ]);
  if (taken.refused > 0) context.finish(1);
}

async function* contentOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const code = (error as { code?: string }).code ?? 'unknown';
    throw new InputError('invalid', `The file ${path} cannot be read (${code}).`, 'file');
  }
}

async function exportFile(
  context: CommandContext,
  file: string,
  isInForce: boolean,
): Promise<void> {
  await through<void>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await writeFile(file, exportSuppressions(deps, { workspaceId, actor, isInForce }), {
        mode: 0o600,
      }),
    there: async (server) =>
      await writeFile(file, server.download(`/v1/suppressions/export.csv?inForce=${isInForce}`), {
        mode: 0o600,
      }),
  });
  context
    .output()
    .result({ file }, [`Written to ${file}, readable by you alone: it holds addresses.`]);
}
