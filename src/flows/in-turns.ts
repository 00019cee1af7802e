// Drives long work of the core in a process that serves others meanwhile.

import type { Turns } from '../core/people/turns.ts';
import type { Deps } from './deps.ts';

/** Longer than this nobody else waits. */
const heldMsMax = 20;

/** Does the work turn by turn and lets everybody else of the process go first again and again. */
export async function inTurns<Result>(
  deps: Pick<Deps, 'clock'>,
  turns: Turns<Result>,
): Promise<Result> {
  let since = deps.clock.now().getTime();
  let step = turns.next();
  while (step.done !== true) {
    if (deps.clock.now().getTime() - since >= heldMsMax) {
      await deps.clock.sleep(0);
      since = deps.clock.now().getTime();
    }
    step = turns.next();
  }
  return step.value;
}
