// What somebody wrote themselves, apart from what they quoted under it.

export interface Letter {
  said: string;
  /** Empty where nothing is quoted. */
  quoted: string;
}

/** Cuts where the part that they said ends; where it is not at the beginning the whole is shown. */
export function letterOf(text: string, said: string | null): Letter {
  const whole = text.replaceAll('\r\n', '\n').trim();
  const own = (said ?? '').replaceAll('\r\n', '\n').trim();
  if (own === '' || !whole.startsWith(own) || own.length >= longest) {
    return { said: whole, quoted: '' };
  }
  return { said: own, quoted: whole.slice(own.length).trim() };
}

// The server gives the beginning of what was said; at its full length more may have been said.
const longest = 400;
