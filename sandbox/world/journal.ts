// What was done to a world since its folder was last written whole: one line per write, in the file before
// the write is answered, so that a killed process loses nothing it has acknowledged.
import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Switches } from './switches.ts';

type Moment = {
  at: number;
  /** Where the ids stood before. */
  ids: readonly number[] | null;
};
type StoredUpload = { field: string; filename: string; type: string; base64: string };
export type JournalEntry =
  | { kind: 'settings'; switches: Switches }
  | (Moment & { kind: 'act'; name: string; input: unknown })
  | (Moment & { kind: 'sign-in'; method: string; path: string; body: string | null })
  | (Moment & {
      kind: 'request';
      method: string;
      /** After `/v1`. */
      path: string;
      query: string;
      authorization: string;
      asOf: number | null;
      body: unknown;
      isMultipart: boolean;
      files: StoredUpload[];
    });

export type Journal = {
  add(entry: JournalEntry): void;
  /** Bytes written since it was opened. */
  size(): number;
  close(): void;
};

const FILE = 'journal.ndjson';
const NEWLINE = 10;

/** Opens the journal of a folder for adding. */
export function openJournal(folder: string): Journal {
  const file = openSync(join(folder, FILE), 'a');
  let size = 0;
  let isOpen = true;
  return {
    add: (entry) => {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      // A write may take fewer bytes than it was given.
      for (let at = 0; at < line.length;) at += writeSync(file, line, at);
      size += line.length;
    },
    size: () => size,
    close: () => {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}

/** The entries of a folder's journal; a line that was cut by a kill was never acknowledged and is dropped. */
export function readJournal(folder: string): JournalEntry[] {
  const path = join(folder, FILE);
  if (!existsSync(path)) return [];
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  if (end < bytes.length) truncateSync(path, end);
  const entries: JournalEntry[] = [];
  for (let start = 0; start < end;) {
    const stop = bytes.indexOf(NEWLINE, start);
    entries.push(JSON.parse(bytes.toString('utf8', start, stop)) as JournalEntry);
    start = stop + 1;
  }
  return entries;
}
