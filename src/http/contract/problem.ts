// Turns what the schema found into one sentence for the caller: which field, what is wrong, what to do.
import type { z } from 'zod';

export interface Problem {
  /** Path such as `emails[0].value`; '' means the whole item. */
  field: string;
  message: string;
}

type Issue = z.core.$ZodIssue;

/** Names the first thing that is wrong; the deepest where alternatives were tried. */
export function firstProblem(error: z.ZodError): Problem {
  const issue = error.issues[0];
  if (issue === undefined) return { field: '', message: 'is not valid' };
  return problemOf(issue, []);
}

function problemOf(issue: Issue, base: PropertyKey[]): Problem {
  const path = [...base, ...issue.path];
  if (issue.code === 'invalid_union') {
    const inner = bestOfUnion(issue);
    if (inner !== null) return problemOf(inner, path);
  }
  const field = fieldPath(path);
  return { field, message: `${field === '' ? 'The item' : field} ${sentence(issue)}` };
}

/** Of several alternatives the one whose type fitted says best what is wrong. */
function bestOfUnion(issue: z.core.$ZodIssueInvalidUnion): Issue | null {
  const branches = issue.errors.map((issues) => issues[0]).filter((one) => one !== undefined);
  const deeper = branches.filter((one) => one.path.length > 0 || isAboutContent(one));
  return deeper.at(-1) ?? null;
}

function isAboutContent(issue: Issue): boolean {
  return issue.code === 'custom' || issue.code === 'too_big' || issue.code === 'too_small';
}

function sentence(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue);
    case 'too_big':
      return tooBig(issue);
    case 'too_small':
      return tooSmall(issue);
    case 'unrecognized_keys':
      return `has the unknown ${issue.keys.length === 1 ? 'field' : 'fields'} ${list(issue.keys)}; remove it, or put it into custom`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${list(issue.values.map(String))}`;
    case 'invalid_format':
      return wrongFormat(issue.format);
    case 'invalid_union':
      return issue.message === 'Invalid input'
        ? 'has none of the allowed types; see /openapi.json'
        : issue.message;
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`;
    case 'invalid_key':
    case 'invalid_element':
      return 'has a key that is not allowed';
    case 'custom':
      return issue.message;
  }
}

function wrongType(issue: z.core.$ZodIssueInvalidType): string {
  if (issue.input === undefined) return `is missing; give ${named(issue.expected)}`;
  return `must be ${named(issue.expected)}, not ${actualType(issue.input)}`;
}

function named(expected: string): string {
  if (expected === 'string') return 'a text';
  if (expected === 'int') return 'a whole number';
  if (expected === 'array' || expected === 'object') return `an ${expected}`;
  return `a ${expected === 'record' ? 'object' : expected}`;
}

function actualType(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'an array';
  return typeof input === 'object'
    ? 'an object'
    : `a ${typeof input === 'string' ? 'text' : typeof input}`;
}

function tooBig(issue: z.core.$ZodIssueTooBig): string {
  if (issue.origin === 'string') {
    const length =
      typeof issue.input === 'string' ? ` has ${issue.input.length} characters and` : '';
    return `is too long: it${length} may have ${String(issue.maximum)} at most; shorten it`;
  }
  if (issue.origin === 'array') return `has too many entries; ${String(issue.maximum)} at most`;
  return `must be ${String(issue.maximum)} at most`;
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): string {
  if (issue.origin === 'string') return 'is empty; give a text or leave it out';
  if (issue.origin === 'array') return `needs at least ${String(issue.minimum)} entries`;
  return `must be ${String(issue.minimum)} at least`;
}

function wrongFormat(format: string): string {
  if (format === 'datetime') return 'is not a possible instant; write it like 2026-11-23T09:30:00Z';
  if (format === 'date') return 'is not a possible day; write it like 2026-11-23';
  return 'does not have the expected form; see /openapi.json';
}

function list(values: readonly string[]): string {
  const shown = values.slice(0, 12).map((value) => `"${value.slice(0, 60)}"`);
  return shown.join(', ') + (values.length > 12 ? ' …' : '');
}

/** `['emails', 0, 'value']` becomes `emails[0].value`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  let written = '';
  for (const part of path) {
    if (typeof part === 'number') written += `[${part}]`;
    else written += (written === '' ? '' : '.') + String(part).slice(0, 100);
  }
  return written;
}
