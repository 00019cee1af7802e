// Seeded chance: the same seed gives the same ids, tokens and faults.
import { createHash } from 'node:crypto';

export type Random = {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  int(below: number): number;
  pick<T>(items: readonly T[]): T;
  hex(length: number): string;
  uuid(): string;
  /** Where the sequence stands, for going on from there later; null when it comes from outside. */
  state(): readonly number[] | null;
  /** Goes on from a state; without effect when the numbers come from outside. */
  resume(state: readonly number[]): void;
};

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const HEX = Buffer.from('0123456789abcdef');
const UUID = Buffer.alloc(36);

/** Chance from a text seed, or from a generator of one's own. */
export function createRandom(source: string | (() => number)): Random {
  const own = typeof source === 'string' ? words(source) : null;
  const word = own?.next ?? outside(source as () => number);
  const byte = (value: number): string => BYTES[value & 255] ?? '00';
  const four = (value: number): string =>
    byte(value) + byte(value >>> 8) + byte(value >>> 16) + byte(value >>> 24);
  let bits = 0;
  const next = (): number => word() / 2 ** 32;
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    pick: <T>(items: readonly T[]): T => {
      const item = items[int(items.length)];
      if (item === undefined) throw new Error('pick from an empty list');
      return item;
    },
    hex: (length) => {
      let text = '';
      while (text.length < length) text += four(word());
      return text.slice(0, length);
    },
    uuid: () => {
      for (let at = 0; at < 36; at += 1) {
        if (at % 8 === 0) bits = word();
        UUID[at] = HEX[bits & 15] ?? 48;
        bits >>>= 4;
      }
      for (const dash of [8, 13, 18, 23]) UUID[dash] = 45;
      UUID[14] = 52;
      UUID[19] = HEX[8 + ((word() >>> 7) & 3)] ?? 56;
      // Read back as one flat string: a million joined ones would cost several times the memory.
      return UUID.toString('latin1');
    },
    state: () => own?.state() ?? null,
    resume: (state) => own?.resume(state),
  };
}

function outside(source: () => number): () => number {
  return () => Math.floor(source() * 2 ** 32);
}

/** sfc32 over four words of a digest: small, quick, and good enough for ids. */
function words(seed: string) {
  const digest = createHash('sha256').update(seed).digest();
  let a = digest.readUInt32LE(0);
  let b = digest.readUInt32LE(4);
  let c = digest.readUInt32LE(8);
  let d = digest.readUInt32LE(12);
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  return {
    next,
    state: (): readonly number[] => [a, b, c, d],
    resume: (state: readonly number[]): void => {
      [a = 0, b = 0, c = 0, d = 0] = state;
    },
  };
}
