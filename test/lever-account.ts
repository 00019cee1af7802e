// A Lever account for tests: the sandbox in process or on a port, with the real adapter before it and a clock
// that tests move by hand.

import { setTimeout as realSleep } from 'node:timers/promises';
import { createSandbox } from '../sandbox/sandbox.ts';
import type { Sandbox, SandboxOptions } from '../sandbox/sandbox.ts';
import { inProcessTransport } from '../src/adapters/lever/in-process-transport.ts';
import { lever } from '../src/adapters/lever/lever.ts';
import type { Transport } from '../src/adapters/lever/transport.ts';
import { Secret } from '../src/core/secret.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { Lever, LeverAccess } from '../src/ports/lever.ts';

export const CALL_TIMEOUT_MS = 20_000;
export const START_MS = Date.UTC(2026, 5, 1, 9);

/** A clock that stands still until moved; who sleeps is woken in order. */
export interface HandClock extends Clock {
  advance(ms: number): Promise<void>;
  nowMs: () => number;
  /** Runs something later; returns how to call it off. */
  after: (delayMs: number, run: () => void) => () => void;
  /** Resolves once somebody sleeps. */
  whenSleeping(): Promise<void>;
}

export function handClock(startMs = START_MS): HandClock {
  let nowMs = startMs;
  let timers: { at: number; run: () => void }[] = [];
  let watchers: (() => void)[] = [];
  const after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { at: nowMs + delayMs, run };
    timers.push(timer);
    for (const watch of watchers.splice(0)) watch();
    return () => {
      timers = timers.filter((each) => each !== timer);
    };
  };
  return {
    now: () => new Date(nowMs),
    nowMs: () => nowMs,
    after,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        const cancel = after(ms, resolve);
        const onAbort = (): void => {
          cancel();
          resolve();
        };
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    whenSleeping: () =>
      timers.length > 0 ? Promise.resolve() : new Promise((resolve) => watchers.push(resolve)),
    advance: async (ms) => {
      const end = nowMs + ms;
      for (;;) {
        const [next] = timers.filter((timer) => timer.at <= end).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        nowMs = Math.max(nowMs, next.at);
        next.run();
        // Lets everything that became ready run before time goes on.
        await realSleep(0);
      }
      nowMs = end;
    },
  };
}

export interface LeverAccount {
  sandbox: Sandbox;
  clock: HandClock;
  lever: Lever;
  access: LeverAccess;
}

/** The sandbox in process, under a clock moved by hand. */
export function openLeverAccount(options: SandboxOptions = {}): LeverAccount {
  const clock = handClock();
  const sandbox = createSandbox({
    world: 'empty',
    limits: null,
    webhooksOn: true,
    ...options,
    clock: { now: clock.nowMs, after: clock.after },
  });
  const transport = sandboxTransport(sandbox);
  return {
    sandbox,
    clock,
    lever: lever({ transport, callTimeoutMs: CALL_TIMEOUT_MS, clock }),
    access: accessTo('http://127.0.0.1/v1', sandbox.apiKey),
  };
}

export function accessTo(baseUrl: string, apiKey: string): LeverAccess {
  return { baseUrl, credential: new Secret(apiKey) };
}

/** Hands each request of the adapter to the sandbox. */
export function sandboxTransport(sandbox: Sandbox): Transport {
  return inProcessTransport(async ({ method, url, headers, body }) => {
    const { pathname, search } = new URL(url);
    try {
      return await sandbox.handle({
        method,
        path: pathname + search,
        headers,
        body: body === null ? undefined : Buffer.from(body),
      });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') {
        return 'connectionLost';
      }
      throw error;
    }
  });
}
