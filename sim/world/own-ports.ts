// The outside of one simulated process that needs no network: ids, chance, sealing and the log, all from the seed.

import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { createRandom, type Random } from '../../sandbox/random.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Chance, Ids } from '../../src/ports/ids.ts';
import type { Log, LogFields } from '../../src/ports/log.ts';
import type { Sealer } from '../../src/ports/sealer.ts';
import type { Process } from '../engine/process.ts';
import type { Scheduler } from '../engine/scheduler.ts';

/** The clock of a process: its wall clock may be wrong, its spans are true. */
export function clockOf(scheduler: Scheduler, process: Process): Clock {
  return {
    now: () => new Date(scheduler.nowMs() + process.skewMs),
    sleep: async (ms, signal) => await scheduler.sleep(process, ms, signal),
  };
}

/** Ids in order of time, no two alike in one world, whoever makes them. */
export function idsOf(scheduler: Scheduler, random: Random): Ids {
  let count = 0;
  return {
    next() {
      count += 1;
      const time = scheduler.nowMs().toString(16).padStart(12, '0');
      const order = (count % 0x1000).toString(16).padStart(3, '0');
      const tail = random.hex(15);
      return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-8${tail.slice(0, 3)}-${tail.slice(3)}`;
    },
  };
}

export function chanceOf(random: Random): Chance {
  return { next: () => random.next() };
}

const algorithm = 'aes-256-gcm';

/** Real encryption, so that a plaintext that is found was really stored; keys and nonces come from the seed. */
export function sealerOf(random: Random): Sealer {
  const bytes = (count: number): Buffer => Buffer.from(random.hex(count * 2), 'hex');
  const key = createHash('sha256').update('installation').digest();
  const sealWith = (by: Uint8Array, plain: Uint8Array): Uint8Array => {
    const nonce = bytes(12);
    const cipher = createCipheriv(algorithm, by, nonce);
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  };
  const openWith = (by: Uint8Array, sealed: Uint8Array): Uint8Array => {
    const all = Buffer.from(sealed);
    const decipher = createDecipheriv(algorithm, by, all.subarray(0, 12));
    decipher.setAuthTag(all.subarray(12, 28));
    return Buffer.concat([decipher.update(all.subarray(28)), decipher.final()]);
  };
  return {
    seal: (plain) => sealWith(key, plain),
    open: (sealed) => openWith(key, sealed),
    sealWith,
    openWith,
    newKey: () => bytes(32),
  };
}

/** For a look from outside of the world: it seals nothing. */
export function idlePorts(): { sealer: Sealer; clock: Clock } {
  return {
    sealer: sealerOf(createRandom('outside')),
    clock: { now: () => new Date(0), sleep: async () => undefined },
  };
}

export interface LogLine {
  level: 'error' | 'warn' | 'info';
  process: string;
  event: string;
  fields: LogFields;
}

/** Keeps every line: what is said is checked for secrets, and a bug that was only logged is still a bug. */
export function logOf(process: Process, lines: LogLine[]): Log {
  const write =
    (level: LogLine['level']) =>
    (event: string, fields: LogFields = {}): void => {
      if (!process.isDead) lines.push({ level, process: process.name, event, fields });
    };
  const log: Log = {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: () => undefined,
    child: () => log,
  };
  return log;
}
