// What befalls the whole installation at once: all processes die, commits are lost, an old backup is put back, clocks jump.

import type { Random } from '../../sandbox/random.ts';
import { upgradeFromOld } from '../database/upgrade.ts';
import type { DisasterName } from '../world/fault-names.ts';
import { connectKey, processName, type Simulation } from '../world/set-up.ts';
import { resendSince } from './source.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Plays one disaster to its end. */
export async function playDisaster(
  simulation: Simulation,
  name: DisasterName,
  random: Random,
): Promise<void> {
  // One at a time: a restore in the middle of an upgrade is nobody's plan.
  while (simulation.world.isInDisaster) await simulation.world.sleep(10_000);
  simulation.world.isInDisaster = true;
  try {
    simulation.world.faults.count(name);
    await disasters[name](simulation, random);
  } finally {
    simulation.world.isInDisaster = false;
  }
}

const disasters: Record<DisasterName, (simulation: Simulation, random: Random) => Promise<void>> = {
  'disaster.crashAll': crashAll,
  'disaster.restore': restore,
  'disaster.loseCommits': loseCommits,
  'disaster.upgrade': upgrade,
  'disaster.clockForward': (simulation) => jump(simulation, hourMs),
  'disaster.clockBack': (simulation) => jump(simulation, -hourMs),
  'disaster.newKey': newKey,
  'disaster.deploy': deploy,
};

/** The machine loses power. */
async function crashAll(simulation: Simulation, random: Random): Promise<void> {
  await dropAll(simulation);
  await simulation.world.sleep(random.int(2 * minuteMs));
  await startAll(simulation, false);
}

/** A backup taken a while ago is put back; the source then reports again what came after it. */
async function restore(simulation: Simulation, random: Random): Promise<void> {
  const { world } = simulation;
  await whenFree(simulation);
  await world.database.backups.take();
  const takenMs = world.scheduler.nowMs();
  await world.sleep(minuteMs + random.int(12 * minuteMs));
  await dropAll(simulation);
  await world.database.backups.putBack();
  world.seen.losses.push(takenMs);
  await world.sleep(random.int(minuteMs));
  await startAll(simulation, true);
  await resendSince(world, takenMs);
}

/** The last few commits never reached the disk: the process finds itself a little in the past. */
async function loseCommits(simulation: Simulation, random: Random): Promise<void> {
  const { world } = simulation;
  await whenFree(simulation);
  await world.database.backups.take();
  const takenMs = world.scheduler.nowMs();
  const until = world.gate.commits + 1 + random.int(8);
  // With nothing going on there is nothing to lose.
  for (let tries = 0; world.gate.commits < until && tries < 60; tries += 1) await world.sleep(250);
  await dropAll(simulation);
  await world.database.backups.putBack();
  world.seen.losses.push(takenMs);
  await world.sleep(random.int(20_000));
  // One process alone notices by the unclean end; several, by the log that is shorter than they knew.
  await startAll(simulation, !world.plan.isEmbedded);
  await resendSince(world, takenMs);
}

/** All processes stop, the schema of an older version is brought up to date, and all start again. */
async function upgrade(simulation: Simulation): Promise<void> {
  const { world } = simulation;
  await dropAll(simulation);
  const lost = await upgradeFromOld(world.database);
  world.trace.note(world.scheduler.nowMs(), `upgraded from an older schema (${lost.join(', ')})`);
  await startAll(simulation, false);
}

/** The time server is wrong: all clocks of the installation jump, and come back after a while. */
async function jump({ world }: Simulation, byMs: number): Promise<void> {
  const set = (offsetMs: number): void => {
    for (const { process } of world.instances) process.skewMs += offsetMs - world.clockOffsetMs;
    world.clockOffsetMs = offsetMs;
    world.trace.note(world.scheduler.nowMs(), `all clocks are ${offsetMs} ms off`);
  };
  set(byMs);
  await world.sleep(4 * minuteMs);
  set(0);
}

/** Lever's key is revoked; an admin connects with another one some minutes later. */
async function newKey({ world }: Simulation, random: Random): Promise<void> {
  const { control } = world.sandbox;
  control.revokeKey({ apiKey: world.apiKey });
  await world.sleep(minuteMs + random.int(6 * minuteMs));
  world.apiKey = control.addKey({ name: 'another key', confidential: true }).apiKey;
  await connectKey(world, world.apiKey);
}

/** A new version is rolled out: one process after the other stops cleanly and is started again. */
async function deploy(simulation: Simulation): Promise<void> {
  const { world, installation } = simulation;
  for (const instance of world.instances.slice()) {
    const name = instance.process.name.replace(/\d+$/u, '');
    await installation.stop(instance);
    if (!isUp(simulation, name)) await installation.start(name);
  }
}

async function dropAll({ world, installation }: Simulation): Promise<void> {
  for (const instance of world.instances.slice()) await installation.crash(instance);
  // Whatever was on its way to start comes back with all the others.
  world.isDown = true;
}

async function startAll(simulation: Simulation, wasRestored: boolean): Promise<void> {
  const { world, installation } = simulation;
  world.isDown = false;
  for (let at = 0; at < world.plan.processCount; at += 1) {
    const name = processName(at);
    if (!isUp(simulation, name)) await installation.start(name, { wasRestored });
  }
}

function isUp({ world }: Simulation, name: string): boolean {
  return world.instances.some((one) => one.process.name.replace(/\d+$/u, '') === name);
}

/** A backup holds what is committed, so it is taken between transactions. */
async function whenFree({ world }: Simulation): Promise<void> {
  while (world.gate.isBusy()) await world.sleep(7);
}
