// The words in which a decision is explained: no personal values, so that they may stand in the audit log.

import type { ScorePart } from './score.ts';

const words: Readonly<Record<string, string>> = {
  'name exact': 'same name',
  'name variant': 'same name in another spelling or form',
  'name subset': 'same name, one side leaves a part out',
  'name typo': 'names one slip of the pen apart',
  'name initial': 'a name against its initial',
  'name single': 'one side gives a single name, which agrees',
  'name partly': 'one part of the name agrees, another does not',
  'name different': 'clearly different names',
  'name unknown': 'names that cannot be compared',
  'suffix conflict': 'different generation (Jr, Sr, II …)',
  'middle same': 'same middle initial',
  'middle different': 'different middle initials',
  'email same_personal': 'same personal email address',
  'email same_work': 'same work email address',
  'email one_apart': 'personal email addresses one character apart',
  'email same_domain_other': 'other mailbox at the same employer',
  'email different': 'different personal email addresses',
  'phone same': 'same phone number',
  'phone different': 'different phone numbers',
  'linkedin same': 'same LinkedIn profile',
  'linkedin different': 'different LinkedIn profiles',
  'github same': 'same GitHub account',
  'github different': 'different GitHub accounts',
  'account same': 'same account or id at a source',
  'handle same': 'same account name at different sites',
  'handle same_as_name': 'the same account name at different sites, which spells the name',
  'handle same_numbered': 'same account name with the same number at different sites',
  'employer same': 'same employer',
  'employer core': 'employers with the same leading name',
  'employer different_now': 'different employers at the same time',
  'employer different': 'different employers',
  'history same_spells': 'several positions agree in employer and year',
  'history one_spell': 'one position agrees in employer and year',
  'history several': 'several employers in common',
  'place same_city': 'same city',
  'place same_country': 'different city in the same country',
  'place other_country': 'different country',
  'title same': 'same kind of job',
  'title different': 'different kind of job',
  'contradiction key_without_name': 'a shared key against clearly different names',
  'contradiction key_with_part_of_name': 'a shared key, but only part of the name',
  'contradiction phone_with_similar_name': 'a shared phone number with a merely similar name',
  'birth same': 'same verified year of birth',
  'birth different': 'different verified years of birth',
  'contradiction phone_with_other_keys':
    'a shared phone number against other addresses or accounts of their own',
  'contradiction neither_name_nor_key': 'no name and no key in common',
  'contradiction several_keys_differ': 'several keys contradict each other',
  'contradiction rivals': 'somebody else known is as like',
  'support key_name_silent': 'a shared key that no name contradicts',
};

/** Strongest first; the base of the odds is no evidence and is left out. */
export function evidenceWords(parts: readonly ScorePart[]): string[] {
  return parts
    .filter((part) => part.field !== 'prior')
    .toSorted((one, other) => Math.abs(other.bits) - Math.abs(one.bits))
    .map((part) => words[`${part.field} ${part.level}`] ?? `${part.field} ${part.level}`);
}
