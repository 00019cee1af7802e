// Fills a text in for one person. A value that is missing or blank where the text uses it, without a fallback of its
// own, makes the text unfit: nothing goes out with a hole. The language is a small part of Liquid.

import { Liquid, Tokenizer, TokenKind } from 'liquidjs';

export interface Filled {
  text: string;
  /** Names of the values that were missing where they were used. */
  missing: string[];
}

export type TemplateValues = Readonly<Record<string, unknown>>;

export const allowedFilters = [
  'append',
  'capitalize',
  'default',
  'downcase',
  'first',
  'join',
  'last',
  'prepend',
  'remove',
  'replace',
  'split',
  'strip',
  'truncate',
  'truncatewords',
  'upcase',
] as const;
const allowedTags = ['if', 'unless', 'case', 'comment', '#'] as const;

export const templateLengthMax = 50_000;

interface Run {
  missing: string[];
  isHtml: boolean;
}

const engine = newEngine();
const prepared = new Map<string, ReturnType<Liquid['parse']>>();
const preparedMax = 2_000;

/** Pure. Throws where the text is not well formed; `lintTemplate` says so beforehand in words. */
export function fillTemplate(
  text: string,
  values: TemplateValues,
  as: 'text' | 'html' = 'text',
): Filled {
  const run: Run = { missing: [], isHtml: as === 'html' };
  const filled = String(
    engine.renderSync(preparedOf(text), { ...cleaned(values) }, { globals: { run } }),
  );
  return { text: filled, missing: [...new Set(run.missing)] };
}

/** One piece `{{ … }}` taken apart: the value, and the filters with their arguments as written. */
export interface Piece {
  expression: string;
  filters: { name: string; args: string }[];
}

/** The pieces of a text in order; throws where it is not well formed. */
export function piecesOf(text: string): Piece[] {
  return outputsOf(text).map(({ content }) => pieceOf(content));
}

/** Every variable of the text, in conditions too, as its whole path: `custom.level`. */
export function variablesOf(text: string): string[] {
  return engine.globalFullVariablesSync(engine.parse(text));
}

/** Throws where a tag, a filter or the form is not allowed. */
export function parseTemplate(text: string): void {
  engine.parse(text);
}

/** Nothing a reader could read: also what people and exports write for "nothing". */
export function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '' || nothingWords.test(value.trim());
  if (typeof value === 'number') return !Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isBlank);
  return value !== true;
}

const nothingWords = /^(?:n\/?a|none|null|nil|undefined|unknown|tbd|nan|[-–—._?]+)$/iu;

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function newEngine(): Liquid {
  const made = new Liquid({
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: true,
    parseLimit: templateLengthMax * 2,
    memoryLimit: 5_000_000,
    globals: {},
  });
  for (const name of Object.keys(made.tags)) {
    if (!allowedTags.some((allowed) => allowed === name)) delete made.tags[name];
  }
  for (const name of Object.keys(made.filters)) {
    if (!allowedFilters.some((allowed) => allowed === name)) delete made.filters[name];
  }
  made.registerFilter('gate_in', function gateIn(value: unknown, name: string) {
    if (isBlank(value)) runOf(this.context.globals).missing.push(name);
    return value;
  });
  made.registerFilter('gate_out', function gateOut(value: unknown, name: string) {
    const run = runOf(this.context.globals);
    if (isBlank(value)) {
      run.missing.push(name);
      return '';
    }
    const text = Array.isArray(value) ? value.join(', ') : String(value);
    return run.isHtml ? escapeHtml(text) : text;
  });
  return made;
}

function runOf(globals: object): Run {
  return (globals as { run: Run }).run;
}

function preparedOf(text: string): ReturnType<Liquid['parse']> {
  const known = prepared.get(text);
  if (known !== undefined) return known;
  const made = engine.parse(gated(text));
  if (prepared.size >= preparedMax) prepared.clear();
  prepared.set(text, made);
  return made;
}

// Every piece is looked at before its filters, which could hide a hole, unless a fallback comes first; and after them.
function gated(text: string): string {
  let result = '';
  let from = 0;
  for (const output of outputsOf(text)) {
    const piece = pieceOf(output.content);
    const name = `'${piece.expression.replaceAll("'", '')}'`;
    const hasFallback = piece.filters[0]?.name === 'default';
    const filters = piece.filters.map((each) =>
      each.args === '' ? each.name : `${each.name}: ${each.args}`,
    );
    const chain = [
      piece.expression,
      ...(hasFallback ? [] : [`gate_in: ${name}`]),
      ...filters,
      `gate_out: ${name}`,
    ].join(' | ');
    const raw = text.slice(output.begin, output.end);
    const open = raw.startsWith('{{-') ? '{{-' : '{{';
    const close = raw.endsWith('-}}') ? '-}}' : '}}';
    result += `${text.slice(from, output.begin)}${open} ${chain} ${close}`;
    from = output.end;
  }
  return result + text.slice(from);
}

function outputsOf(text: string): { content: string; begin: number; end: number }[] {
  // Parsed once as it is, so that what is wrong is told of the author's own text.
  engine.parse(text);
  return new Tokenizer(text)
    .readTopLevelTokens()
    .filter((token) => token.kind === TokenKind.Output)
    .map((token) => ({
      content: text.slice(token.begin + 2, token.end - 2).replace(/^-|-$/gu, ''),
      begin: token.begin,
      end: token.end,
    }));
}

function pieceOf(content: string): Piece {
  const [expression = '', ...filters] = splitOutsideQuotes(content);
  return {
    expression: expression.trim(),
    filters: filters.map((each) => {
      const colon = each.indexOf(':');
      const name = (colon < 0 ? each : each.slice(0, colon)).trim();
      return { name, args: colon < 0 ? '' : each.slice(colon + 1).trim() };
    }),
  };
}

function splitOutsideQuotes(content: string): string[] {
  const parts: string[] = [''];
  let quote: string | null = null;
  for (const letter of content) {
    if (quote === null && letter === '|') {
      parts.push('');
      continue;
    }
    if (letter === quote) quote = null;
    else if (quote === null && (letter === "'" || letter === '"')) quote = letter;
    parts[parts.length - 1] += letter;
  }
  return parts;
}

// A value is one line without control characters: it can begin no header and no paragraph of its own.
function cleaned(values: TemplateValues): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, clean(value)]));
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return oneLine(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value === 'object' && value !== null) return cleaned(value as Record<string, unknown>);
  return value;
}

/** Collapses white space and drops control, bidirectional and zero-width characters. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .replace(/[\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '')
    .trim();
}
