// The database as several simulated processes share it: one at a time, each statement or transaction a turn, with a
// point before it, before its commit and after it. A process that is dropped in between leaves nothing behind.

import {
  PostgresAdapter,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { Process } from '../engine/process.ts';
import type { Scheduler } from '../engine/scheduler.ts';

/** What may go wrong with a transaction besides a crash. */
export const transactionFaults = ['tryAgain', 'answerLost'] as const;
export type TransactionFault = (typeof transactionFaults)[number];

export interface Gate {
  /** A dialect whose every use is a turn of that process. */
  dialectFor(process: Process): Dialect;
  /** Rolls back what the process had open. */
  abandon(process: Process): Promise<void>;
  /** True while a transaction is under way: what is read now is not all committed. */
  isBusy(): boolean;
  readonly commits: number;
  readonly statements: number;
}

export interface GateOptions {
  inner: Dialect;
  scheduler: Scheduler;
  /** Asked before each commit of a process. */
  faultAtCommit(process: Process): TransactionFault | null;
  onStatement(process: Process, sql: string): void;
  /** Told after each commit, also of single statements. */
  onCommit(process: Process): void;
}

/** The only way of simulated processes to the database. */
export async function newGate(options: GateOptions): Promise<Gate> {
  const { inner, scheduler } = options;
  const driver = inner.createDriver();
  await driver.init();
  const connection = await driver.acquireConnection();
  let holder: Process | null = null;
  let isInTransaction = false;
  let commits = 0;
  let statements = 0;
  const isFree = (): boolean => holder === null;

  const commit = async (process: Process): Promise<void> => {
    await scheduler.point(process, 'commits');
    const fault = options.faultAtCommit(process);
    if (fault === 'tryAgain') {
      await driver.rollbackTransaction(connection);
      isInTransaction = false;
      throw databaseError('40001', 'could not serialize access (simulated)');
    }
    await driver.commitTransaction(connection);
    isInTransaction = false;
    commits += 1;
    options.onCommit(process);
    await scheduler.point(process, 'has committed');
    if (fault === 'answerLost') throw databaseError('08006', 'connection lost (simulated)');
  };

  const connectionOf = (process: Process): DatabaseConnection => ({
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      statements += 1;
      options.onStatement(process, query.sql);
      const result = await connection.executeQuery<Row>(query);
      if (!isInTransaction && !/^\s*select/iu.test(query.sql)) {
        commits += 1;
        options.onCommit(process);
      }
      return result;
    },
    streamQuery() {
      throw new Error('The embedded database has no streams.');
    },
  });

  const driverOf = (process: Process): Driver => ({
    init: async () => undefined,
    destroy: async () => undefined,
    async acquireConnection() {
      await scheduler.point(process, 'asks the database', isFree);
      holder = process;
      return connectionOf(process);
    },
    async releaseConnection() {
      if (holder === process) holder = null;
    },
    async beginTransaction(_connection: DatabaseConnection, settings: TransactionSettings) {
      await driver.beginTransaction(connection, settings);
      isInTransaction = true;
    },
    commitTransaction: async () => await commit(process),
    async rollbackTransaction() {
      if (isInTransaction) await driver.rollbackTransaction(connection);
      isInTransaction = false;
    },
    savepoint: async (_, name, compile) => await driver.savepoint?.(connection, name, compile),
    rollbackToSavepoint: async (_, name, compile) =>
      await driver.rollbackToSavepoint?.(connection, name, compile),
    releaseSavepoint: async (_, name, compile) =>
      await driver.releaseSavepoint?.(connection, name, compile),
  });

  return {
    dialectFor: (process) => ({
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driverOf(process),
      createIntrospector: (db) => inner.createIntrospector(db),
      createQueryCompiler: () => inner.createQueryCompiler(),
    }),
    async abandon(process) {
      if (holder !== process) return;
      if (isInTransaction) await driver.rollbackTransaction(connection);
      isInTransaction = false;
      holder = null;
    },
    isBusy: () => holder !== null,
    get commits() {
      return commits;
    },
    get statements() {
      return statements;
    },
  };
}

function databaseError(code: string, message: string): Error {
  const error = Object.assign(new Error(message), { code });
  // What is logged of an error is its name: ours must not look like a bug.
  error.name = 'SimulatedError';
  return error;
}
