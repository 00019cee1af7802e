// Takes out of traits what the admin's rules say is not to be looked at: kinds of keys, and single values and domains.

import type { MatchKeyKind, MatchRules } from './match-rules.ts';
import type { Traits } from './traits.ts';

/** The traits as the rules let matching see them; the very same object where they take nothing out. */
export function visibleTraits(traits: Traits, rules: MatchRules): Traits {
  const limits = rules.keys.filter(
    ({ kind, strength, except }) =>
      kind !== 'name_employer_place' && (strength === 'never' || (except?.length ?? 0) > 0),
  );
  if (limits.length === 0) return traits;
  const byTraits = known.get(rules) ?? new WeakMap<Traits, Traits>();
  known.set(rules, byTraits);
  const before = byTraits.get(traits);
  if (before !== undefined) return before;
  const seen = limited(traits, limits);
  byTraits.set(traits, seen);
  return seen;
}

// Neither rules nor traits are changed once made, and the same people are compared many times.
const known = new WeakMap<MatchRules, WeakMap<Traits, Traits>>();

function limited(traits: Traits, limits: MatchRules['keys']): Traits {
  const isSeen = (kind: MatchKeyKind, value: string): boolean => {
    const limit = limits.find((one) => one.kind === kind);
    if (limit === undefined) return true;
    return limit.strength !== 'never' && !isExcepted(value, limit.except ?? []);
  };
  const seen = (kind: MatchKeyKind, values: readonly string[], prefix = ''): string[] =>
    values.filter((value) => isSeen(kind, prefix + value));
  return {
    ...traits,
    personalEmails: seen('email', traits.personalEmails),
    workEmails: seen('email', traits.workEmails),
    phones: seen('phone', traits.phones),
    linkedins: seen('profile_url', traits.linkedins, 'linkedin.com/in/'),
    linkedinIds: seen('profile_url', traits.linkedinIds, 'linkedin.com/in/'),
    githubs: seen('profile_url', traits.githubs, 'github.com/'),
    accounts: traits.accounts.filter((account) => isSeen(kindOfAccount(account), account)),
  };
}

/** Accounts at known sites are written "site.tld/path", ids "source:id". */
export function kindOfAccount(account: string): 'profile_url' | 'external_id' {
  return /^[^:/]*\//.test(account) ? 'profile_url' : 'external_id';
}

/** A whole value, a domain ("@agency.example"), or the beginning of one ("github.com/", "resume:"). */
export function isExcepted(value: string, except: readonly string[]): boolean {
  return except.some((one) => {
    if (one.startsWith('@')) return value.endsWith(one) || value.endsWith(`.${one.slice(1)}`);
    return one.endsWith('/') || one.endsWith(':') ? value.startsWith(one) : value === one;
  });
}
