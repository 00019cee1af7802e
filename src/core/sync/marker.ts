// Deterministic names of effects. A marker is made of what the source told us, never of a sequence or a random id:
// after the restore of an old backup the same wish gets the same marker, so Lever itself is the last line of dedupe.

/** Gives the first bytes of a strong hash of the text as an unsigned 32-bit number. */
export type HashNumber = (text: string) => number;

const refAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const refLength = 8;

/** `parts` in a fixed order, joined so that no two lists give the same text. */
export function markerText(parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/**
 * The creation time that names an opportunity: the discovery time to the second, the milliseconds from the hash.
 * Lever keeps `createdAt` as given and can be searched by it; it must lie in the past.
 */
export function markedCreatedAt(input: {
  foundAtMs: number;
  nowMs: number;
  marker: string;
  hash: HashNumber;
}): number {
  const millis = input.hash(input.marker) % 1000;
  // A discovery time in the future (a clock that runs ahead) falls back to the last full minute before now.
  const latest = Math.floor(input.nowMs / 60_000) * 60_000 - 60_000;
  const second = Math.floor(Math.min(input.foundAtMs, latest) / 1000) * 1000;
  return second + millis;
}

/** A short text at the end of a note that finds it again; the letters avoid look-alikes. */
export function noteRef(marker: string, hash: HashNumber): string {
  let text = '';
  for (let round = 0; text.length < refLength; round += 1) {
    let rest = hash(`${round}:${marker}`);
    for (let digit = 0; digit < 4 && text.length < refLength; digit += 1) {
      text += refAlphabet[rest % refAlphabet.length];
      rest = Math.floor(rest / refAlphabet.length);
    }
  }
  return text;
}
