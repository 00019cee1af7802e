// Refuses a mapping that cannot work, with what to change: unknown names, wrong types, circles, missing options,
// rules that collide. Nothing is kept or run before this finds no problem.

import { findTemplate, matchOption, optionList } from './form-fields.ts';
import type { FormFieldLike, FormTemplateLike } from './form-fields.ts';
import { hasOptions } from './form-values.ts';
import { fieldKeyOf, isSetTarget, scalarPolicies, setPolicies } from './mapping.ts';
import type { FormTarget, Mapping, MappingProblem, MappingRule } from './mapping.ts';
import { checkChain, typeMismatch } from './mapping-types.ts';
import { tokensOf } from './transforms.ts';
import type { Transform } from './transforms.ts';

export const rulesMax = 200;

export interface MappingSurroundings {
  /** The form templates of the account; where absent form fields are not looked up. */
  templates?: readonly FormTemplateLike[];
  /** Custom fields the sources are known to send; where absent any is accepted. */
  customKeys?: readonly string[];
}

/** Every problem at once; an empty list means the mapping can run. */
export function checkMapping(mapping: Mapping, around: MappingSurroundings = {}): MappingProblem[] {
  if (mapping.rules.length > rulesMax) {
    const message = `At most ${rulesMax} rules; these are ${mapping.rules.length}. Remove some.`;
    return [{ at: 'rules', message }];
  }
  const circles = findCircles(mapping);
  // A circle has no type: checking further would run in it.
  if (circles.length > 0) return circles;
  const known = {
    mapping,
    ...(around.customKeys === undefined ? {} : { customKeys: around.customKeys }),
  };
  const problems = findDoubleNames(mapping);
  for (const [index, computed] of mapping.computed.entries())
    problems.push(...checkChain(computed, { known, at: `computed[${index}]` }).problems);
  for (const [index, rule] of mapping.rules.entries()) {
    const at = `rules[${index}]`;
    const chain = checkChain(rule, { known, at });
    problems.push(...chain.problems, ...checkPolicy(rule, at));
    const mismatch = chain.type === null ? null : typeMismatch(chain.type, rule.to);
    if (mismatch !== null) problems.push({ at: `${at}.to`, message: mismatch });
    if (rule.to.kind === 'form' && around.templates !== undefined)
      problems.push(...checkFormTarget(rule, rule.to, { at, templates: around.templates }));
  }
  problems.push(...findCollisions(mapping, around.templates ?? []));
  return problems;
}

function checkPolicy(rule: MappingRule, at: string): MappingProblem[] {
  const isSet = isSetTarget(rule.to);
  const allowed: readonly string[] = isSet ? setPolicies : scalarPolicies;
  if (!allowed.includes(rule.policy)) {
    const what = isSet ? 'a list' : 'a single value';
    const message = `This is ${what}: choose one of the policies ${allowed.join(', ')}.`;
    return [{ at: `${at}.policy`, message }];
  }
  if (rule.to.kind === 'owner' && rule.policy !== 'fill_if_empty') {
    const message =
      'Lever takes an owner only when the opportunity is created; choose fill_if_empty.';
    return [{ at: `${at}.policy`, message }];
  }
  return [];
}

function checkFormTarget(
  rule: MappingRule,
  target: FormTarget,
  { at, templates }: { at: string; templates: readonly FormTemplateLike[] },
): MappingProblem[] {
  const template = findTemplate(templates, target.template);
  if (template === null) {
    const offer = templates.map((one) => `"${one.text}"`).join(', ') || 'none yet';
    const message = `Lever has no form template "${target.template}"; create it or choose one of: ${offer}.`;
    return [{ at: `${at}.to.template`, message }];
  }
  const field = template.fields.find((one) => one.text === target.field);
  if (field === undefined) {
    const offer = template.fields.map((one) => `"${one.text}"`).join(', ');
    const message = `The form "${template.text}" has no field "${target.field}"; choose one of: ${offer}.`;
    return [{ at: `${at}.to.field`, message }];
  }
  if (field.type !== target.type) {
    const message = `In the form "${template.text}" the field "${field.text}" is of type ${field.type}; set type to ${field.type}.`;
    return [{ at: `${at}.to.type`, message }];
  }
  return hasOptions(field.type) ? checkOptions(rule, field, at) : [];
}

/** What a rule can produce, where that is known beforehand, must be among the options. */
function checkOptions(rule: MappingRule, field: FormFieldLike, at: string): MappingProblem[] {
  const problems: MappingProblem[] = [];
  for (const option of possibleTexts(rule)) {
    if (matchOption(field, option) !== null) continue;
    const message = `The field "${field.text}" has no option "${option}"; add it in Lever or use one of: ${optionList(field)}.`;
    problems.push({ at, message });
  }
  return problems;
}

/** The texts the last transform that fixes them can give; none where the value is free. */
function possibleTexts(rule: MappingRule): string[] {
  const last = rule.transforms.at(-1);
  if (last?.kind === 'map') {
    const texts = Object.values(last.table);
    return last.otherwise === null ? texts : [...texts, last.otherwise];
  }
  if (last?.kind !== 'template' || tokensOf(last.text).length > 0) {
    return last?.kind === 'template' && last.fallback !== null ? [last.fallback] : [];
  }
  return [last.text];
}

function findDoubleNames(mapping: Mapping): MappingProblem[] {
  const problems: MappingProblem[] = [];
  const seen = new Set<string>();
  for (const [index, { name }] of mapping.computed.entries()) {
    if (seen.has(name)) {
      const message = `There are two computed values "${name}"; rename one of them.`;
      problems.push({ at: `computed[${index}].name`, message });
    }
    seen.add(name);
  }
  return problems;
}

function findCollisions(
  mapping: Mapping,
  templates: readonly FormTemplateLike[],
): MappingProblem[] {
  const problems: MappingProblem[] = [];
  const firstByField = new Map<string, { index: number; rule: MappingRule }>();
  for (const [index, rule] of mapping.rules.entries()) {
    const key = collisionKey(rule, templates);
    const first = firstByField.get(key);
    if (first === undefined) {
      firstByField.set(key, { index, rule });
      continue;
    }
    if (!isSetTarget(rule.to)) {
      const message = `Rule ${first.index + 1} already writes this field; remove one of the two, or combine them with first_filled or a template.`;
      problems.push({ at: `rules[${index}].to`, message });
    } else if (rule.policy !== first.rule.policy) {
      const message = `Rule ${first.index + 1} fills the same list with the policy ${first.rule.policy}; give both the same policy.`;
      problems.push({ at: `rules[${index}].policy`, message });
    }
  }
  return problems;
}

/** One template may be named by id in one rule and by name in another. */
function collisionKey(rule: MappingRule, templates: readonly FormTemplateLike[]): string {
  if (rule.to.kind !== 'form') return fieldKeyOf(rule.to);
  const template = findTemplate(templates, rule.to.template)?.id ?? rule.to.template;
  return fieldKeyOf({ ...rule.to, template });
}

function findCircles(mapping: Mapping): MappingProblem[] {
  const problems: MappingProblem[] = [];
  const reads = new Map(
    mapping.computed.map((computed) => [computed.name, computedNamesIn(computed)]),
  );
  for (const [index, { name }] of mapping.computed.entries()) {
    const path = pathBackTo(name, reads);
    if (path === null) continue;
    const message = `The computed value "${name}" needs itself (${path.join(' → ')}); break the circle.`;
    problems.push({ at: `computed[${index}]`, message });
  }
  return problems;
}

function pathBackTo(name: string, reads: ReadonlyMap<string, readonly string[]>): string[] | null {
  const visited = new Set<string>();
  const open: string[][] = [[name]];
  while (open.length > 0) {
    const path = open.pop() ?? [];
    for (const next of reads.get(path.at(-1) ?? '') ?? []) {
      if (next === name) return [...path, name];
      if (visited.has(next)) continue;
      visited.add(next);
      open.push([...path, next]);
    }
  }
  return null;
}

function computedNamesIn(source: {
  from: string | null;
  transforms: readonly Transform[];
}): string[] {
  const names = source.from === null ? [] : [source.from];
  for (const transform of source.transforms) {
    if (transform.kind === 'template') names.push(...tokensOf(transform.text));
    if (transform.kind === 'first_filled') names.push(...transform.of);
  }
  return names
    .filter((name) => name.startsWith('computed.'))
    .map((name) => name.slice('computed.'.length));
}
