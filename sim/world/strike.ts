// What may befall a process at a point: it is dropped and started again later, or held still for a while.

import type { Process } from '../engine/process.ts';
import type { Installation } from './installation.ts';
import { restartLater } from './restart.ts';
import type { World } from './world.ts';

const restartMsMax = 90_000;
const stallMsMax = 8 * 60_000;

/** Called at every point before the process goes on. */
export async function strikeProcess(
  world: World,
  installation: Installation,
  at: { process: Process; label: string },
): Promise<void> {
  const { process, label } = at;
  if (world.workspaceId === '') return;
  const instance = world.instances.find((one) => one.process === process);
  if (instance === undefined) return;
  // Between an answer and its commit a crash matters most, so that is where most of them are.
  const isTender = label === 'has an answer' || label === 'loses the connection';
  const chances = isTender ? 8 : 1;
  if (Array.from({ length: chances }).some(() => world.faults.strikes('process.crash'))) {
    await installation.crash(instance);
    const restartMs = Math.floor(world.faults.shape('process.crash') ** 2 * restartMsMax);
    const name = process.name.replace(/\d+$/u, '');
    restartLater(world, installation, { name, restartMs });
    return;
  }
  // With the database in hand it would hold everybody still: a server would not. And a request that was handed to the
  // network is gone: between the last look at the clock and that there is no time to speak of.
  if (label.includes('commit') || label.startsWith('calls')) return;
  if (world.faults.strikes('process.stall')) {
    const forMs = Math.floor(1_000 + world.faults.shape('process.stall') * stallMsMax);
    process.stalledUntilMs = world.scheduler.nowMs() + forMs;
    world.trace.note(world.scheduler.nowMs(), `${process.name} is held still for ${forMs} ms`);
  }
}
