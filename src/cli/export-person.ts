// fulcrum export-person: everything held on one person, for whoever asks for it.

import { writeFile } from 'node:fs/promises';
import { exportPerson } from '../flows/access-export.ts';
import type { AccessExport } from '../flows/access-export.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { getPersonId } from './find-person.ts';
import { counted, table } from './output.ts';
import { through } from './through.ts';

export const addExportPersonCommand: AddCommand = (program, context) => {
  program
    .command('export-person')
    .description('everything held on a person, as JSON; the reading is audited')
    .argument('<person>', 'id, email address or profile address')
    .option('--to <file>', 'write it there, readable for you alone')
    .action((person: string, options: { to?: string }) => run(context, person, options.to));
};

async function run(context: CommandContext, person: string, file: string | undefined) {
  const personId = await getPersonId(context, person);
  const found = await through<AccessExport>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await exportPerson(deps, { workspaceId, personId, actor }),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: `/v1/people/${personId}/export` })) as AccessExport,
  });
  if (file !== undefined) {
    const text = `${JSON.stringify(found, null, 2)}\n`;
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  }
  const rows = Object.entries(found.tables).flatMap(([name, { rows: held }]) =>
    held.length === 0 ? [] : [[name, held.length]],
  );
  context
    .output()
    .result(file === undefined ? found : { personId: found.personId, file }, [
      ...table(['what', 'rows'], rows),
      `${counted(found.sources.length, ['source', 'sources'])}, ${counted(found.files.length, ['file', 'files'])}.`,
      file === undefined
        ? 'Write it down with --to FILE, or print it with --json.'
        : `It is in ${file}.`,
    ]);
}
