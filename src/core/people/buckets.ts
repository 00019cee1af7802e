// Which locks a key takes: equal keys share a bucket, so two arrivals of one human meet there.

/** See db/queries/identifiers.ts: bounds the locks of one transaction. */
export const bucketCount = 256;

/** FNV-1a over the text; spreads well enough and is the same in every process. */
export function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % bucketCount;
}
