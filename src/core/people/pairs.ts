// Which of many descriptions are worth comparing: those that share a key few others have.

import { blockingKeys, holdersMax, keyHash } from './blocking.ts';
import { compareNames } from './compare-names.ts';
import type { NameForm, Traits } from './traits.ts';
import { allAtOnce, perTurn } from './turns.ts';
import type { Turns } from './turns.ts';

export interface KeyIndex {
  /** Hashes of the keys of each description. */
  keysOf: Float64Array[];
  holders: Map<number, number[]>;
  /** Keys of addresses and accounts that several descriptions have. */
  identifying: Set<number>;
  /** Keys with more holders than are looked at: by rule no keys. */
  cutOffCount: number;
  /** By how many clearly different names a key is used; only keys with more than one are in. */
  namesUsing: Map<number, number>;
}

export function indexKeys(all: readonly Traits[]): KeyIndex {
  return allAtOnce(indexKeysInTurns(all));
}

export function* indexKeysInTurns(all: readonly Traits[]): Turns<KeyIndex> {
  const holders = new Map<number, number[]>();
  const identifying = new Set<number>();
  const keysOf: Float64Array[] = [];
  for (const [index, traits] of all.entries()) {
    keysOf.push(addKeys(index, blockingKeys(traits), { holders, identifying }));
    if (index % perTurn === 0) yield;
  }
  const namesUsing = new Map<number, number>();
  let looked = 0;
  for (const hash of identifying) {
    const using = holders.get(hash) ?? [];
    const count = countNames(using.map((index) => all[index]));
    if (count > 1) namesUsing.set(hash, count);
    looked += using.length;
    if (looked < perTurn) continue;
    looked = 0;
    yield;
  }
  let cutOffCount = 0;
  for (const ofKey of holders.values()) if (ofKey.length > holdersMax) cutOffCount += 1;
  return { keysOf, holders, identifying, cutOffCount, namesUsing };
}

function addKeys(
  index: number,
  keys: readonly string[],
  into: Pick<KeyIndex, 'holders' | 'identifying'>,
): Float64Array {
  const { holders, identifying } = into;
  const hashes = new Float64Array(keys.length);
  for (const [at, key] of keys.entries()) {
    const hash = keyHash(key);
    hashes[at] = hash;
    const known = holders.get(hash);
    if (known === undefined) holders.set(hash, [index]);
    else if (known.length <= holdersMax || isIdentifying(key)) known.push(index);
    if (known !== undefined && isIdentifying(key)) identifying.add(hash);
  }
  return hashes;
}

function isIdentifying(key: string): boolean {
  return /^(?:e|p|l|g|a):/.test(key);
}

/** How many clearly different names stand in these descriptions; misspelt and shortened ones count once. */
export function countNames(all: readonly (Traits | undefined)[]): number {
  const seen: NameForm[][] = [];
  for (const traits of all) {
    if (traits === undefined) continue;
    // A name read out of the very address that is counted, or one that cannot be read, says nothing of who uses it.
    const written = traits.names.filter((name) => !name.isDerived && !name.isUncertain);
    if (written.length === 0) continue;
    const isKnown = seen.some((known) => {
      const { level } = compareNames(known, written);
      return level !== 'different' && level !== 'partly';
    });
    if (!isKnown) seen.push(written);
    if (seen.length > holdersMax) break;
  }
  return Math.max(1, seen.length);
}

/** Whom each of a crowd is compared with. */
const crowdSample = 3;

/** Calls back once for every pair (smaller index first) that shares a key. */
export function eachPair(index: KeyIndex, see: (one: number, other: number) => void): void {
  allAtOnce(eachPairInTurns(index, see));
}

export function* eachPairInTurns(
  index: KeyIndex,
  see: (one: number, other: number) => void,
): Turns<void> {
  const stamp = new Int32Array(index.keysOf.length).fill(-1);
  let seen = 0;
  for (const [one, keys] of index.keysOf.entries()) {
    for (const key of keys) {
      for (const other of partners(index, key)) {
        if (other >= one || stamp[other] === one) continue;
        stamp[other] = one;
        see(other, one);
        seen += 1;
      }
    }
    if (seen < perTurn) continue;
    seen = 0;
    yield;
  }
}

// A crowd under one address is one human hit very often, or strangers: a few comparisons each tell which. A crowd
// under a name says nothing.
function partners(index: KeyIndex, key: number): readonly number[] {
  const holders = index.holders.get(key) ?? [];
  if (holders.length <= holdersMax) return holders;
  return index.identifying.has(key) ? holders.slice(0, crowdSample) : [];
}
