// The embedded Postgres for the simulator: the same engine and settings as the real embedded database, but each
// statement is prepared once and then run in one exchange, three times faster than through the library's own query call.

import { PGlite, parse, protocol } from '@electric-sql/pglite';
import {
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { byteaOid, formatBytes, valueParsers } from '../../src/db/value-types.ts';

export interface PreparedDatabase {
  dialect: Dialect;
  /** Runs one or several statements without parameters. */
  run(statements: string): void;
  dump(): Promise<Blob>;
  close(): Promise<void>;
}

const settings = [
  'shared_buffers=16MB',
  'max_wal_size=64MB',
  'min_wal_size=32MB',
  'track_counts=off',
  // A plan must not depend on how often a statement ran before: the next seed would find its rows in another order.
  'plan_cache_mode=force_generic_plan',
  'jit=off',
  // Nothing survives the process anyway.
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
];

/** Opens it in memory, from a dump where given. */
export async function openPrepared(template?: Blob): Promise<PreparedDatabase> {
  const pglite = await PGlite.create({
    startParams: [...PGlite.defaultStartParams, ...settings.flatMap((setting) => ['-c', setting])],
    parsers: valueParsers,
    serializers: { [byteaOid]: formatBytes },
    ...(template === undefined ? {} : { loadDataDir: template }),
  });
  const connection = connectionOf(pglite);
  const run = (statements: string): void => void exchange(pglite, serialize.query(statements));
  return {
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driverOf(pglite, connection),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    run,
    dump: () => pglite.dumpDataDir('none'),
    close: () => pglite.close(),
  };
}

const { serialize, Parser } = protocol;
type Message = Parameters<Parameters<InstanceType<typeof Parser>['parse']>[1]>[0];

interface Prepared {
  name: string;
  parameterTypes: number[];
}

function connectionOf(pglite: PGlite): DatabaseConnection {
  const known = new Map<string, Prepared>();

  const prepare = (sql: string): Prepared => {
    const found = known.get(sql);
    if (found !== undefined) return found;
    const name = `s${known.size + 1}`;
    const messages = exchange(
      pglite,
      serialize.parse({ name, text: sql }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    );
    const described = messages.find((message) => message.name === 'parameterDescription');
    const parameterTypes = (described as { dataTypeIDs?: number[] } | undefined)?.dataTypeIDs ?? [];
    const prepared = { name, parameterTypes };
    known.set(sql, prepared);
    return prepared;
  };

  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const { name, parameterTypes } = prepare(query.sql);
      const values = query.parameters.map((value, at) =>
        textOf(pglite, value, parameterTypes[at] ?? 0),
      );
      const messages = exchange(
        pglite,
        serialize.bind({ statement: name, values }),
        serialize.describe({ type: 'P' }),
        serialize.execute({}),
        serialize.sync(),
      );
      const [result] = parse.parseResults(messages, pglite.parsers);
      const rows = (result?.rows ?? []) as Row[];
      const { affectedRows } = result ?? {};
      return affectedRows === undefined
        ? { rows }
        : { rows, numAffectedRows: BigInt(affectedRows) };
    },
    streamQuery() {
      throw new Error('The embedded database has no streams.');
    },
  };
}

function driverOf(pglite: PGlite, connection: DatabaseConnection): Driver {
  const run = (statement: string): Message[] => exchange(pglite, serialize.query(statement));
  return {
    init: nothing,
    destroy: nothing,
    releaseConnection: nothing,
    acquireConnection: async () => connection,
    async beginTransaction() {
      run('begin');
    },
    async commitTransaction() {
      const messages = run('commit');
      const done = messages.find((message) => message.name === 'commandComplete');
      if (done === undefined || !('text' in done) || done.text !== 'ROLLBACK') return;
      throw Object.assign(new Error('The transaction had failed and was rolled back.'), {
        code: '25P02',
      });
    },
    async rollbackTransaction() {
      run('rollback');
    },
    async savepoint(_, name) {
      run(`savepoint "${name}"`);
    },
    async rollbackToSavepoint(_, name) {
      run(`rollback to "${name}"`);
    },
    async releaseSavepoint(_, name) {
      run(`release "${name}"`);
    },
  };
}

/** Sends the messages in one go and gives back the answers; throws what the database complained about. */
function exchange(pglite: PGlite, ...messages: Uint8Array[]): Message[] {
  const answer = pglite.execProtocolRawSync(Buffer.concat(messages));
  const answers: Message[] = [];
  new Parser().parse(answer, (message) => answers.push(message));
  const error = answers.find((message) => message.name === 'error');
  if (error !== undefined) throw named(error as unknown as Error & { code?: string });
  return answers;
}

/** What the log tells of an error is its name: here that says enough to find the statement. */
function named(error: Error & { code?: string }): Error {
  error.name = `DatabaseError ${error.code ?? ''} ${error.message}`;
  return error;
}

function textOf(pglite: PGlite, value: unknown, type: number): string | null {
  if (value === null || value === undefined) return null;
  const serializer = pglite.serializers[type];
  if (serializer !== undefined) return serializer(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function nothing(): Promise<void> {}
