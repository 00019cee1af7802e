// fulcrum copy-database: everything into an empty database on a Postgres server, to go on from there.

import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { openDatabase, type OpenedDatabase } from '../db/connect.ts';
import { copyDatabase, type CopiedTable } from '../db/copy-database.ts';
import { migrate } from '../db/migrate.ts';
import { verifyAudit } from '../flows/verify-audit.ts';
import type { AddCommand, Opened } from './command-world.ts';
import { counted, table } from './output.ts';
import { through } from './through.ts';

export const addCopyDatabaseCommand: AddCommand = (program, context) => {
  program
    .command('copy-database')
    .description('copy everything into an empty Postgres database (stop the server first)')
    .requiredOption('--to <address>', 'postgres://user:password@host:5432/database')
    .action(async ({ to }: { to: string }) => {
      const copied = await through(context, { here: (opened) => copyTo(opened, to) });
      const rowCount = copied.reduce((sum, each) => sum + each.rowCount, 0);
      context
        .output()
        .result({ rowCount, tables: copied }, [
          ...table(['table', 'rows'], copied.filter(hasRows).map(cells)),
          '',
          `Copied ${counted(rowCount, ['row', 'rows'])}; references and the audit log are whole.`,
          'Set DATABASE_URL to that database and SECRET_KEY to the key used so far, then start.',
        ]);
    });
};

async function copyTo({ deps, workspaceId }: Opened, address: string): Promise<CopiedTable[]> {
  const target = await openTarget(address, (ms) => deps.clock.sleep(ms));
  try {
    await migrate(target.db);
    const copied = await copyDatabase(deps.db, target.db);
    const verdict = await verifyAudit({ db: target.db }, { workspaceId });
    if (verdict.isWhole) return copied;
    throw new InputError('conflict', `The audit log of the copy is not whole: ${verdict.because}.`);
  } finally {
    await target.close();
  }
}

async function openTarget(
  address: string,
  sleep: (ms: number) => Promise<void>,
): Promise<OpenedDatabase> {
  try {
    return await openDatabase({
      databaseUrl: new Secret(address),
      dataDir: '',
      connectWithinMs: 0,
      sleep,
    });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.code, error.message.replace('DATABASE_URL', '--to'), error.field);
  }
}

function hasRows({ rowCount }: CopiedTable): boolean {
  return rowCount > 0;
}

function cells({ table: name, rowCount }: CopiedTable): [string, number] {
  return [name, rowCount];
}
