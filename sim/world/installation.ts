// The processes of the installation: started, crashed, started again; and what befalls all of them at once.

import { newProcess, type Process } from '../engine/process.ts';
import { dbOver } from '../database/sim-database.ts';
import { PortFailure } from '../../src/ports/failure.ts';
import type { WebhookSender } from '../../src/ports/webhook-sender.ts';
import { newInstance, startInstance, type Instance } from './instance.ts';
import { transportOf, type LinkOptions } from './lever-link.ts';
import { mailPortsOf } from './mail-ports.ts';
import { restartLater } from './restart.ts';
import type { World } from './world.ts';

export interface Installation {
  /** Starts a process under that name; resolves when it works or is dropped. */
  start(name: string, how?: { wasRestored?: boolean }): Promise<void>;
  /** Drops it between two awaits. */
  crash(instance: Instance): Promise<void>;
  /** Lets it stop cleanly. */
  stop(instance: Instance): Promise<void>;
}

// Slower than the real bell: each ring costs every process four looks.
const bellMs = 1_000;
const stopMaxMs = 60_000;

/** `link` is the way to Lever that every process shares. */
export function newInstallation(world: World, link: LinkOptions): Installation {
  const starts = new Map<string, number>();

  const make = (name: string): Instance => {
    const count = (starts.get(name) ?? 0) + 1;
    starts.set(name, count);
    const skewMs = Math.floor((world.streams.of(`clock ${name}`).next() - 0.5) * 800);
    const process = newProcess(`${name}${count}`, skewMs + world.clockOffsetMs);
    let isRinging = false;
    const instance = newInstance({
      process,
      db: dbOver(world.gate.dialectFor(process)),
      scheduler: world.scheduler,
      streams: world.streams,
      transport: transportOf(link, process),
      webhooks: webhooksOf(world, process),
      mail: mailPortsOf(world, process),
      logLines: world.seen.logLines,
      isEmbedded: world.plan.isEmbedded,
      onWake() {
        if (isRinging || world.instances.length < 2) return;
        if (world.faults.strikes('wake.lost')) return;
        isRinging = true;
        world.scheduler.after(bellMs, `${process.name} rings`, () => {
          isRinging = false;
          for (const other of world.instances) if (other !== instance) other.worker?.wake();
        });
      },
    });
    return instance;
  };

  const installation: Installation = {
    async start(name, how = {}) {
      const instance = make(name);
      const { process } = instance;
      world.instances.push(instance);
      world.trace.note(world.scheduler.nowMs(), `${process.name} starts`);
      await new Promise<void>((resolve) => {
        process.onDeath.add(resolve);
        startInstance(instance, {
          isEmbedded: world.plan.isEmbedded,
          wasRestored: how.wasRestored === true,
          sendsOutreach: world.plan.sendsOutreach,
        }).then(resolve, (error: unknown) => {
          // The database failed at the start: whoever watches the process starts it again.
          world.trace.note(world.scheduler.nowMs(), `${process.name} could not start`);
          if (!String(error).includes('(simulated)')) world.violate(`no start: ${String(error)}`);
          void crash(world, instance).then(() => {
            restartLater(world, installation, { name, restartMs: 10_000, ...how });
            resolve();
            return undefined;
          });
        });
      });
    },
    crash: async (instance) => await crash(world, instance),
    async stop(instance) {
      const { process, worker } = instance;
      world.trace.note(world.scheduler.nowMs(), `${process.name} is asked to stop`);
      const stopping = worker?.stop() ?? Promise.resolve();
      await Promise.race([
        stopping.catch(() => undefined),
        world.sleep(stopMaxMs),
        new Promise<void>((resolve) => void process.onDeath.add(resolve)),
      ]);
      await crash(world, instance);
    },
  };
  return installation;
}

async function crash(world: World, instance: Instance): Promise<void> {
  const { process } = instance;
  if (process.isDead) return;
  world.trace.note(world.scheduler.nowMs(), `${process.name} is gone`);
  world.scheduler.drop(process);
  const at = world.instances.indexOf(instance);
  if (at >= 0) world.instances.splice(at, 1);
  await world.gate.abandon(process);
  for (const tell of process.onDeath) tell();
  process.onDeath.clear();
}

/** Our signed webhooks: the source takes them, or does not answer. */
function webhooksOf(world: World, process: Process): WebhookSender {
  return {
    async send(webhook) {
      await world.scheduler.point(process, 'tells the source');
      if (world.faults.strikes('source.webhookFails')) {
        throw new PortFailure({
          kind: 'unreachable',
          message: 'The source does not answer.',
          detail: '(simulated)',
        });
      }
      world.seen.webhooks.push(webhook);
      await world.scheduler.point(process, 'has told the source');
      return 200;
    },
  };
}
