// A mapping as JSON, for export, import and the API: read strictly, so that a typing error is named and not ignored.

import {
  contactFields,
  formFieldTypes,
  scalarPolicies,
  setPolicies,
  targetKinds,
} from './mapping.ts';
import type {
  ComputedFact,
  Mapping,
  MappingProblem,
  MappingRule,
  Policy,
  Target,
} from './mapping.ts';
import { dateForms } from './transform-dates.ts';
import { transformKinds } from './transforms.ts';
import type { Transform } from './transforms.ts';

/** The mapping, or everything that is wrong with its form. What it means is checked by checkMapping. */
export function readMapping(json: unknown): { mapping: Mapping } | { problems: MappingProblem[] } {
  const reader = newReader();
  const root = reader.object(json, 'mapping', ['version', 'computed', 'rules']);
  const mapping: Mapping = {
    version: root.version === undefined ? 1 : reader.count(root.version, 'version'),
    computed: reader
      .list(root.computed ?? [], 'computed')
      .map((item, index) => readComputed(reader, item, `computed[${index}]`)),
    rules: reader
      .list(root.rules, 'rules')
      .map((item, index) => readRule(reader, item, `rules[${index}]`)),
  };
  return reader.problems.length > 0 ? { problems: reader.problems } : { mapping };
}

function readRule(reader: Reader, json: unknown, at: string): MappingRule {
  const rule = reader.object(json, at, ['from', 'transforms', 'to', 'policy']);
  return {
    from: readFrom(reader, rule.from, `${at}.from`),
    transforms: readTransforms(reader, rule.transforms, `${at}.transforms`),
    to: readTarget(reader, rule.to, `${at}.to`),
    policy: reader.oneOf<Policy>(rule.policy, `${at}.policy`, [...scalarPolicies, ...setPolicies]),
  };
}

function readComputed(reader: Reader, json: unknown, at: string): ComputedFact {
  const computed = reader.object(json, at, ['name', 'from', 'transforms']);
  const name = reader.text(computed.name, `${at}.name`);
  if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name))
    reader.problem(`${at}.name`, 'Use letters, digits and _ only, starting with a letter.');
  return {
    name,
    from: readFrom(reader, computed.from, `${at}.from`),
    transforms: readTransforms(reader, computed.transforms, `${at}.transforms`),
  };
}

function readFrom(reader: Reader, json: unknown, at: string): string | null {
  return json === null || json === undefined ? null : reader.text(json, at);
}

const targetKeys: Record<Target['kind'], readonly string[]> = {
  contact: ['field'],
  tags: ['prefix'],
  sources: [],
  links: [],
  owner: [],
  form: ['template', 'field', 'type'],
};

function readTarget(reader: Reader, json: unknown, at: string): Target {
  const kind = reader.oneOf(reader.object(json, at, null).kind, `${at}.kind`, targetKinds);
  const target = reader.object(json, at, ['kind', ...targetKeys[kind]]);
  switch (kind) {
    case 'contact':
      return { kind, field: reader.oneOf(target.field, `${at}.field`, contactFields) };
    case 'tags':
      return {
        kind,
        prefix: target.prefix === undefined ? '' : reader.anyText(target.prefix, `${at}.prefix`),
      };
    case 'form':
      return {
        kind,
        template: reader.text(target.template, `${at}.template`),
        field: reader.text(target.field, `${at}.field`),
        type: reader.oneOf(target.type, `${at}.type`, formFieldTypes),
      };
    case 'sources':
    case 'links':
    case 'owner':
      return { kind };
  }
}

function readTransforms(reader: Reader, json: unknown, at: string): Transform[] {
  if (json === undefined) return [];
  return reader.list(json, at).map((item, index) => readTransform(reader, item, `${at}[${index}]`));
}

const transformKeys: Record<Transform['kind'], readonly string[]> = {
  map: ['table', 'otherwise'],
  yes_no: [],
  date: ['form'],
  template: ['text', 'fallback'],
  first_filled: ['of'],
  first: [],
  join: ['separator'],
  limit: ['count'],
  prefix: ['text'],
  truncate: ['length'],
  only_verified: [],
};

function readTransform(reader: Reader, json: unknown, at: string): Transform {
  const kindHolder = reader.object(json, at, null);
  const problemCount = reader.problems.length;
  const kind = reader.oneOf(kindHolder.kind, `${at}.kind`, transformKinds);
  if (reader.problems.length > problemCount) return { kind: 'first' };
  const transform = reader.object(json, at, ['kind', ...transformKeys[kind]]);
  switch (kind) {
    case 'map':
      return {
        kind,
        table: readTable(reader, transform.table, `${at}.table`),
        otherwise: readFallback(reader, transform.otherwise, `${at}.otherwise`),
      };
    case 'template':
      return {
        kind,
        text: reader.text(transform.text, `${at}.text`),
        fallback: readFallback(reader, transform.fallback, `${at}.fallback`),
      };
    case 'date':
      return { kind, form: reader.oneOf(transform.form, `${at}.form`, dateForms) };
    case 'first_filled':
      return {
        kind,
        of: reader
          .list(transform.of, `${at}.of`)
          .map((item, index) => reader.text(item, `${at}.of[${index}]`)),
      };
    case 'join':
      return { kind, separator: reader.anyText(transform.separator, `${at}.separator`) };
    case 'limit':
      return { kind, count: reader.count(transform.count, `${at}.count`) };
    case 'prefix':
      return { kind, text: reader.anyText(transform.text, `${at}.text`) };
    case 'truncate':
      return { kind, length: reader.count(transform.length, `${at}.length`) };
    case 'yes_no':
    case 'first':
    case 'only_verified':
      return { kind };
  }
}

/** A fallback must be said, even if it is that there is none. */
function readFallback(reader: Reader, json: unknown, at: string): string | null {
  if (json === null) return null;
  if (json === undefined) {
    reader.problem(at, 'Say what to write where there is nothing: a text, or null for nothing.');
    return null;
  }
  return reader.anyText(json, at);
}

function readTable(reader: Reader, json: unknown, at: string): Record<string, string> {
  const table: Record<string, string> = {};
  for (const [key, value] of Object.entries(reader.object(json, at, null)))
    table[key] = reader.anyText(value, `${at}.${key}`);
  return table;
}

interface Reader {
  problems: MappingProblem[];
  problem(at: string, message: string): void;
  object(json: unknown, at: string, keys: readonly string[] | null): Record<string, unknown>;
  list(json: unknown, at: string): unknown[];
  text(json: unknown, at: string): string;
  anyText(json: unknown, at: string): string;
  count(json: unknown, at: string): number;
  oneOf<Item extends string>(
    json: unknown,
    at: string,
    items: readonly [Item, ...Item[]] | readonly Item[],
  ): Item;
}

/** Collects every problem and goes on with a harmless value, so that all of them are told at once. */
function newReader(): Reader {
  const problems: MappingProblem[] = [];
  const problem = (at: string, message: string): void => {
    if (problems.length < 100) problems.push({ at, message });
  };
  const anyText = (json: unknown, at: string): string => {
    if (typeof json === 'string' && json.length <= 2000) return json;
    problem(at, 'This must be text of at most 2,000 characters.');
    return '';
  };
  return {
    problems,
    problem,
    anyText,
    object(json, at, keys) {
      if (typeof json !== 'object' || json === null || Array.isArray(json)) {
        problem(at, 'This must be an object.');
        return {};
      }
      for (const key of Object.keys(json)) {
        if (keys !== null && !keys.includes(key))
          problem(`${at}.${key}`, `Unknown; remove it. Known are: ${keys.join(', ')}.`);
      }
      return json as Record<string, unknown>;
    },
    list(json, at) {
      if (Array.isArray(json) && json.length <= 1000) return json;
      problem(at, 'This must be a list of at most 1,000 items.');
      return [];
    },
    text(json, at) {
      const text = anyText(json, at);
      if (typeof json === 'string' && text.trim() === '') problem(at, 'This must not be empty.');
      return text;
    },
    count(json, at) {
      if (typeof json === 'number' && Number.isSafeInteger(json) && json >= 1) return json;
      problem(at, 'This must be a whole number of at least 1.');
      return 1;
    },
    oneOf<Item extends string>(json: unknown, at: string, items: readonly Item[]): Item {
      const found = items.find((item) => item === json);
      if (found === undefined) problem(at, `This must be one of: ${items.join(', ')}.`);
      return found ?? (items[0] as Item);
    },
  };
}
