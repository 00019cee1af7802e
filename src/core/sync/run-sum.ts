// The sum of a dry run: how many people, fields and calls, so that an admin sees the size of a run before it runs.

import { outcomeKinds, type FieldOutcome, type OutcomeKind } from './outline.ts';
import type { RecordPreview } from './preview-record.ts';

export interface RunItem {
  /** Null where the person is not known yet. */
  personId: string | null;
  recordId: string | null;
  isNew: boolean;
  outcomes: FieldOutcome[];
  /** Why nothing at all happens, or what to look at. */
  because: string;
  callCount: number;
}

export interface RunSum {
  personCount: number;
  /** Candidates that would be made. */
  newCount: number;
  /** Candidates that stand in Lever already. */
  standingCount: number;
  /** Of these, the ones in which something would be replaced or taken away. */
  changedCount: number;
  /** People to whom nothing would happen. */
  idleCount: number;
  fields: Record<string, Record<OutcomeKind, number>>;
  calls: Record<string, number>;
  callCount: number;
}

export function emptySum(): RunSum {
  return {
    personCount: 0,
    newCount: 0,
    standingCount: 0,
    changedCount: 0,
    idleCount: 0,
    fields: {},
    calls: {},
    callCount: 0,
  };
}

/** Adds one person's preview to the sum, in place: a run may have a million of them. */
export function addToSum(sum: RunSum, preview: RecordPreview): void {
  sum.personCount += 1;
  if (preview.callCount === 0) sum.idleCount += 1;
  if (preview.isNew) {
    if (preview.callCount > 0) sum.newCount += 1;
  } else {
    sum.standingCount += 1;
    if (preview.hasChange) sum.changedCount += 1;
  }
  for (const { field, kind } of preview.outcomes) {
    const counts = (sum.fields[field] ??= noOutcomes());
    counts[kind] += 1;
  }
  for (const [kind, count] of Object.entries(preview.calls))
    sum.calls[kind] = (sum.calls[kind] ?? 0) + count;
  sum.callCount += preview.callCount;
}

function noOutcomes(): Record<OutcomeKind, number> {
  return Object.fromEntries(outcomeKinds.map((kind) => [kind, 0])) as Record<OutcomeKind, number>;
}
