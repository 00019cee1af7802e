// Looks at a finished text for what must never reach a person: a piece of template, a hole, a machine's word.

const patterns: readonly { name: string; pattern: RegExp }[] = [
  { name: 'template', pattern: /\{\{|\}\}|\{%|%\}/u },
  { name: 'braces', pattern: /\{[ \t]*[A-Za-z][\w .-]{0,40}\}/u },
  {
    name: 'brackets',
    pattern: /\[(?:[A-Z][a-z]+|[A-Z]{2,})(?:[ _](?:[A-Z]?[a-z]+|[A-Z]+)){0,3}\]/u,
  },
  {
    name: 'brackets',
    pattern:
      /\[[ ]?(?:first|last|full|your|candidate|company|job|role|title)[ _-]?\w{0,20}[ ]?\]/iu,
  },
  {
    name: 'merge tag',
    pattern: /<<[^<>\n]{1,40}>>|\*\|[A-Z_:]{2,40}\|\*|\$\{[^}\n]{1,40}\}|%[A-Z_]{3,30}%/u,
  },
  { name: 'machine word', pattern: /\b(?:undefined|null|NaN)\b|\[object/u },
  { name: 'hole', pattern: /[ \t](?:,|\.(?!\.|\w))/u },
  { name: 'hole', pattern: /[^\s.!?:;] {2,}[\p{L}\p{N},.;:!?]/u },
  { name: 'hole', pattern: /\(\s*\)|"\s*"|“\s*”|,\s*,/u },
  {
    name: 'hole',
    pattern:
      /(?:^|\n)[ \t]*(?:Hi|Hello|Hey|Dear|Hallo|Liebe[rs]?|Guten Tag|Bonjour|Hola|Ciao)[ \t]+[,!.]/iu,
  },
];

export interface Defect {
  name: string;
  /** Where it stands, a few characters of it. */
  found: string;
}

/** All defects of a text as it would be sent; empty where it is fit. */
export function findDefects(text: string): Defect[] {
  return patterns.flatMap(({ name, pattern }) => {
    const match = pattern.exec(text);
    return match === null ? [] : [{ name, found: match[0].trim().slice(0, 40) }];
  });
}
