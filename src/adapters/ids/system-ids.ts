// Ids and chance from the system's random source.

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { Chance, Ids } from '../../ports/ids.ts';

/** UUID version 7 (RFC 9562): milliseconds first, so that indexes grow at one end. */
export function systemIds(clock: Clock): Ids {
  let lastMs = 0;
  let sequence = 0;
  return {
    next() {
      const ms = Math.max(clock.now().getTime(), lastMs);
      // Twelve bits count the ids of one millisecond; when they run out the next millisecond is taken early.
      sequence = ms === lastMs ? sequence + 1 : 0;
      lastMs = sequence > 0xfff ? ms + 1 : ms;
      if (sequence > 0xfff) sequence = 0;
      const bytes = randomBytes(16);
      bytes.writeUIntBE(lastMs, 0, 6);
      bytes.writeUInt16BE(0x7000 | sequence, 6);
      bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
      const hex = bytes.toString('hex');
      return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        hex.slice(12, 16),
        hex.slice(16, 20),
        hex.slice(20),
      ].join('-');
    },
  };
}

/** Uniform in [0, 1) with 32 bits. */
export function systemChance(): Chance {
  return { next: () => randomBytes(4).readUInt32BE(0) / 2 ** 32 };
}
