// What type a value has after each transform, so that a mapping is refused before it runs and not while it runs.

import { factNames, factTypeByName } from './field-facts.ts';
import type { FactType } from './field-facts.ts';
import type { FormFieldType, Mapping, MappingProblem, Target } from './mapping.ts';
import { tokensOf } from './transforms.ts';
import type { Transform } from './transforms.ts';

export interface KnownNames {
  mapping: Mapping;
  /** Keys a source is known to send; where absent every custom key is accepted. */
  customKeys?: readonly string[];
}

/** The type a name stands for, or what is wrong with the name. */
export function typeOfName(name: string, known: KnownNames): FactType | { message: string } {
  if (Object.hasOwn(factTypeByName, name))
    return factTypeByName[name as keyof typeof factTypeByName];
  if (name.startsWith('custom.')) {
    const key = name.slice('custom.'.length);
    if (known.customKeys === undefined || known.customKeys.includes(key)) return 'any';
    const offer = known.customKeys.map((one) => `custom.${one}`).join(', ') || 'none yet';
    return {
      message: `No source has sent the custom field "${key}"; the ones known are: ${offer}.`,
    };
  }
  if (name.startsWith('computed.')) {
    const computed = known.mapping.computed.find((one) => `computed.${one.name}` === name);
    if (computed !== undefined) return finalType(computed, known);
    return {
      message: `There is no computed value "${name}"; add it to computed or use another fact.`,
    };
  }
  return {
    message: `There is no fact "${name}"; use one of ${factNames.join(', ')}, custom.<key> or computed.<name>.`,
  };
}

/** The type at the end, without problems: `any` where something on the way is wrong. */
function finalType(
  source: { from: string | null; transforms: readonly Transform[] },
  known: KnownNames,
): FactType {
  let type: FactType | null = null;
  if (source.from?.startsWith('computed.') === true) type = 'any';
  else if (source.from !== null) {
    const found = typeOfName(source.from, known);
    type = typeof found === 'string' ? found : 'any';
  }
  for (const transform of source.transforms) type = typeAfter(transform, type) ?? 'any';
  return type ?? 'any';
}

/** Checks a chain of transforms and says what type comes out; null where that cannot be said. */
export function checkChain(
  chain: { from: string | null; transforms: readonly Transform[] },
  { known, at }: { known: KnownNames; at: string },
): { type: FactType | null; problems: MappingProblem[] } {
  const problems: MappingProblem[] = [];
  let type: FactType | null = null;
  if (chain.from !== null) {
    const found = typeOfName(chain.from, known);
    if (typeof found === 'string') type = found;
    else return { type: null, problems: [{ at: `${at}.from`, message: found.message }] };
  } else if (
    chain.transforms[0]?.kind !== 'template' &&
    chain.transforms[0]?.kind !== 'first_filled'
  ) {
    const message = 'Nothing is read: name a fact in from, or start with a template.';
    return { type: null, problems: [{ at: `${at}.from`, message }] };
  }
  for (const [index, transform] of chain.transforms.entries()) {
    const place = `${at}.transforms[${index}]`;
    problems.push(...checkTransform(transform, known, place));
    const next = typeAfter(transform, type);
    if (next === null) {
      const message = `The transform ${transform.kind} cannot follow here: it works on ${worksOn[transform.kind]}, and the value is ${wordOf(type)}.`;
      problems.push({ at: place, message });
      return { type: null, problems };
    }
    type = next;
  }
  return { type, problems };
}

/** Why a value of this type cannot stand in the target, and what to do; null where it can. */
export function typeMismatch(type: FactType, target: Target): string | null {
  if (type === 'any') return null;
  if (target.kind === 'form') {
    const takes = formTakes[target.type];
    if (takes.includes(type)) return null;
    return `A field of type ${target.type} cannot hold ${wordOf(type)}; ${formAdvice[target.type]}.`;
  }
  const isContactList =
    target.kind === 'contact' && (target.field === 'emails' || target.field === 'phones');
  if (isContactList && type !== 'contacts')
    return `The contact's ${target.field} take emails or phones with their proof; map the fact ${target.field} here.`;
  const isText = target.kind === 'contact' || target.kind === 'owner';
  if (isText && !isContactList && (type === 'list' || type === 'contacts'))
    return `This place holds one text and the value is ${wordOf(type)}; add the transform first or join.`;
  return null;
}

const wordByType: Record<FactType, string> = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  instant: 'a date',
  list: 'a list',
  contacts: 'a list of contact values',
  any: 'unknown until it runs',
};

function wordOf(type: FactType | null): string {
  return type === null ? 'empty' : wordByType[type];
}

const worksOn: Record<Transform['kind'], string> = {
  map: 'text, numbers, true or false, and lists',
  yes_no: 'true or false, and text',
  date: 'dates',
  template: 'anything',
  first_filled: 'anything',
  first: 'lists',
  join: 'lists',
  limit: 'lists',
  prefix: 'text and lists',
  truncate: 'text and lists',
  only_verified: 'emails and phones',
};

const formTakes: Record<FormFieldType, readonly FactType[]> = {
  text: ['text', 'number', 'boolean', 'instant'],
  textarea: ['text', 'number', 'boolean', 'instant', 'list', 'contacts'],
  dropdown: ['text'],
  'multiple-choice': ['text'],
  'multiple-select': ['text', 'list'],
  'yes-no': ['boolean', 'text'],
  date: ['instant', 'number'],
  currency: ['number'],
};

const formAdvice: Record<FormFieldType, string> = {
  text: 'add the transform first or join',
  textarea: 'add a template',
  dropdown: 'add the transform map from the values to the option texts',
  'multiple-choice': 'add the transform map from the values to the option texts',
  'multiple-select': 'map a list or text to it',
  'yes-no': 'map true or false to it, or add the transform map to yes and no',
  date: 'map a date to it, without turning it into text',
  currency: 'map a number to it',
};

/** The type after one transform; null where the transform does not work on the type. */
function typeAfter(transform: Transform, type: FactType | null): FactType | null {
  const isList = type === 'list' || type === 'contacts' || type === 'any';
  const isPlain = type === 'text' || type === 'number' || type === 'boolean' || type === 'any';
  switch (transform.kind) {
    case 'map':
      if (type === 'list' || type === 'contacts') return 'list';
      if (type === 'any') return 'any';
      return isPlain ? 'text' : null;
    case 'yes_no':
      return isPlain ? 'text' : null;
    case 'date':
      if (type !== 'instant' && type !== 'text' && type !== 'any') return null;
      return transform.form === 'ms' ? 'number' : 'text';
    case 'template':
      return 'text';
    case 'first_filled':
      return type ?? 'any';
    case 'first':
    case 'join':
      return isList ? 'text' : null;
    case 'limit':
      return isList ? type : null;
    case 'prefix':
    case 'truncate':
      if (type === null) return null;
      return type === 'list' || type === 'contacts' ? 'list' : type === 'any' ? 'any' : 'text';
    case 'only_verified':
      return type === 'contacts' ? 'contacts' : null;
  }
}

function checkTransform(transform: Transform, known: KnownNames, at: string): MappingProblem[] {
  const names =
    transform.kind === 'template'
      ? tokensOf(transform.text).filter((token) => token !== 'value')
      : transform.kind === 'first_filled'
        ? transform.of
        : [];
  const problems: MappingProblem[] = [];
  for (const name of names) {
    const found = typeOfName(name, known);
    if (typeof found !== 'string') problems.push({ at, message: found.message });
  }
  if (transform.kind === 'truncate' && transform.length < 1)
    problems.push({ at, message: 'Truncate to at least one character.' });
  if (transform.kind === 'limit' && transform.count < 1)
    problems.push({ at, message: 'Limit to at least one item.' });
  if (transform.kind === 'first_filled' && transform.of.length === 0)
    problems.push({ at, message: 'Name the facts to look at, best first.' });
  if (transform.kind === 'map' && Object.keys(transform.table).length === 0)
    problems.push({
      at,
      message: 'The table is empty; add at least one value, or drop the transform.',
    });
  if (transform.kind === 'template' && /[{}]/.test(transform.text.replaceAll(/\{[^{}]*\}/g, '')))
    problems.push({ at, message: 'A curly bracket is not closed; write tokens as {title}.' });
  return problems;
}
