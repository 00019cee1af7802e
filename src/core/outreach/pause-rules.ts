// What a status does to outreach, and what a reply does to the sequence it answers: data an admin can change.

import { InputError } from '../input-error.ts';
import { outreachEffects, statuses } from '../status/status.ts';
import type { OutreachEffect, Status } from '../status/status.ts';

export interface PauseRules {
  statuses: Record<Status, OutreachEffect>;
  /** On the sequence that was replied to; without a named sequence on all of that source. */
  reply: OutreachEffect;
}

/** A lead may be written to; whoever is past that is left to the recruiter; what has ended is stopped. */
export const defaultPauseRules: PauseRules = {
  statuses: {
    lead: 'continue',
    contacted: 'continue',
    responded: 'pause',
    applicant: 'pause',
    in_process: 'pause',
    offer: 'pause',
    hired: 'stop',
    rejected: 'stop',
    withdrawn: 'stop',
  },
  reply: 'stop',
};

/** What a status does to outreach. */
export function effectOf(rules: PauseRules, status: Status): OutreachEffect {
  return rules.statuses[status];
}

/** The rules in a body from outside, every status named; throws InputError naming the part and what it may be. */
export function checkPauseRules(body: unknown): PauseRules {
  const rules = objectOf(body, 'rules');
  refuseUnknown(rules, ['statuses', 'reply'], '');
  const given = objectOf(rules['statuses'], 'statuses');
  refuseUnknown(given, statuses, 'statuses.');
  const checked = { ...defaultPauseRules.statuses };
  for (const status of statuses) {
    checked[status] = effectIn(given[status], `statuses.${status}`);
  }
  refusePausingEverybody(checked);
  return { statuses: checked, reply: effectIn(rules['reply'], 'reply') };
}

/** Rules under which nobody may ever be written to are a mistake: outreach is switched off elsewhere. */
function refusePausingEverybody(effects: Record<Status, OutreachEffect>): void {
  if (Object.values(effects).includes('continue')) return;
  throw new InputError(
    'invalid',
    'These rules pause or stop outreach to everybody. Let at least one status continue, such as lead; to stop all outreach, switch the sequences off.',
    'statuses',
  );
}

function refuseUnknown(
  given: Record<string, unknown>,
  known: readonly string[],
  prefix: string,
): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InputError(
    'invalid',
    `"${unknown}" is not known here. Use ${known.join(', ')}.`,
    `${prefix}${unknown}`,
  );
}

function effectIn(value: unknown, field: string): OutreachEffect {
  const known = outreachEffects.find((effect) => effect === value);
  if (known !== undefined) return known;
  const shown = value === undefined ? 'A missing value' : (JSON.stringify(value) ?? 'This');
  throw new InputError(
    'invalid',
    `${shown.slice(0, 80)} is not an effect. Use one of ${outreachEffects.join(', ')}.`,
    field,
  );
}

function objectOf(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new InputError('invalid', 'Give an object here.', field);
}
