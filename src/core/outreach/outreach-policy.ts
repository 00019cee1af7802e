// What law and courtesy ask of every message: by country what may be done, who we say we are, how people say no.
// Data an admin changes; the defaults are careful. docs/outreach.md#law says where each comes from.

import { InputError } from '../input-error.ts';
import { stepChannels } from './sequence.ts';
import type { StepChannel } from './sequence.ts';

export const channelRules = ['allow', 'consent', 'task', 'block'] as const;
/** `consent`: only with a recorded consent; `task`: a human does it, nothing is automatic. */
export type ChannelRule = (typeof channelRules)[number];

export interface CountryRule {
  channels: Record<StepChannel, ChannelRule>;
  /** The first message carries the notice of Art. 14 GDPR. */
  needsNotice: boolean;
  basis: string;
}

export interface OutreachPolicy {
  identity: {
    organisation: string;
    /** Street, town, country: every message carries it. */
    postalAddress: string;
    privacyUrl: string;
  };
  texts: {
    optOut: string;
    notice: string;
    smsOptOut: string;
  };
  /** By ISO code; `*` for every other and for people whose country is not known. */
  countries: Record<string, CountryRule>;
  coolDownDays: number;
  notInterestedDays: number;
  firstTouchesPerCompanyPerDay: number;
  perDomain: { hour: number; day: number };
  perFreeMailDomain: { hour: number; day: number };
  verifiedForDays: number;
  verifierBudgetCentsPerMonth: number;
  /** What is written to Lever where somebody said no: a line on the timeline, or nothing. */
  leverMark: 'none' | 'note';
  /** Reasons of archiving in Lever, by text or id, with which a recruiter says: this person wants no contact. */
  leverOptOutReasons: readonly string[];
  sms: { quietFrom: string; quietTo: string };
}

const careful: CountryRule = {
  channels: { email: 'allow', linkedin: 'allow', sms: 'consent', call: 'allow' },
  needsNotice: true,
  basis: 'legitimate interest',
};

export const defaultPolicy: OutreachPolicy = {
  identity: { organisation: '', postalAddress: '', privacyUrl: '' },
  texts: {
    optOut: 'If you would rather not hear from us, tell us here and we will not write again:',
    notice:
      'We found your professional profile in public sources and keep your name, work history and contact details to tell you about roles that may suit you. You can object, see or delete your data at any time.',
    smsOptOut: 'Reply STOP to opt out.',
  },
  countries: {
    '*': careful,
    // Prior express consent to advertising by mail, even at work; whether a job offer is one is not settled.
    DE: { ...careful, channels: { ...careful.channels, email: 'consent' }, basis: 'consent' },
    AT: { ...careful, channels: { ...careful.channels, email: 'consent' }, basis: 'consent' },
    US: { ...careful, needsNotice: false },
  },
  coolDownDays: 90,
  notInterestedDays: 180,
  firstTouchesPerCompanyPerDay: 3,
  perDomain: { hour: 5, day: 15 },
  perFreeMailDomain: { hour: 60, day: 300 },
  verifiedForDays: 90,
  verifierBudgetCentsPerMonth: 0,
  leverMark: 'note',
  leverOptOutReasons: ['Do not contact', 'Asked not to be contacted', 'Unsubscribed', 'Opted out'],
  sms: { quietFrom: '08:00', quietTo: '21:00' },
};

/** The rule for a country; for one nobody named, and for people of unknown country, that of `*`. */
export function countryRule(policy: OutreachPolicy, country: string | null): CountryRule {
  return policy.countries[country ?? '*'] ?? policy.countries['*'] ?? careful;
}

/** What is missing before anything may go out; empty where nothing. */
export function missingIdentity(policy: OutreachPolicy): string[] {
  const { organisation, postalAddress } = policy.identity;
  const missing: string[] = [];
  if (organisation.trim() === '') missing.push('the name of your organisation');
  if (postalAddress.trim() === '') missing.push('its postal address');
  return missing;
}

const numberMax = 100_000;

/** The policy in a body from outside, laid over the one in force; throws InputError naming the part. */
export function checkPolicy(body: unknown, before: OutreachPolicy): OutreachPolicy {
  const given = objectOf(body, 'policy');
  for (const name of Object.keys(given)) {
    if (!(name in defaultPolicy)) throw wrong(name, `"${name}" is not part of the policy.`);
  }
  const policy: OutreachPolicy = {
    ...before,
    identity: texts(before.identity, given['identity'], 'identity'),
    texts: texts(before.texts, given['texts'], 'texts'),
    sms: texts(before.sms, given['sms'], 'sms'),
    perDomain: numbers(before.perDomain, given['perDomain'], 'perDomain'),
    perFreeMailDomain: numbers(
      before.perFreeMailDomain,
      given['perFreeMailDomain'],
      'perFreeMailDomain',
    ),
    countries: given['countries'] === undefined ? before.countries : countries(given['countries']),
  };
  const plain = numbers(
    {
      coolDownDays: before.coolDownDays,
      notInterestedDays: before.notInterestedDays,
      firstTouchesPerCompanyPerDay: before.firstTouchesPerCompanyPerDay,
      verifiedForDays: before.verifiedForDays,
      verifierBudgetCentsPerMonth: before.verifierBudgetCentsPerMonth,
    },
    given,
    '',
  );
  const mark = given['leverMark'] ?? before.leverMark;
  if (mark !== 'none' && mark !== 'note') throw wrong('leverMark', 'Use none or note.');
  if (policy.identity.privacyUrl !== '' && !policy.identity.privacyUrl.startsWith('https://'))
    throw wrong('identity.privacyUrl', 'Give an address that begins with https://.');
  const reasons = given['leverOptOutReasons'] ?? before.leverOptOutReasons;
  return { ...policy, ...plain, leverMark: mark, leverOptOutReasons: reasonsIn(reasons) };
}

const reasonsMax = 100;

function reasonsIn(value: unknown): string[] {
  const isFit =
    Array.isArray(value) &&
    value.length <= reasonsMax &&
    value.every((one) => typeof one === 'string' && one.trim() !== '' && one.length <= 200);
  if (isFit) return (value as string[]).map((one) => one.trim());
  throw wrong('leverOptOutReasons', `Give at most ${reasonsMax} texts or ids of archive reasons.`);
}

/** Whether a recruiter who archives with this reason says that the person wants no contact. */
export function isOptOutReason(
  policy: Pick<OutreachPolicy, 'leverOptOutReasons'>,
  reason: { reasonId: string; text: string | null },
): boolean {
  const text = reason.text?.trim().toLowerCase();
  return policy.leverOptOutReasons.some(
    (one) => one === reason.reasonId || one.toLowerCase() === text,
  );
}

function countries(body: unknown): Record<string, CountryRule> {
  const checked: Record<string, CountryRule> = {};
  for (const [code, rule] of Object.entries(objectOf(body, 'countries'))) {
    const field = `countries.${code}`;
    if (code !== '*' && !/^[A-Z]{2}$/u.test(code))
      throw wrong(field, 'Use ISO codes such as DE, or *.');
    const given = objectOf(rule, field);
    const channels = objectOf(given['channels'] ?? {}, `${field}.channels`);
    const made = { ...careful.channels };
    for (const channel of stepChannels) {
      const wanted = channels[channel] ?? careful.channels[channel];
      const known = channelRules.find((each) => each === wanted);
      if (known === undefined)
        throw wrong(`${field}.channels.${channel}`, `Use one of ${channelRules.join(', ')}.`);
      made[channel] = known;
    }
    const basis = given['basis'] ?? careful.basis;
    checked[code] = {
      channels: made,
      needsNotice: given['needsNotice'] !== false,
      basis: typeof basis === 'string' ? basis.slice(0, 200) : careful.basis,
    };
  }
  return { '*': careful, ...checked };
}

function texts<Part extends Record<string, string>>(
  before: Part,
  body: unknown,
  field: string,
): Part {
  if (body === undefined) return before;
  const given = objectOf(body, field);
  const checked: Record<string, string> = { ...before };
  for (const [name, value] of Object.entries(given)) {
    if (!(name in before))
      throw wrong(`${field}.${name}`, `Use ${Object.keys(before).join(', ')}.`);
    if (typeof value !== 'string' || value.length > 4_000)
      throw wrong(`${field}.${name}`, 'Give a text of at most 4,000 characters.');
    checked[name] = value;
  }
  return checked as Part;
}

function numbers<Part extends Record<string, number>>(
  before: Part,
  body: unknown,
  field: string,
): Part {
  if (body === undefined) return before;
  const given = objectOf(body, field);
  const checked: Record<string, number> = { ...before };
  for (const name of Object.keys(before)) {
    const value = given[name];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > numberMax)
      throw wrong(
        field === '' ? name : `${field}.${name}`,
        `Give a whole number from 0 to ${numberMax}.`,
      );
    checked[name] = value;
  }
  return checked as Part;
}

function objectOf(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw wrong(field, 'Give an object here.');
}

function wrong(field: string, message: string): InputError {
  return new InputError('invalid', message, field);
}
