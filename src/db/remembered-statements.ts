// Has the server keep what it worked out for a statement, because for our small look-ups planning costs more than running.

import type { PoolClient } from 'pg';
import { databaseErrorCode, isForgottenPlan } from './errors.ts';

/** A statement is worth remembering from this use on; before, its text may be one that never comes again. */
const usesBeforeNaming = 5;
/** Each remembered statement takes some 30 kB on the server in each connection. */
const namedMax = 400;
const countedMax = 5_000;

/** Names for the texts of statements, the same for all connections of a pool. */
export interface StatementNames {
  nameOf(text: string): string | undefined;
}

export function statementNames(): StatementNames {
  const uses = new Map<string, number>();
  const names = new Map<string, string>();
  return {
    nameOf(text) {
      const known = names.get(text);
      if (known !== undefined) return known;
      if (names.size >= namedMax) return undefined;
      const count = (uses.get(text) ?? 0) + 1;
      if (count < usesBeforeNaming) {
        if (uses.size >= countedMax) uses.clear();
        uses.set(text, count);
        return undefined;
      }
      uses.delete(text);
      const name = `fulcrum_${names.size + 1}`;
      names.set(text, name);
      return name;
    },
  };
}

type Query = (text: unknown, values?: unknown, callback?: unknown) => unknown;

/**
 * From now on the client's statements with parameters are named. Where the server no longer takes one (a table was
 * changed under it, or a pooler in between gave the connection away) this client names none any more, and asks again;
 * inside a transaction the statement fails with an error that `isTryAgain` knows.
 */
export function rememberStatements(client: PoolClient, names: StatementNames): void {
  const plain = client.query.bind(client) as Query;
  let isOff = false;
  const named = (text: unknown, values?: unknown, callback?: unknown): unknown => {
    if (isOff || typeof text !== 'string' || !Array.isArray(values) || callback !== undefined) {
      return plain(text, values, callback);
    }
    const name = names.nameOf(text);
    if (name === undefined) return plain(text, values);
    return (plain({ name, text, values }) as Promise<unknown>).catch(async (error: unknown) => {
      if (!isForgottenPlan(databaseErrorCode(error))) throw error;
      isOff = true;
      return await againOutsideTransaction(error, () => plain(text, values));
    });
  };
  client.query = named as typeof client.query;
}

const transactionAborted = '25P02';

// The refusal came before anything ran. Inside a transaction it ended that one, and only the whole can be done again.
async function againOutsideTransaction(refusal: unknown, ask: () => unknown): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    throw databaseErrorCode(error) === transactionAborted ? refusal : error;
  }
}
