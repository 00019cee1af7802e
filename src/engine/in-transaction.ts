// Runs a transaction again where the database gave it up, or where it is unknown whether its commit went through.

import type { Trx } from '../db/connect.ts';
import { isLostConnection, isTryAgain } from '../db/errors.ts';
import { backoffMs } from './after-failure.ts';
import type { EngineDeps } from './deps.ts';

const triesMax = 5;

/** `work` is run from the start each time and must notice by itself where an earlier try went through. */
export async function inTransaction<Result>(
  deps: EngineDeps,
  work: (trx: Trx) => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await deps.db.transaction().execute(work);
    } catch (error) {
      if (tries >= triesMax || !(isTryAgain(error) || isLostConnection(error))) throw error;
      deps.log.warn('engine.transaction_repeated', { tries });
      await deps.clock.sleep(backoffMs(tries, deps.chance.next()) / 10);
    }
  }
}
