// Fields that stand in Lever otherwise than both sides last agreed, and why nothing is done about them.

import type { FieldValue } from './mapping.ts';
import type { MergedField } from './merge-record.ts';
import { isEmptyValue, sameValue } from './merge.ts';

export interface DriftedField {
  field: string;
  agreed: FieldValue;
  theirs: FieldValue;
  ours: FieldValue;
  because: string;
}

/** Pure. What is about to be written is no drift: it is work. */
export function driftedFields(fields: readonly MergedField[]): DriftedField[] {
  const drifted: DriftedField[] = [];
  for (const field of fields) {
    if (field.shape === 'set' && field.decision.declined.length > 0) {
      const { declined } = field.decision;
      drifted.push({
        field: field.field,
        agreed: declined,
        theirs: field.theirs,
        ours: declined,
        because: 'taken away in Lever, so it is not added again',
      });
    }
    if (field.shape !== 'scalar') continue;
    const { base, theirs, ours, decision } = field;
    if (decision.decide === 'write' || decision.decide === 'none') continue;
    const isAsAgreed = base !== undefined && sameValue(base, theirs);
    // Lever holds what was agreed and ours is the same: only the policy keeps us from saying more.
    if (isAsAgreed && (isEmptyValue(ours) || sameValue(base, ours))) continue;
    drifted.push({
      field: field.field,
      agreed: base ?? null,
      theirs,
      ours,
      because: decision.because,
    });
  }
  return drifted;
}
