// A TCP proxy of our own between two parties, which can hurt them: cut, reset, delay, slow down, or go silent.

import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/**
 * `cut` ends every connection once, `refuse` takes no new ones either, `reset` ends each in the middle of its next
 * bytes, `delay` and `slow` let everything through late, `half_open` swallows everything and closes nothing.
 */
export const linkFaults = ['cut', 'refuse', 'reset', 'delay', 'slow', 'half_open'] as const;
export type LinkFault = (typeof linkFaults)[number];

export interface TcpProxy {
  port: number;
  /** From now on, until `heal`. */
  hurt(fault: LinkFault): void;
  /** New connections are whole again; those that lost bytes are ended. */
  heal(): void;
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** Where the next connection goes; null: nobody is there, it is refused. */
  target(): number | null;
  /** Each piece is late by this much under `delay`: shorter than the wait before a lost answer is looked up. */
  delayMs: number;
}

interface Pair {
  near: Socket;
  far: Socket;
  /** Bytes were swallowed: this pair can only be ended. */
  isBroken: boolean;
}

const slowChunkBytes = 1_024;
const slowChunkMs = 20;

/** Listens on a free loopback port. */
export async function openTcpProxy(options: ProxyOptions): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let fault: LinkFault | null = null;
  const server = createServer((near) => {
    const port = options.target();
    if (port === null || fault === 'refuse') {
      near.on('error', () => undefined);
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port, host: '127.0.0.1' });
    const pair: Pair = { near, far, isBroken: false };
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    carry(pair, { from: near, to: far });
    carry(pair, { from: far, to: near });
  });

  /** One direction, piece by piece, so that the order of the bytes never changes. */
  function carry(pair: Pair, { from, to }: { from: Socket; to: Socket }): void {
    let tail = Promise.resolve();
    from.on('data', (piece: Buffer) => {
      if (fault === 'half_open') pair.isBroken = true;
      if (pair.isBroken) return;
      if (fault === 'reset') {
        to.write(piece.subarray(0, Math.floor(piece.length / 2)));
        pair.isBroken = true;
        setImmediate(() => reset(pair));
        return;
      }
      from.pause();
      tail = inTurn(tail, async () => {
        await pass(piece, to);
        if (!from.destroyed) from.resume();
      });
    });
    from.on('end', () => {
      tail = inTurn(tail, async () => void to.end());
    });
  }

  async function pass(piece: Buffer, to: Socket): Promise<void> {
    if (fault === 'delay') await after(options.delayMs);
    if (fault !== 'slow') return await write(to, piece);
    for (let at = 0; at < piece.length; at += slowChunkBytes) {
      await write(to, piece.subarray(at, at + slowChunkBytes));
      await after(slowChunkMs);
    }
  }

  return {
    port: await listen(server),
    hurt(next) {
      fault = next;
      if (next === 'cut') for (const pair of pairs) reset(pair);
      if (next === 'cut') fault = null;
    },
    heal() {
      fault = null;
      for (const pair of pairs) if (pair.isBroken) reset(pair);
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const pair of pairs) reset(pair);
      await closed;
    },
  };
}

async function inTurn(before: Promise<void>, act: () => Promise<void>): Promise<void> {
  await before;
  await act();
}

function reset(pair: Pair): void {
  for (const socket of [pair.near, pair.far]) {
    if (socket.connecting) socket.destroy();
    else socket.resetAndDestroy();
  }
}

async function write(to: Socket, piece: Buffer): Promise<void> {
  if (to.destroyed || to.write(piece)) return;
  await new Promise<void>((resolve) => {
    to.once('drain', resolve);
    to.once('close', () => resolve());
  });
}

async function after(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

async function listen(server: Server): Promise<number> {
  return await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
