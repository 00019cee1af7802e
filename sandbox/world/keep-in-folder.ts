// Saves a world that lives in a folder while the sandbox runs, and once more at the end.
import { saveWorld } from './store.ts';
import type { World } from './world.ts';

const EVERY_MS = 2_000;
// A save of a large world takes seconds; it may take up at most a twentieth of the time.
const REST_FACTOR = 20;

/** Saves when something changed; the returned function saves what is left and stops. */
export function keepInFolder(wish: {
  folder: string;
  world: () => World;
  changes: () => number;
}): () => void {
  let saved = wish.changes();
  let restUntil = 0;
  const save = (): void => {
    const changes = wish.changes();
    if (changes === saved) return;
    const start = performance.now();
    saveWorld(wish.world(), wish.folder);
    saved = changes;
    restUntil = performance.now() + (performance.now() - start) * REST_FACTOR;
  };
  const timer = setInterval(() => {
    if (performance.now() >= restUntil) save();
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    save();
  };
}
