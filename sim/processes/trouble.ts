// The trouble, chosen by a seed: processes killed, frozen past their lease, ended politely; Postgres restarted; links
// between any two parties hurt for a while.

import { createRandom } from '../../sandbox/random.ts';
import type { ServerSlot } from './server-process.ts';
import { linkFaults } from './tcp-proxy.ts';
import type { LinkFault, TcpProxy } from './tcp-proxy.ts';
import { leaseMs } from './world.ts';
import type { ProcessWorld } from './world.ts';

export interface TroubleReport {
  kills: number;
  /** Of these, while the process was still starting. */
  killsAtStart: number;
  freezes: number;
  politeStops: number;
  postgresRestarts: Record<'fast' | 'immediate', number>;
  linkFaults: Record<LinkFault, number>;
  /** Per link, how often it was hurt. */
  links: Record<string, number>;
}

export interface Trouble {
  report(): TroubleReport;
  /** Resolves after the wished kills, with everything healed, thawed and started again. */
  run(): Promise<void>;
  progress(): number;
}

export interface TroubleWish {
  seed: number;
  kills: number;
  say(line: string): void;
}

const pauseMs = { shortest: 200, longest: 1_300 };
const hurtMs = { shortest: 300, longest: 3_500 };
const ownEndsMax = 60;
const chances = { kill: 0.72, freeze: 0.05, politeStop: 0.03, hurt: 0.185 };

/** Order and kind come from the seed; the moments are those of real processes, so no two runs are alike. */
export function planTrouble(world: ProcessWorld, wish: TroubleWish): Trouble {
  const random = createRandom(`trouble ${wish.seed}`);
  const counts: TroubleReport = {
    kills: 0,
    killsAtStart: 0,
    freezes: 0,
    politeStops: 0,
    postgresRestarts: { fast: 0, immediate: 0 },
    linkFaults: Object.fromEntries(
      linkFaults.map((fault) => [fault, 0]),
    ) as TroubleReport['linkFaults'],
    links: Object.fromEntries([...world.links.keys()].map((name) => [name, 0])),
  };
  const between = ({ shortest, longest }: { shortest: number; longest: number }): number =>
    shortest + random.int(longest - shortest);
  /** What still has to be undone before the end. */
  const open = new Set<Promise<unknown>>();
  const later = (work: Promise<unknown>): void => {
    const kept = work.catch((error: unknown) => wish.say(`trouble: ${String(error)}`));
    open.add(kept);
    void kept.finally(() => open.delete(kept));
  };
  const hurt = new Set<TcpProxy>();

  async function kill(slot: ServerSlot): Promise<void> {
    const state = slot.state();
    if (state === 'down') return;
    counts.kills += 1;
    if (state === 'starting') counts.killsAtStart += 1;
    await slot.kill('SIGKILL');
    later(slot.start());
  }

  async function freeze(slot: ServerSlot): Promise<void> {
    if (slot.state() !== 'ready') return;
    counts.freezes += 1;
    slot.freeze();
    await after(leaseMs * (1.2 + random.next()));
    slot.thaw();
  }

  async function hurtLink(): Promise<void> {
    const [name, link] = random.pick([...world.links]);
    const fault = random.pick(linkFaults);
    if (hurt.has(link)) return;
    counts.linkFaults[fault] += 1;
    counts.links[name] = (counts.links[name] ?? 0) + 1;
    hurt.add(link);
    link.hurt(fault);
    await after(between(hurtMs));
    link.heal();
    hurt.delete(link);
  }

  async function next(): Promise<void> {
    const draw = random.next();
    const slot = random.pick(world.slots);
    if (draw < chances.kill) return await kill(slot);
    if (draw < chances.kill + chances.freeze) return later(freeze(slot));
    if (draw < chances.kill + chances.freeze + chances.politeStop) {
      if (slot.state() !== 'ready') return;
      counts.politeStops += 1;
      return later(slot.kill('SIGTERM').then(async () => await slot.start()));
    }
    if (draw < 1 - 0.015) return later(hurtLink());
    const how = random.pick(['fast', 'immediate'] as const);
    counts.postgresRestarts[how] += 1;
    await world.postgres.restart(how);
  }

  return {
    report: () => counts,
    progress: () => counts.kills / wish.kills,
    async run() {
      let told = 0;
      while (counts.kills < wish.kills) {
        await after(between(pauseMs));
        await next();
        reviveAll(world, later);
        refuseEndless(world);
        if (counts.kills >= told + 25) {
          told = counts.kills;
          wish.say(`${counts.kills} kills, ${JSON.stringify(counts.linkFaults)}`);
        }
      }
      await Promise.all(open);
      reviveAll(world, later);
      await Promise.all(open);
    },
  };
}

/** Servers that cannot even start prove nothing: their last words say why. */
function refuseEndless(world: ProcessWorld): void {
  const ends = world.slots.flatMap((slot) => slot.ownEnds());
  if (ends.length > ownEndsMax)
    throw new Error(`Servers keep ending by themselves: ${ends.at(-1)}`);
}

/** A supervisor: whatever ended by itself is started again. */
function reviveAll(world: ProcessWorld, later: (work: Promise<unknown>) => void): void {
  for (const slot of world.slots) if (slot.state() === 'down') later(slot.start());
}

async function after(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
