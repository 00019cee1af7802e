// Reads a socket line by line, and a message body up to its final dot.

import type { Socket } from 'node:net';

export interface LineReader {
  /** Rejects when the socket ends. */
  next(): Promise<string>;
  body(bytesMax: number): Promise<Buffer>;
}

export function lines(socket: Socket): LineReader {
  let buffered: Buffer = Buffer.alloc(0);
  let hasEnded = false;
  let wake: (() => void) | null = null;
  socket.on('data', (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    wake?.();
  });
  socket.on('close', () => {
    hasEnded = true;
    wake?.();
  });
  const more = async (): Promise<void> => {
    if (hasEnded) throw new Error('the client hung up');
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    wake = null;
  };
  return {
    async next() {
      while (true) {
        const end = buffered.indexOf('\r\n');
        if (end >= 0) {
          const line = buffered.subarray(0, end).toString('utf8');
          buffered = buffered.subarray(end + 2);
          return line;
        }
        await more();
      }
    },
    async body(bytesMax) {
      let from = 0;
      while (true) {
        if (buffered.subarray(0, 3).equals(Buffer.from('.\r\n'))) {
          buffered = buffered.subarray(3);
          return Buffer.alloc(0);
        }
        const end = buffered.indexOf('\r\n.\r\n', from);
        if (end >= 0) {
          const body = buffered.subarray(0, end + 2);
          buffered = buffered.subarray(end + 5);
          return unstuffed(body);
        }
        if (buffered.length > bytesMax) throw new Error('too large');
        from = Math.max(0, buffered.length - 4);
        await more();
      }
    },
  };
}

function unstuffed(body: Buffer): Buffer {
  const text = body.toString('latin1').replace(/(^|\r\n)\.\./gu, '$1.');
  return Buffer.from(text, 'latin1');
}
