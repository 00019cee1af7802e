// Brings a process back that is gone, as whoever watches over processes does.

import type { Installation } from './installation.ts';
import type { World } from './world.ts';

/** Starts another process of that name after a while. */
export function restartLater(
  world: World,
  installation: Installation,
  restart: { name: string; restartMs: number; wasRestored?: boolean },
): void {
  const { name, restartMs } = restart;
  world.pending.add(`restart ${name}`);
  world.scheduler.after(restartMs, `${name} comes back`, () => {
    const isThere = world.instances.some((one) => one.process.name.replace(/\d+$/u, '') === name);
    const starting =
      isThere || world.isDown
        ? Promise.resolve()
        : installation.start(name, { wasRestored: restart.wasRestored === true });
    void starting.then(() => world.pending.delete(`restart ${name}`));
  });
}
