// Requests from outside to one of our processes: answered, or the connection is lost with the process.

import { InputError } from '../../src/core/input-error.ts';
import type { Instance, SimDeps } from './instance.ts';
import type { World } from './world.ts';

export type Answer<Result> =
  | { got: 'answer'; result: Result }
  | { got: 'refusal'; code: string; message: string }
  /** Nobody knows what was done. */
  | { got: 'nothing' };

/** One request to any process that is up. */
export async function ask<Result>(
  world: World,
  label: string,
  run: (deps: SimDeps) => Promise<Result>,
): Promise<Answer<Result>> {
  const up = world.instances.filter((one) => one.worker !== null && !one.process.isDead);
  if (up.length === 0) return { got: 'nothing' };
  const instance = world.streams.of('balancer').pick(up);
  return await askOne(world, { instance, label }, run);
}

/** One request to this process. */
export async function askOne<Result>(
  world: World,
  to: { instance: Instance; label: string },
  run: (deps: SimDeps) => Promise<Result>,
): Promise<Answer<Result>> {
  const { process, deps } = to.instance;
  return await new Promise((resolve) => {
    const lost = (): void => resolve({ got: 'nothing' });
    process.onDeath.add(lost);
    const work = async (): Promise<Answer<Result>> => {
      await world.scheduler.point(process, `is asked: ${to.label}`);
      try {
        return { got: 'answer', result: await run(deps) };
      } catch (error) {
        if (error instanceof InputError)
          return { got: 'refusal', code: error.code, message: error.message };
        if (isSimulated(error)) return { got: 'nothing' };
        throw error;
      }
    };
    work()
      .catch((error: unknown): Answer<Result> => {
        world.violate(`"${to.label}" threw ${describe(error)}`);
        return { got: 'nothing' };
      })
      .then((answer) => {
        process.onDeath.delete(lost);
        resolve(answer);
        return undefined;
      }, lost);
  });
}

const triesMax = 400;

/** Asks again and again until there is an answer, as a careful source does. */
export async function insist<Result>(
  world: World,
  label: string,
  run: (deps: SimDeps) => Promise<Result>,
): Promise<Exclude<Answer<Result>, { got: 'nothing' }>> {
  for (let tries = 1; tries <= triesMax; tries += 1) {
    const answer = await ask(world, label, run);
    if (answer.got !== 'nothing') return answer;
    await world.sleep(Math.min(60_000, 500 * 2 ** Math.min(tries, 7)));
  }
  throw new Error(`Nobody answers "${label}".`);
}

function isSimulated(error: unknown): boolean {
  return error instanceof Error && error.message.includes('(simulated)');
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
