// Runs a transaction again where the database gave it up only because of others.
import type { Db, Trx } from '../db/connect.ts';
import { isTryAgain } from '../db/errors.ts';

const triesMax = 4;

/** `work` must be repeatable from the start: the database rolled back all of it before each new try. */
export async function inTransaction<Result>(
  db: Db,
  work: (trx: Trx) => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (tries >= triesMax || !isTryAgain(error)) throw error;
    }
  }
}
