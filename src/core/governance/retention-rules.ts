// How long what is kept, by class of data and by country, and who answers for it: a decision on record, which the
// nightly cleanup carries out.

import { InputError } from '../input-error.ts';

/** People are erased as a whole; of the others only the named values go. */
export const retentionClasses = [
  'people',
  'messageBodies',
  'touches',
  'contactValues',
  'rawProfiles',
  'audit',
  'logs',
] as const;
export type RetentionClass = (typeof retentionClasses)[number];

/** Classes whose rows belong to a person, so that the person's country can say otherwise. */
export const countryClasses = [
  'people',
  'messageBodies',
  'touches',
  'contactValues',
  'rawProfiles',
] as const satisfies readonly RetentionClass[];
export type CountryClass = (typeof countryClasses)[number];

export interface RetentionRules {
  /** Days since somebody was last found, written to or heard of; null: kept until they ask. */
  keepDays: number | null;
  /** The legal ground or the policy it follows. */
  because: string;
  /** Email address of whoever answers for the cleanup. */
  owner?: string;
  /** Days by class; a class that is not named is kept. */
  classes?: Partial<Record<Exclude<RetentionClass, 'people'>, number>>;
  /** By ISO code: other days for people of that country. */
  countries?: Record<string, Partial<Record<CountryClass, number>>>;
  /** What happens to somebody whom Lever deleted; whom it anonymised is always erased. */
  deletedInLever?: 'erase' | 'keep';
}

export const defaultRetentionRules: RetentionRules = { keepDays: null, because: 'not decided' };

/** The days that count for a class and a country; null: kept. */
export function daysFor(
  rules: RetentionRules,
  of: { class: RetentionClass; country: string | null },
): number | null {
  const own: Partial<Record<RetentionClass, number>> | undefined =
    of.country === null ? undefined : rules.countries?.[of.country];
  const special = own?.[of.class];
  if (special !== undefined) return special;
  return of.class === 'people' ? rules.keepDays : (rules.classes?.[of.class] ?? null);
}

/** The fewest days that any country has for a class: what is younger need not be looked at. */
export function fewestDays(rules: RetentionRules, name: RetentionClass): number | null {
  const general = daysFor(rules, { class: name, country: null });
  const special = Object.keys(rules.countries ?? {}).map((country) =>
    daysFor(rules, { class: name, country }),
  );
  const days = [general, ...special].filter((each) => each !== null);
  return days.length === 0 ? null : Math.min(...days);
}

const keepDaysMax = 3_650;
const becauseMax = 1_000;
const countriesMax = 250;
const known = ['keepDays', 'because', 'owner', 'classes', 'countries', 'deletedInLever'] as const;

/** Throws InputError naming what is wrong. */
export function checkRetentionRules(body: unknown): RetentionRules {
  const given: Record<string, unknown> =
    typeof body === 'object' && body !== null ? { ...body } : {};
  refuseUnknown(given, { known, field: '' });
  const { because } = given;
  const keepDays = given['keepDays'] === null ? null : daysOf(given['keepDays'], 'keepDays');
  if (typeof because !== 'string' || because.trim() === '' || because.length > becauseMax)
    throw new InputError(
      'invalid',
      `Say why in at most ${becauseMax} characters, such as the policy it follows.`,
      'because',
    );
  const rules: RetentionRules = { keepDays, because };
  if (given['owner'] !== undefined) rules.owner = ownerOf(given['owner']);
  if (given['classes'] !== undefined) rules.classes = classesOf(given['classes']);
  if (given['countries'] !== undefined) rules.countries = countriesOf(given['countries']);
  const { deletedInLever } = given;
  if (deletedInLever === undefined) return rules;
  if (deletedInLever !== 'erase' && deletedInLever !== 'keep')
    throw new InputError('invalid', 'Use erase or keep.', 'deletedInLever');
  return { ...rules, deletedInLever };
}

function daysOf(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= keepDaysMax)
    return value;
  const forever = field === 'keepDays' ? ', or null to keep people until they ask' : '';
  throw new InputError('invalid', `Give whole days from 1 to ${keepDaysMax}${forever}.`, field);
}

function ownerOf(value: unknown): string {
  if (typeof value === 'string' && /^[^\s@]{1,64}@[^\s@]{1,255}$/u.test(value)) return value;
  throw new InputError('invalid', 'Give the email address of whoever answers for it.', 'owner');
}

function classesOf(body: unknown): NonNullable<RetentionRules['classes']> {
  const given = objectOf(body, 'classes');
  const names = retentionClasses.filter((name) => name !== 'people');
  refuseUnknown(given, { known: names, field: 'classes.' });
  const checked: NonNullable<RetentionRules['classes']> = {};
  for (const name of names) {
    if (given[name] !== undefined && given[name] !== null)
      checked[name] = daysOf(given[name], `classes.${name}`);
  }
  return checked;
}

function countriesOf(body: unknown): NonNullable<RetentionRules['countries']> {
  const given = Object.entries(objectOf(body, 'countries'));
  if (given.length > countriesMax)
    throw new InputError('invalid', `At most ${countriesMax} countries.`, 'countries');
  const checked: NonNullable<RetentionRules['countries']> = {};
  for (const [code, classes] of given) {
    const field = `countries.${code}`;
    if (!/^[A-Z]{2}$/u.test(code))
      throw new InputError('invalid', 'Use ISO codes such as DE.', field);
    const days = objectOf(classes, field);
    refuseUnknown(days, { known: countryClasses, field: `${field}.` });
    const own: Partial<Record<CountryClass, number>> = {};
    for (const name of countryClasses) {
      if (days[name] !== undefined) own[name] = daysOf(days[name], `${field}.${name}`);
    }
    checked[code] = own;
  }
  return checked;
}

function refuseUnknown(
  given: Record<string, unknown>,
  of: { known: readonly string[]; field: string },
): void {
  const unknown = Object.keys(given).find((name) => !of.known.includes(name));
  if (unknown === undefined) return;
  const field = `${of.field}${unknown}`;
  throw new InputError('invalid', `"${field}" is not known; use ${of.known.join(', ')}.`, field);
}

function objectOf(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new InputError('invalid', 'Give an object here.', field);
}
