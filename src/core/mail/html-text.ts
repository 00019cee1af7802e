// Plain text of a mail's HTML, for reading by rules: never shown and never trusted. Linear in the input's length.

const named: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  uuml: 'ü',
  Uuml: 'Ü',
  auml: 'ä',
  Auml: 'Ä',
  ouml: 'ö',
  Ouml: 'Ö',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  ntilde: 'ñ',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
  ndash: '–',
  mdash: '—',
  hellip: '…',
};

const hiddenTags = ['script', 'style', 'head', 'title', 'template', 'noscript'];
const lineTags = new Set(
  'br p div li tr table ul ol h1 h2 h3 h4 h5 h6 blockquote hr section article header footer pre'.split(
    ' ',
  ),
);

/** Text of the body in reading order; quotes of earlier mails get a "> " in front of each line. */
export function htmlToText(html: string): string {
  const lines: string[] = [''];
  let quoteDepth = 0;
  let at = 0;
  const add = (text: string): void => {
    lines[lines.length - 1] += text;
  };
  const breakLine = (): void => {
    lines.push('> '.repeat(Math.min(quoteDepth, 5)));
  };
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const text = html.slice(at, open < 0 ? html.length : open);
    add(decodeEntities(text).replaceAll(/\s+/gu, ' '));
    if (open < 0) break;
    const tag = tagAt(html, open);
    at = tag.end;
    if (tag.name === 'blockquote') quoteDepth = Math.max(0, quoteDepth + (tag.isClosing ? -1 : 1));
    if (lineTags.has(tag.name)) breakLine();
  }
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/gu, '\n\n')
    .trim();
}

interface Tag {
  name: string;
  isClosing: boolean;
  end: number;
}

function tagAt(html: string, open: number): Tag {
  if (html.startsWith('<!--', open)) {
    const close = html.indexOf('-->', open + 4);
    return { name: '', isClosing: false, end: close < 0 ? html.length : close + 3 };
  }
  const close = html.indexOf('>', open);
  if (close < 0) return { name: '', isClosing: false, end: html.length };
  const inside = /^<(\/?)([a-z][a-z0-9]{0,15})/iu.exec(html.slice(open, open + 20));
  const name = (inside?.[2] ?? '').toLowerCase();
  const isClosing = inside?.[1] === '/';
  if (!isClosing && hiddenTags.includes(name)) {
    const hiddenEnd = endOfHidden(html, name, close + 1);
    return { name: '', isClosing: false, end: hiddenEnd };
  }
  return { name, isClosing, end: close + 1 };
}

/** An unclosed head or style must not swallow the letter: then only the tag itself is left out. */
function endOfHidden(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}\\s*>`, 'giu');
  closing.lastIndex = from;
  const match = closing.exec(html);
  return match === null ? from : match.index + match[0].length;
}

function decodeEntities(text: string): string {
  return text.replaceAll(/&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/giu, (whole, code: string) => {
    if (!code.startsWith('#')) return named[code] ?? named[code.toLowerCase()] ?? whole;
    const isHex = code[1] === 'x' || code[1] === 'X';
    const point = Number.parseInt(code.slice(isHex ? 2 : 1), isHex ? 16 : 10);
    return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole;
  });
}
