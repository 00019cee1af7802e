// Watches the embedded database for the failures that its library swallows. When Postgres inside gives up (a full
// disk, a failed flush, a fault of the machine code), the library answers the query as if nothing had happened;
// here that becomes an error, for that query and for every later one. A restart replays the log.

import type { PGlite } from '@electric-sql/pglite';

export interface EmbeddedGuard {
  readonly isBroken: boolean;
  /** Runs one query; throws where the database has stopped, before, during or after it. */
  use<Result>(query: () => Promise<Result>): Promise<Result>;
}

/** How the library's C code leaves its loop after an ordinary SQL error. */
const ordinaryErrorStatus = 100;
const mainLoop = '_PostgresMainLoopOnce';

/** `onBroken` is told once. */
export function guardEmbedded(pglite: PGlite, onBroken: (message: string) => void): EmbeddedGuard {
  let broken: Error | undefined;
  onFault(pglite, (cause) => {
    if (broken !== undefined) return;
    broken = new Error('The embedded database stopped; restart the process.', { cause });
    onBroken(cause instanceof Error ? cause.message : String(cause));
  });
  return {
    get isBroken() {
      return broken !== undefined;
    },
    async use(query) {
      if (broken !== undefined) throw broken;
      try {
        return await query();
      } finally {
        // oxlint-disable-next-line no-unsafe-finally -- Whatever the query says, it did not happen.
        if (broken !== undefined) throw broken;
      }
    },
  };
}

function onFault(pglite: PGlite, tell: (cause: unknown) => void): void {
  const module: Record<typeof mainLoop, () => void> = pglite.Module;
  const run = module[mainLoop].bind(module);
  module[mainLoop] = () => {
    try {
      run();
    } catch (cause) {
      if ((cause as { status?: number }).status !== ordinaryErrorStatus) tell(cause);
      throw cause;
    }
  };
}
