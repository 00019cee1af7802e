// What every effect on a record in Lever offers to the engine: send it, find it again, and keep what was agreed.

import type { AuditEntry } from '../../core/governance/audit-entry.ts';
import type { Trx } from '../../db/connect.ts';
import type { LeverAccess } from '../../ports/lever.ts';
import type { Deps } from '../deps.ts';

export interface EffectContext {
  deps: Deps;
  access: LeverAccess;
  performAs: string;
  workspaceId: string;
  recordId: string;
  personId: string;
  opportunityId: string | null;
  contactId: string | null;
  /** Version of the mapping that decides; 0 for the default one. */
  mappingVersion: number;
  /** Every call besides the one that `send` makes goes through this: it waits for its turn under the rate limit. */
  limited<Answer>(call: () => Promise<Answer>): Promise<Answer>;
}

/**
 * `Payload` is plain JSON and complete: a restart sends the same bytes.
 * `send` and `probe` throw PortFailure; `probe` gives null where Lever does not have it.
 */
export interface RecordEffect<Payload, Outcome> {
  /** How many calls `send` makes besides its one write; their slots are taken before it begins, so that none waits. */
  extraCalls?(payload: Payload): number;
  send(context: EffectContext, payload: Payload): Promise<Outcome>;
  probe(context: EffectContext, payload: Payload): Promise<Outcome | null>;
  settle(
    trx: Trx,
    context: EffectContext,
    done: { payload: Payload; outcome: Outcome; intentId: string },
  ): Promise<AuditEntry[]>;
}

/** The audit entry of a confirmed effect; `detail` holds ids and counts only. */
export function effectEntry(
  context: EffectContext,
  entry: { action: string; detail: Record<string, unknown>; personal?: Record<string, unknown> },
): AuditEntry {
  return {
    workspaceId: context.workspaceId,
    actor: 'system',
    action: entry.action,
    subjectKind: 'record',
    subjectId: context.recordId,
    personId: context.personId,
    detail: entry.detail,
    ...(entry.personal === undefined ? {} : { personal: entry.personal }),
  };
}
