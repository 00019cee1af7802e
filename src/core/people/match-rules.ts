// What an admin decides about matching: which keys settle it alone, which are ignored, where automatic merging
// begins, and what never merges by itself. Data with versions, never edited in place.

import { defaultModel } from './match-model.ts';

export const matchKeyKinds = [
  'external_id',
  'profile_url',
  'email',
  'phone',
  // No key of its own: the same name, employer and city together.
  'name_employer_place',
] as const;
export type MatchKeyKind = (typeof matchKeyKinds)[number];

export const keyStrengths = [
  'always', // Settles it alone, except against a guard.
  'scored', // Counts as evidence.
  'never', // Is not looked at.
] as const;
export type KeyStrength = (typeof keyStrengths)[number];

export interface MatchKey {
  kind: MatchKeyKind;
  strength: KeyStrength;
  /** Values this key is not looked at for: whole ones, "@domain", or beginnings such as "github.com/" and "resume:". */
  except?: string[];
}

export interface MatchRules {
  version: number;
  /** In order of importance: the first is shown as the primary key. */
  keys: MatchKey[];
  /** From this probability on people are merged without asking. */
  mergeFrom: number;
  /** From this probability on a human is asked. */
  askFrom: number;
  guards: {
    /** Two readable LinkedIn slugs, or two GitHub accounts, never merge on a phone number alone. */
    accountsAgainstPhone: boolean;
    /** Two verified years of birth that differ never merge. */
    birthYears: boolean;
    /** Never merge by a name alone: no key or employer in common, and no city unless an employer is unknown. */
    namesAlone: boolean;
    /** One shared key alone never merges names of which a part differs. */
    namesAgainstOneKey: boolean;
    /** A phone number alone never merges clearly different names. */
    namesAgainstPhone: boolean;
    /** Jr and Sr, II and III never merge. */
    suffixes: boolean;
  };
}

export const defaultMatchRules: MatchRules = {
  version: 0,
  keys: [
    { kind: 'external_id', strength: 'always' },
    { kind: 'email', strength: 'scored' },
    { kind: 'profile_url', strength: 'scored' },
    { kind: 'phone', strength: 'scored' },
    { kind: 'name_employer_place', strength: 'scored' },
  ],
  mergeFrom: defaultModel.thresholds.merge,
  askFrom: defaultModel.thresholds.review,
  guards: {
    accountsAgainstPhone: true,
    birthYears: true,
    namesAgainstOneKey: true,
    namesAgainstPhone: true,
    namesAlone: true,
    suffixes: true,
  },
};

export interface RuleProblem {
  at: string;
  message: string;
}

/** Reads rules as an admin sends them; all problems at once. */
export function checkMatchRules(
  body: unknown,
): { rules: MatchRules } | { problems: RuleProblem[] } {
  const problems: RuleProblem[] = [];
  const given = asRecord(body);
  const keys = readKeys(given['keys'], problems);
  const mergeFrom = readShare(given, 'mergeFrom', problems);
  const askFrom = readShare(given, 'askFrom', problems);
  if (problems.length === 0 && askFrom > mergeFrom) {
    problems.push({ at: 'askFrom', message: 'must not be above mergeFrom' });
  }
  if (problems.length === 0 && mergeFrom < 0.9) {
    problems.push({
      at: 'mergeFrom',
      message: 'below 0.9 more than one merge in ten would be wrong; ask a human instead',
    });
  }
  const guards = readGuards(given['guards'], problems);
  if (problems.length > 0) return { problems };
  return { rules: { version: 0, keys, mergeFrom, askFrom, guards } };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function readKeys(value: unknown, problems: RuleProblem[]): MatchRules['keys'] {
  if (value === undefined) return defaultMatchRules.keys;
  if (!Array.isArray(value)) {
    problems.push({ at: 'keys', message: 'must be a list' });
    return [];
  }
  const seen = new Set<string>();
  return value.flatMap((item: unknown, index) => {
    const { kind, strength, except } = asRecord(item);
    const at = `keys[${index}]`;
    if (!matchKeyKinds.includes(kind as MatchKeyKind)) {
      problems.push({ at: `${at}.kind`, message: `must be one of ${matchKeyKinds.join(', ')}` });
    } else if (seen.has(String(kind))) {
      problems.push({ at: `${at}.kind`, message: 'stands in the list twice' });
    } else if (!keyStrengths.includes(strength as KeyStrength)) {
      problems.push({ at: `${at}.strength`, message: `must be one of ${keyStrengths.join(', ')}` });
    } else {
      seen.add(String(kind));
      const key = { kind: kind as MatchKeyKind, strength: strength as KeyStrength };
      const values = readExcept(except, { at, problems });
      return [values.length === 0 ? key : { ...key, except: values }];
    }
    return [];
  });
}

const exceptMax = 500;

function readExcept(value: unknown, given: { at: string; problems: RuleProblem[] }): string[] {
  if (value === undefined) return [];
  const at = `${given.at}.except`;
  if (!Array.isArray(value) || value.length > exceptMax) {
    given.problems.push({ at, message: `must be a list of at most ${exceptMax} texts` });
    return [];
  }
  const texts = value.map((text: unknown) => (typeof text === 'string' ? text.trim() : ''));
  const wrong = texts.findIndex((text) => text === '' || text.length > 320);
  if (wrong >= 0)
    given.problems.push({ at: `${at}[${wrong}]`, message: 'must be a text of 1 to 320 letters' });
  return [...new Set(texts.map((text) => text.toLowerCase()))];
}

function readShare(
  given: Record<string, unknown>,
  name: 'mergeFrom' | 'askFrom',
  problems: RuleProblem[],
): number {
  const value = given[name] ?? defaultMatchRules[name];
  if (typeof value === 'number' && value > 0 && value <= 1) return value;
  problems.push({ at: name, message: 'must be a probability above 0 and at most 1' });
  return 1;
}

function readGuards(value: unknown, problems: RuleProblem[]): MatchRules['guards'] {
  const given = asRecord(value);
  const guards = { ...defaultMatchRules.guards };
  for (const name of Object.keys(guards) as (keyof typeof guards)[]) {
    const set = given[name];
    if (set === undefined) continue;
    if (typeof set === 'boolean') guards[name] = set;
    else problems.push({ at: `guards.${name}`, message: 'must be true or false' });
  }
  return guards;
}

export function strengthOf(rules: MatchRules, kind: MatchKeyKind): KeyStrength {
  return rules.keys.find((key) => key.kind === kind)?.strength ?? 'scored';
}
