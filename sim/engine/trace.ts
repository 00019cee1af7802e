// What happened in one run, line by line: hashed always, so that two runs can be compared, kept only where asked for.

import { createHash } from 'node:crypto';

export interface Trace {
  note(atMs: number, line: string): void;
  readonly count: number;
  /** Of everything noted so far. */
  digest(): string;
  /** Empty unless lines are kept. */
  readonly lines: readonly string[];
}

/** `startMs` is the moment that the times of lines count from. */
export function newTrace(options: { startMs: number; keepsLines: boolean }): Trace {
  const hash = createHash('sha256');
  const lines: string[] = [];
  let count = 0;
  let pending = '';
  return {
    note(atMs, line) {
      count += 1;
      pending += `${atMs} ${line}\n`;
      if (pending.length > flushLength) {
        hash.update(pending);
        pending = '';
      }
      if (options.keepsLines)
        lines.push(`${clockText(atMs - options.startMs)} ${line.replaceAll(/\n\s*/gu, ' ')}`);
    },
    get count() {
      return count;
    },
    digest() {
      return hash.copy().update(pending).digest('hex').slice(0, 16);
    },
    lines,
  };
}

const flushLength = 8_192;

function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const time = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return `${time}.${String(ms % 1_000).padStart(3, '0')}`;
}
