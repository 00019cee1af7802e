// Cuts a stream of bytes into lines in bounded memory, and notices when the sender pauses or stalls.
import type { Readable } from 'node:stream';

export const lineBytesMax = 16 * 1024 * 1024;

export interface Line {
  /** 1 for the first line of the stream; empty lines count but are left out. */
  number: number;
  bytes: Uint8Array;
  /** The line was longer than allowed; its bytes are not kept. */
  isTooLong: boolean;
}

export interface Piece {
  lines: Line[];
  /** Nothing more has arrived yet. */
  isPause: boolean;
  /** Why reading ended before the stream did. */
  stopped: string | null;
}

const newline = 10;

export interface StreamLimits {
  idleMs: number;
  stop: AbortSignal;
}

/** Ends with a stopped piece where nothing arrives for `idleMs`, `stop` is raised, or the sender breaks off. */
export async function* readLines(body: Readable, limits: StreamLimits): AsyncGenerator<Piece> {
  const cut = lineCutter();
  const source = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  for (;;) {
    const next = await nextChunk(source, limits);
    if (typeof next === 'string') {
      yield { lines: [], isPause: false, stopped: next };
      return;
    }
    if (next.done === true) {
      yield { lines: cut.end(), isPause: false, stopped: null };
      return;
    }
    yield { lines: cut.add(next.value), isPause: body.readableLength === 0, stopped: null };
  }
}

async function nextChunk(
  source: AsyncIterator<Uint8Array>,
  limits: StreamLimits,
): Promise<IteratorResult<Uint8Array> | string> {
  const { idleMs, stop } = limits;
  let timer: NodeJS.Timeout | undefined;
  let onStop: (() => void) | undefined;
  // The listener is taken off again: a promise raced for every piece would keep them all.
  const ended = new Promise<string>((resolve) => {
    const idle = `Nothing arrived for ${idleMs / 1000} seconds; send the rest again`;
    timer = setTimeout(() => resolve(idle), idleMs);
    onStop = () => resolve('The server is closing; send the rest again');
    if (stop.aborted) onStop();
    stop.addEventListener('abort', onStop, { once: true });
  });
  const broken = 'The stream was broken off; send the rest again';
  try {
    return await Promise.race([source.next().catch(() => broken), ended]);
  } finally {
    clearTimeout(timer);
    if (onStop !== undefined) stop.removeEventListener('abort', onStop);
  }
}

function lineCutter(): { add(chunk: Uint8Array): Line[]; end(): Line[] } {
  let number = 0;
  let parts: Uint8Array[] = [];
  let size = 0;

  function take(last: Uint8Array): Line[] {
    number += 1;
    const isTooLong = size + last.length > lineBytesMax;
    const bytes = parts.length === 0 ? last : Buffer.concat([...parts, last]);
    [parts, size] = [[], 0];
    if (isTooLong) return [{ number, bytes: new Uint8Array(), isTooLong }];
    return isBlank(bytes) ? [] : [{ number, bytes, isTooLong }];
  }

  return {
    add(chunk) {
      const lines: Line[] = [];
      let from = 0;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
        lines.push(...take(chunk.subarray(from, at)));
        from = at + 1;
      }
      const rest = chunk.subarray(from);
      size += rest.length;
      // Too long already: count on, but keep nothing more.
      if (size <= lineBytesMax) parts.push(rest);
      else parts = [];
      return lines;
    },
    end: () => (size === 0 ? [] : take(new Uint8Array())),
  };
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 32 || byte === 13 || byte === 9);
}
