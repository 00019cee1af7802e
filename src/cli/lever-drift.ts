// fulcrum drift: fields that stand in Lever otherwise than both sides last agreed, and why.

import { readDriftPage, type DriftedRecord } from '../flows/drift-report.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import type { Opened } from './command-world.ts';
import { counted } from './output.ts';
import { allPages, through } from './through.ts';

/** Of 500 records each; a larger base is read over the API. */
const pagesMax = 200;

export const addDriftCommand: AddCommand = (program, context) => {
  program
    .command('drift')
    .description('fields that differ from what was last agreed with Lever, and why')
    .action(() => drift(context));
};

async function drift(context: CommandContext): Promise<void> {
  const records = await through<DriftedRecord[]>(context, {
    here: readAll,
    there: async (server) => await allPages<DriftedRecord>(server, '/v1/lever/drift'),
  });
  const lines = records.flatMap((record) => [
    `person ${record.personId}, record ${record.recordId}`,
    ...record.fields.map(
      ({ field, agreed, theirs, because }) =>
        `  ${field}: agreed ${shown(agreed)}, in Lever ${shown(theirs)} (${because})`,
    ),
  ]);
  const total = `${counted(records.length, ['candidate differs', 'candidates differ'])} from what was agreed.`;
  context.output().result({ records }, [...lines, total]);
}

async function readAll({ deps, workspaceId }: Opened): Promise<DriftedRecord[]> {
  const records: DriftedRecord[] = [];
  let after: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const found = await readDriftPage(deps, { workspaceId, after });
    records.push(...found.records);
    after = found.next;
    if (after === null) return records;
  }
  return records;
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
