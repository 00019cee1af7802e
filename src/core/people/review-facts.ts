// The closed set of things that can be said about a doubtful pair: what an admin picks to answer many at once.

import type { Comparison } from './compare.ts';
import type { Traits } from './traits.ts';

export const reviewFacts = [
  'same_name', // In whatever order, spelling or familiar form.
  'similar_name', // One slip of the pen, or an initial or a single name against a whole one.
  'same_last_name',
  'part_of_name', // One part agrees, another does not.
  'different_names',
  'same_personal_email',
  'same_work_email',
  'same_phone',
  'same_linkedin',
  'same_github',
  'same_account', // At another site, or the same id at a source.
  'same_employer',
  'same_city',
  'same_title',
  'no_shared_key', // No address, number, account or id in common.
  'only_names', // Names are alike and nothing else agrees.
  'different_email',
  'different_phone',
  'different_linkedin',
  'different_github',
  'different_country',
  'different_generation', // Jr and Sr, II and III.
] as const;
export type ReviewFact = (typeof reviewFacts)[number];

const byLevel: Readonly<Record<string, ReviewFact>> = {
  'name exact': 'same_name',
  'name variant': 'same_name',
  'name subset': 'same_name',
  'name typo': 'similar_name',
  'name initial': 'similar_name',
  'name single': 'similar_name',
  'name partly': 'part_of_name',
  'name different': 'different_names',
  'email same_personal': 'same_personal_email',
  'email same_work': 'same_work_email',
  'email different': 'different_email',
  'email one_apart': 'different_email',
  'phone same': 'same_phone',
  'phone different': 'different_phone',
  'linkedin same': 'same_linkedin',
  'linkedin different': 'different_linkedin',
  'github same': 'same_github',
  'github different': 'different_github',
  'account same': 'same_account',
  'employer same': 'same_employer',
  'employer core': 'same_employer',
  'place same_city': 'same_city',
  'place other_country': 'different_country',
  'title same': 'same_title',
  'suffix conflict': 'different_generation',
};

/** What stands in the stored evidence for a fact; none for facts that only both sides together show. */
export function levelsOf(fact: ReviewFact): { field: string; level: string }[] {
  return Object.entries(byLevel)
    .filter(([, meant]) => meant === fact)
    .map(([text]) => {
      const [field = '', level = ''] = text.split(' ');
      return { field, level };
    });
}

const keyFields = ['email', 'phone', 'linkedin', 'github', 'account'] as const;
const circumstances = ['handle', 'employer', 'history', 'place', 'title', 'middle'] as const;

/** What holds of two sides as they are now. */
export function factsOf(one: Traits, other: Traits, found: Comparison): ReviewFact[] {
  const facts = new Set<ReviewFact>();
  for (const [field, level] of Object.entries(found)) {
    const fact = byLevel[`${field} ${String(level)}`];
    if (fact !== undefined) facts.add(fact);
  }
  if (haveLastNameInCommon(one, other)) facts.add('same_last_name');
  const agrees = (field: keyof Comparison): boolean =>
    /^(?:same|core|several|one_spell)/.test(String(found[field] ?? '')) &&
    found[field] !== 'same_domain_other' &&
    found[field] !== 'same_country';
  const hasKey = keyFields.some(agrees);
  if (!hasKey) facts.add('no_shared_key');
  const areNamesAlike = facts.has('same_name') || facts.has('similar_name');
  if (!hasKey && areNamesAlike && !circumstances.some(agrees)) facts.add('only_names');
  return reviewFacts.filter((fact) => facts.has(fact));
}

// Names that were written as names; an address spells out too little to say which word is the family's.
function haveLastNameInCommon(one: Traits, other: Traits): boolean {
  const lasts = lastNames(one);
  return lastNames(other).some((last) => lasts.includes(last));
}

function lastNames(traits: Traits): string[] {
  return traits.names.flatMap((name) => {
    const last = name.inOrder.length > 1 ? name.inOrder.at(-1) : undefined;
    return name.isDerived || last === undefined ? [] : [last];
  });
}
