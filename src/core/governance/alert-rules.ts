// Whom to tell when something is wrong, and when: at once, in quiet hours not, and once a day all together.

import { InputError } from '../input-error.ts';

export const alertKinds = [
  'run_held', // The mass-update brake, or a second person, is waited for.
  'lever_held', // Calls to Lever rest because it refuses or does not answer.
  'lever_refused', // Lever refuses the credential.
  'poll_late', // Nobody has asked Lever for a while what changed.
  'hooks_missing', // Lever is to tell us of changes and has no hook of ours.
  'webhooks_failing', // What we tell a source is not taken.
  'mailbox_refused', // A mailbox has to be connected again.
  'audit_broken', // The audit log does not fit its chain.
  'checkpoint_late', // Where the audit log stands was not signed or not brought outside.
  'parked_many', // Too much waits for a person.
  'drift', // Too many fields differ from Lever and wait for a decision.
] as const;
export type AlertKind = (typeof alertKinds)[number];

/** These are told in quiet hours too. */
export const urgentKinds: readonly AlertKind[] = [
  'lever_refused',
  'mailbox_refused',
  'audit_broken',
];

export interface AlertRules {
  /** Who answers for the integration; null: nobody is written to. */
  owner: { name: string; email: string } | null;
  zone: string;
  /** Local times between which only urgent things are told. */
  quiet: { from: string; to: string } | null;
  /** The local time of the daily digest; null: none. */
  digestAt: string | null;
  /** What is still wrong is told again after this long. */
  remindHours: number;
  parkedOver: number;
  driftOver: number;
  muted: readonly AlertKind[];
}

export const defaultAlertRules: AlertRules = {
  owner: null,
  zone: 'UTC',
  quiet: { from: '20:00', to: '07:00' },
  digestAt: '08:00',
  remindHours: 24,
  parkedOver: 20,
  driftOver: 50,
  muted: [],
};

const names = Object.keys(defaultAlertRules);
const clockForm = /^(?:[01]\d|2[0-3]):[0-5]\d$/u;
const emailForm = /^[^\s@<>]{1,64}@[^\s@<>]{1,255}$/u;

/** Throws InputError naming what is wrong. What is left out is as it ships. */
export function checkAlertRules(body: unknown): AlertRules {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new InputError('invalid', `Give an object with ${names.join(', ')}.`, 'body');
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new InputError('invalid', `"${unknown}" is not known; use ${names.join(', ')}.`, unknown);
  const rules: Record<string, unknown> = { ...defaultAlertRules, ...body };
  return {
    owner: ownerOf(rules['owner']),
    zone: zoneOf(rules['zone']),
    quiet: quietOf(rules['quiet']),
    digestAt: rules['digestAt'] === null ? null : clockOf(rules['digestAt'], 'digestAt'),
    remindHours: countOf(rules['remindHours'], 'remindHours', 720),
    parkedOver: countOf(rules['parkedOver'], 'parkedOver', 1_000_000),
    driftOver: countOf(rules['driftOver'], 'driftOver', 1_000_000),
    muted: mutedOf(rules['muted']),
  };
}

/** Whether only urgent things are told at this instant. */
export function isQuiet(rules: AlertRules, now: Date): boolean {
  if (rules.quiet === null) return false;
  const { time } = localTime(rules.zone, now);
  const { from, to } = rules.quiet;
  // Over midnight the span has two pieces.
  return from <= to ? time >= from && time < to : time >= from || time < to;
}

/** The local day whose digest is due; null where it was sent or its time has not come. */
export function digestDay(rules: AlertRules, now: Date, sentOn: string | null): string | null {
  if (rules.digestAt === null) return null;
  const { day, time } = localTime(rules.zone, now);
  return time >= rules.digestAt && (sentOn === null || sentOn < day) ? day : null;
}

/** The wall clock of a zone: `2026-11-24` and `08:00`. */
export function localTime(zone: string, now: Date): { day: string; time: string } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
  };
}

function ownerOf(value: unknown): AlertRules['owner'] {
  if (value === null) return null;
  const { name, email } = (value ?? {}) as Record<string, unknown>;
  if (typeof email !== 'string' || !emailForm.test(email))
    throw new InputError('invalid', 'Give the email address of the owner.', 'owner.email');
  if (typeof name !== 'string' || name.trim() === '' || name.length > 200)
    throw new InputError('invalid', 'Give the name of the owner.', 'owner.name');
  return { name, email };
}

function zoneOf(value: unknown): string {
  try {
    if (typeof value !== 'string') throw new RangeError('no zone');
    localTime(value, new Date(0));
    return value;
  } catch {
    throw new InputError('invalid', 'Give a time zone such as Europe/Lisbon.', 'zone');
  }
}

function quietOf(value: unknown): AlertRules['quiet'] {
  if (value === null) return null;
  const { from, to } = (value ?? {}) as Record<string, unknown>;
  return { from: clockOf(from, 'quiet.from'), to: clockOf(to, 'quiet.to') };
}

function clockOf(value: unknown, field: string): string {
  if (typeof value === 'string' && clockForm.test(value)) return value;
  throw new InputError('invalid', 'Give a time such as 08:00.', field);
}

function countOf(value: unknown, field: string, max: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= max)
    return value;
  throw new InputError('invalid', `Give a whole number from 1 to ${max}.`, field);
}

function mutedOf(value: unknown): AlertKind[] {
  const given: unknown[] = Array.isArray(value) ? value : [null];
  return given.map((each) => {
    const kind = alertKinds.find((known) => known === each);
    if (kind !== undefined) return kind;
    throw new InputError('invalid', `Use kinds of ${alertKinds.join(', ')}.`, 'muted');
  });
}
