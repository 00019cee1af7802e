// Which stage or archive reason of Lever means which status: data an admin can change, and the one function
// that reads it. An archived opportunity keeps its stage, so the archive reason decides first.

import { InputError } from '../input-error.ts';
import { statuses } from './status.ts';
import type { Status } from './status.ts';

export interface StatusRules {
  /** By stage id; ids stay when names are edited. */
  stages: Record<string, Status>;
  /** Of every stage that is not named. */
  otherStage: Status;
  /** By archive reason id; wins over the rules below. */
  archiveReasons: Record<string, Status>;
  /** Of every reason that Lever counts as a hire. */
  hiredReason: Status;
  /** First match wins; letter case does not count. */
  reasonTexts: { contains: string; status: Status }[];
  /** Of every other reason, and of one we do not know yet. */
  otherReason: Status;
}

/** Where an opportunity is in Lever. `archive` is null where it is active. */
export interface Standing {
  stageId: string | null;
  archive: ArchiveReason | null;
}

export interface ArchiveReason {
  reasonId: string;
  /** Null where the reason is not in our catalog (yet). */
  text: string | null;
  isHired: boolean;
}

export const defaultStatusRules: StatusRules = {
  stages: {
    'lead-new': 'lead',
    'lead-reached-out': 'contacted',
    'lead-responded': 'responded',
    'applicant-new': 'applicant',
    offer: 'offer',
  },
  otherStage: 'in_process',
  archiveReasons: {},
  hiredReason: 'hired',
  reasonTexts: [{ contains: 'withdrew', status: 'withdrawn' }],
  otherReason: 'rejected',
};

/** The status of an opportunity, with the rule that gave it. */
export function statusOf(
  rules: StatusRules,
  standing: Standing,
): { status: Status; because: string } {
  if (standing.archive !== null) return statusOfArchive(rules, standing.archive);
  return statusOfStage(rules, standing.stageId);
}

/** The status that a stage means while the opportunity is active. */
export function statusOfStage(
  rules: StatusRules,
  stageId: string | null,
): { status: Status; because: string } {
  const named = stageId === null ? undefined : ownValue(rules.stages, stageId);
  if (named !== undefined) return { status: named, because: `stage ${stageId}` };
  return { status: rules.otherStage, because: `any other stage (${stageId ?? 'none'})` };
}

function statusOfArchive(
  rules: StatusRules,
  archive: ArchiveReason,
): { status: Status; because: string } {
  const named = ownValue(rules.archiveReasons, archive.reasonId);
  if (named !== undefined) return { status: named, because: `archive reason ${archive.reasonId}` };
  if (archive.isHired) return { status: rules.hiredReason, because: 'archived as hired' };
  const text = (archive.text ?? '').toLowerCase();
  const match = rules.reasonTexts.find((rule) => text.includes(rule.contains.toLowerCase()));
  if (match !== undefined) {
    return { status: match.status, because: `archive reason containing "${match.contains}"` };
  }
  return { status: rules.otherReason, because: `any other archive reason (${archive.reasonId})` };
}

// Ids come from outside: `constructor` must not find what every object inherits.
function ownValue(map: Record<string, Status>, key: string): Status | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

const knownFields = Object.keys(defaultStatusRules);
const RULES_MAX = 1_000;

/** The rules in a body from outside, every part checked; throws InputError naming the part and what it may be. */
export function checkStatusRules(body: unknown): StatusRules {
  const rules = objectOf(body, 'rules');
  for (const field of Object.keys(rules)) {
    if (!knownFields.includes(field)) {
      throw new InputError(
        'invalid',
        `"${field}" is no part of the status rules. Remove it; the parts are ${knownFields.join(', ')}.`,
        field,
      );
    }
  }
  return {
    stages: statusMapOf(rules['stages'], 'stages'),
    otherStage: statusIn(rules['otherStage'], 'otherStage'),
    archiveReasons: statusMapOf(rules['archiveReasons'], 'archiveReasons'),
    hiredReason: statusIn(rules['hiredReason'], 'hiredReason'),
    reasonTexts: reasonTextsOf(rules['reasonTexts']),
    otherReason: statusIn(rules['otherReason'], 'otherReason'),
  };
}

function statusMapOf(value: unknown, field: string): Record<string, Status> {
  const entries = Object.entries(objectOf(value, field));
  if (entries.length > RULES_MAX) {
    throw new InputError('too_large', `At most ${RULES_MAX} entries are allowed.`, field);
  }
  return Object.fromEntries(
    entries.map(([id, status]) => [id, statusIn(status, `${field}.${id}`)]),
  );
}

function reasonTextsOf(value: unknown): StatusRules['reasonTexts'] {
  if (!Array.isArray(value) || value.length > RULES_MAX) {
    throw new InputError(
      'invalid',
      'Give a list of {"contains": text, "status": status}; it may be empty.',
      'reasonTexts',
    );
  }
  return value.map((each: unknown, index) => {
    const field = `reasonTexts[${index}]`;
    const rule = objectOf(each, field);
    const contains = rule['contains'];
    if (typeof contains !== 'string' || contains.trim() === '') {
      throw new InputError(
        'invalid',
        'Give the words that the text of the reason contains; an empty text would match every reason.',
        `${field}.contains`,
      );
    }
    return { contains, status: statusIn(rule['status'], `${field}.status`) };
  });
}

function statusIn(value: unknown, field: string): Status {
  const known = statuses.find((status) => status === value);
  if (known !== undefined) return known;
  throw new InputError(
    'invalid',
    `${shown(value)} is not a status. Use one of ${statuses.join(', ')}.`,
    field,
  );
}

function objectOf(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new InputError('invalid', `Give an object here, not ${shown(value)}.`, field);
}

function shown(value: unknown): string {
  if (value === undefined) return 'a missing value';
  return (JSON.stringify(value) ?? 'this').slice(0, 80);
}
