// The query builder's way to the embedded database. Not the builder's own one: that waits for ever where a
// transaction cannot begin, which is what happens once the database has stopped.

import type { PGlite } from '@electric-sql/pglite';
import {
  PGliteAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { EmbeddedGuard } from './embedded-guard.ts';

/** One session for everybody: the adapter makes the builder's users take turns. */
export function embeddedDialect(pglite: PGlite, guard: EmbeddedGuard): Dialect {
  return {
    createAdapter: () => new PGliteAdapter(),
    createDriver: () => embeddedDriver(embeddedConnection(pglite, guard)),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

interface EmbeddedConnection extends DatabaseConnection {
  /** Returns what the statement became: the commit of a failed transaction is a rollback. */
  run(statement: string): Promise<string>;
}

function embeddedConnection(pglite: PGlite, guard: EmbeddedGuard): EmbeddedConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const { affectedRows, rows } = await guard.use(() =>
        pglite.query<Row>(query.sql, [...query.parameters]),
      );
      return affectedRows === undefined
        ? { rows }
        : { rows, numAffectedRows: BigInt(affectedRows) };
    },
    streamQuery() {
      throw new Error('Read page by page: the embedded database has one session and no streams.');
    },
    async run(statement) {
      const [result] = await guard.use(() => pglite.exec(statement));
      return result?.command ?? '';
    },
  };
}

function embeddedDriver(connection: EmbeddedConnection): Driver {
  const run = async (statement: string): Promise<void> => void (await connection.run(statement));
  return {
    init: nothing,
    destroy: nothing,
    releaseConnection: nothing,
    acquireConnection: async () => connection,
    beginTransaction: (_, settings) => run(beginStatement(settings)),
    async commitTransaction() {
      const outcome = await connection.run('commit');
      if (outcome !== 'ROLLBACK') return;
      throw Object.assign(new Error('The transaction had failed and was rolled back.'), {
        code: '25P02',
      });
    },
    rollbackTransaction: () => run('rollback'),
    savepoint: (_, name) => run(`savepoint ${quoted(name)}`),
    rollbackToSavepoint: (_, name) => run(`rollback to ${quoted(name)}`),
    releaseSavepoint: (_, name) => run(`release ${quoted(name)}`),
  };
}

function beginStatement(settings: TransactionSettings): string {
  const isolation =
    settings.isolationLevel === undefined ? '' : ` isolation level ${settings.isolationLevel}`;
  const access = settings.accessMode === undefined ? '' : ` ${settings.accessMode}`;
  return `begin${isolation}${access}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function nothing(): Promise<void> {}
