// What two versions of a mapping differ in, rule by rule, in words for the history page.

import { fieldKeyOf, isSetTarget, type Mapping, type MappingRule } from './mapping.ts';

export interface MappingDifference {
  change: 'added' | 'removed' | 'changed';
  /** Field key, or the computed value's name. */
  subject: string;
  before: unknown;
  after: unknown;
}

/** In the order of the newer version; the order of rules itself does not count. */
export function diffMappings(before: Mapping, after: Mapping): MappingDifference[] {
  return [
    ...diffKeyed(
      keyed(before.computed.map((one) => [`computed.${one.name}`, one])),
      keyed(after.computed.map((one) => [`computed.${one.name}`, one])),
    ),
    ...diffKeyed(
      keyed(before.rules.map((rule) => [ruleKey(rule), rule])),
      keyed(after.rules.map((rule) => [ruleKey(rule), rule])),
    ),
  ];
}

/** Several rules may fill one list: there the fact tells them apart. */
function ruleKey(rule: MappingRule): string {
  const field = fieldKeyOf(rule.to);
  return isSetTarget(rule.to) ? `${field} ← ${rule.from ?? 'constant'}` : field;
}

function keyed<Item>(pairs: readonly (readonly [string, Item])[]): Map<string, Item> {
  const found = new Map<string, Item>();
  for (const [key, item] of pairs) {
    let free = key;
    for (let count = 2; found.has(free); count += 1) free = `${key} (${count})`;
    found.set(free, item);
  }
  return found;
}

function diffKeyed(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): MappingDifference[] {
  const differences: MappingDifference[] = [];
  for (const [subject, item] of after) {
    const was = before.get(subject);
    if (was === undefined)
      differences.push({ change: 'added', subject, before: null, after: item });
    else if (JSON.stringify(was) !== JSON.stringify(item))
      differences.push({ change: 'changed', subject, before: was, after: item });
  }
  for (const [subject, item] of before)
    if (!after.has(subject))
      differences.push({ change: 'removed', subject, before: item, after: null });
  return differences;
}
