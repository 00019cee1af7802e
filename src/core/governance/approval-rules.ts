// Which changes a second person has to agree to: by kind, from which size on.

import { InputError } from '../input-error.ts';

export const approvalKinds = [
  'mass_update', // A changed mapping that replaces values of many records in Lever.
  'back_fill', // A new trigger, people by hand, or an import, that touches many records in Lever.
  'domain_suppression', // Nobody of a whole company is written to any more.
  'limit_exception', // A brake, a cap of a mailbox or these rules are loosened.
] as const;
export type ApprovalKind = (typeof approvalKinds)[number];

export interface ApprovalRules {
  /** The size from which a second person is asked; null: never. */
  from: Readonly<Record<ApprovalKind, number | null>>;
  /** A request that nobody decides is over after this long. */
  hours: number;
  /** Where nobody else could agree, the change goes on and the log says so. */
  goesOnAlone: boolean;
}

export const defaultApprovalRules: ApprovalRules = {
  from: { mass_update: 500, back_fill: 500, domain_suppression: 1, limit_exception: 1 },
  hours: 72,
  goesOnAlone: true,
};

const hoursMax = 720;

/** Throws InputError naming what is wrong. */
export function checkApprovalRules(body: unknown): ApprovalRules {
  const given = asObject(body, 'body');
  refuseUnknown(given, ['from', 'hours', 'goesOnAlone']);
  const from = asObject(given['from'], 'from');
  refuseUnknown(from, approvalKinds);
  const sizes = approvalKinds.map((kind) => [kind, sizeOf(from[kind], `from.${kind}`)] as const);
  const { hours, goesOnAlone } = given;
  if (typeof hours !== 'number' || !Number.isInteger(hours) || hours < 1 || hours > hoursMax)
    throw new InputError('invalid', `Give whole hours from 1 to ${hoursMax}.`, 'hours');
  if (typeof goesOnAlone !== 'boolean')
    throw new InputError('invalid', 'Say true or false.', 'goesOnAlone');
  return {
    from: Object.fromEntries(sizes) as Record<ApprovalKind, number | null>,
    hours,
    goesOnAlone,
  };
}

/** Whether a change of this size needs a second person. */
export function needsSecondPerson(rules: ApprovalRules, kind: ApprovalKind, size: number): boolean {
  const from = rules.from[kind];
  return from !== null && size >= from;
}

/** Whether anything goes through under the new rules that had to wait under the old ones. */
export function isLooser(next: ApprovalRules, before: ApprovalRules): boolean {
  const size = (from: number | null): number => from ?? Infinity;
  return (
    approvalKinds.some((kind) => size(next.from[kind]) > size(before.from[kind])) ||
    (next.goesOnAlone && !before.goesOnAlone) ||
    next.hours > before.hours
  );
}

function asObject(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new InputError('invalid', 'Give from, hours and goesOnAlone.', field);
}

function refuseUnknown(given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InputError(
    'invalid',
    `"${unknown}" is not known; the parts are ${known.join(', ')}.`,
    unknown,
  );
}

function sizeOf(value: unknown, field: string): number | null {
  if (value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw new InputError('invalid', 'Give a whole number from 1 on, or null for never.', field);
}
