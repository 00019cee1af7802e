// Which address of a person a message goes to, and why the others not.

import { isPersonalProvider } from '../people/email.ts';

export interface AddressFacts {
  value: string;
  shownAs: string;
  label: string | null;
  status: 'verified' | 'unverified' | 'invalid';
  verifiedAtMs: number | null;
  domain: string;
  /** Read by several people. */
  isShared: boolean;
  isDisposable: boolean;
  hasNullMx: boolean;
  hasBounced: boolean;
  /** Why it is suppressed, by address or domain; null where it is not. */
  suppressedBecause: string | null;
}

export interface AddressRules {
  mayUseUnverified: boolean;
  addresses: 'any' | 'personal_only';
  verifiedForDays: number;
  nowMs: number;
}

export interface AddressChoice {
  chosen: AddressFacts | null;
  because: string;
  rejected: { value: string; because: string }[];
  /** Verified too long ago: worth asking a verifier about before giving up. */
  isStale: boolean;
}

const dayMs = 24 * 3_600_000;

/** Pure. Verified personal before verified at work before, where allowed, unverified. */
export function chooseAddress(
  addresses: readonly AddressFacts[],
  rules: AddressRules,
): AddressChoice {
  const rejected: { value: string; because: string }[] = [];
  const usable: { address: AddressFacts; rank: number; because: string }[] = [];
  for (const address of addresses) {
    const refusal = refusalOf(address, rules);
    if (refusal !== null) rejected.push({ value: address.value, because: refusal });
    else usable.push({ address, ...rankOf(address, rules) });
  }
  const [best] = usable.toSorted((one, other) => one.rank - other.rank);
  const isStale =
    best === undefined &&
    rejected.some(({ because }) => because === tooLongAgo || because === notVerified);
  if (best === undefined)
    return { chosen: null, because: noneBecause(addresses, rejected), rejected, isStale };
  return { chosen: best.address, because: best.because, rejected, isStale: false };
}

const tooLongAgo = 'it was verified too long ago';
const notVerified = 'it is not verified';

function refusalOf(address: AddressFacts, rules: AddressRules): string | null {
  if (address.suppressedBecause !== null) return `it is suppressed: ${address.suppressedBecause}`;
  if (address.hasBounced || address.status === 'invalid')
    return 'mail to it came back or it is invalid';
  if (address.isShared) return 'several people read it';
  if (address.isDisposable) return 'it is a throw-away address';
  if (address.hasNullMx) return 'its domain takes no mail';
  if (rules.addresses === 'personal_only' && !isPersonal(address))
    return 'it belongs to an employer';
  if (rules.mayUseUnverified) return null;
  if (address.status !== 'verified') return notVerified;
  return isFresh(address, rules) ? null : tooLongAgo;
}

function rankOf(address: AddressFacts, rules: AddressRules): { rank: number; because: string } {
  const isVerified = address.status === 'verified' && isFresh(address, rules);
  if (isVerified && isPersonal(address)) return { rank: 0, because: 'verified personal address' };
  if (isVerified) return { rank: 1, because: 'verified work address' };
  return isPersonal(address)
    ? { rank: 2, because: 'personal address, not verified; the sequence allows it' }
    : { rank: 3, because: 'work address, not verified; the sequence allows it' };
}

function isFresh(address: AddressFacts, rules: AddressRules): boolean {
  if (address.verifiedAtMs === null) return false;
  const ageMs = rules.nowMs - address.verifiedAtMs;
  return ageMs <= rules.verifiedForDays * dayMs;
}

function isPersonal(address: AddressFacts): boolean {
  return (
    address.label === 'personal' || address.label === 'home' || isPersonalProvider(address.domain)
  );
}

function noneBecause(
  addresses: readonly AddressFacts[],
  rejected: readonly { because: string }[],
): string {
  if (addresses.length === 0) return 'no email address is known';
  const reasons = [...new Set(rejected.map(({ because }) => because))];
  return `no address may be used: ${reasons.join('; ')}`;
}
