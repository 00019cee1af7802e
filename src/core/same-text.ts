// Comparison of secrets: how long it takes tells nothing about where two texts differ.

/** True where both are equal; always looks at every character. */
export function sameText(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let i = 0; i < one.length; i += 1) {
    difference |= one.charCodeAt(i) ^ other.charCodeAt(other.length === 0 ? 0 : i % other.length);
  }
  return difference === 0;
}
