// Who gets which text: the same person always the same one, and some nobody at all, to measure against.

/** Even and stable over machines and versions: 32 bits of FNV-1a, mixed. In [0, 1). */
export function evenHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}

/** By weight; the experiment is the sequence and step, so that steps are independent of each other. */
export function chooseVariant<Option extends { id: string; weight: number }>(
  variants: readonly Option[],
  key: { experiment: string; personId: string },
): Option | null {
  const open = variants.filter((variant) => variant.weight > 0);
  const total = open.reduce((sum, variant) => sum + variant.weight, 0);
  let left = evenHash(`${key.experiment}:${key.personId}`) * total;
  for (const variant of open) {
    left -= variant.weight;
    if (left < 0) return variant;
  }
  return open.at(-1) ?? null;
}

/** True for the share of people who get no automated message at all. */
export function isHeldOut(key: { sequenceId: string; personId: string }, percent: number): boolean {
  return percent > 0 && evenHash(`holdout:${key.sequenceId}:${key.personId}`) * 100 < percent;
}
