// Keeps a world in a folder while the sandbox runs: a journal of what is done, and the whole world again
// when the journal has grown long.
import { resolve } from 'node:path';
import { openJournal, type JournalEntry } from './journal.ts';
import { saveWorld } from './store.ts';
import type { World } from './world.ts';
import type { Switches } from './switches.ts';

export type Keeper = {
  folder: string;
  /** Writes down what was done, before it is answered. */
  add(entry: JournalEntry): void;
  /** Writes the whole world and begins an empty journal. */
  saveAll(): void;
  stop(): void;
};

const LOOK_EVERY_MS = 2_000;
// Replaying takes about as long as doing: this much is a matter of seconds.
const JOURNAL_BYTES_MAX = 32 * 1024 * 1024;
// Writing a large world takes seconds; it may take up at most a twentieth of the time.
const REST_FACTOR = 20;

/** Starts keeping; the folder holds this world already, or `saveAll` comes next. */
export function keepInFolder(wish: {
  folder: string;
  world: () => World;
  ids: () => readonly number[] | null;
  switches: () => Switches;
  isStored: boolean;
}): Keeper {
  const folder = resolve(wish.folder);
  let isClean = false;
  let restUntil = 0;
  const begin = () => {
    const opened = openJournal(folder);
    opened.add({ kind: 'settings', switches: wish.switches() });
    return opened;
  };
  const writeAll = (): void => {
    const start = performance.now();
    saveWorld(wish.world(), folder, wish.ids());
    isClean = true;
    restUntil = performance.now() + (performance.now() - start) * REST_FACTOR;
  };
  if (!wish.isStored) writeAll();
  let journal = begin();
  const saveAll = (): void => {
    journal.close();
    writeAll();
    journal = begin();
  };
  const timer = setInterval(() => {
    if (journal.size() > JOURNAL_BYTES_MAX && performance.now() >= restUntil) saveAll();
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    folder,
    add: (entry) => {
      isClean = false;
      journal.add(entry);
    },
    saveAll,
    stop: () => {
      clearInterval(timer);
      journal.close();
      if (!isClean) writeAll();
    },
  };
}
