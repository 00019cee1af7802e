// Words for user names and addresses.

/** Letters only; a name without Latin letters becomes its code point. */
export function asciiWord(text: string): string {
  const plain = text
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
  return plain === '' ? `x${text.codePointAt(0)}` : plain;
}
