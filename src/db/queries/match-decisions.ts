// Why two profiles are one person, or are not: every decision with its evidence, never changed afterwards.

import { sql } from 'kysely';
import type { Trx } from '../connect.ts';

export const decisionKinds = ['new', 'join', 'merge', 'review', 'undo', 'keep_apart'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

export interface DecisionToWrite {
  id: string;
  kind: DecisionKind;
  profileId: string | null;
  personId: string;
  otherPersonId: string | null;
  score: number | null;
  /** In words and numbers, without personal values. */
  evidence: Record<string, unknown>;
  ruleVersion: number;
  actor: string;
}

export async function insertDecisions(
  trx: Trx,
  input: { workspaceId: string; decisions: readonly DecisionToWrite[]; now: Date },
): Promise<void> {
  if (input.decisions.length === 0) return;
  const rows = input.decisions.map((decision) => ({
    id: decision.id,
    kind: decision.kind,
    profile_id: decision.profileId,
    person_id: decision.personId,
    other_person_id: decision.otherPersonId,
    score: decision.score,
    evidence: decision.evidence,
    rule_version: decision.ruleVersion,
    actor: decision.actor,
  }));
  await sql`
    insert into match_decisions (workspace_id, id, kind, profile_id, person_id, other_person_id, score,
      evidence, rule_version, actor, decided_at)
    select ${input.workspaceId}::uuid, x.*, ${input.now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, kind text, profile_id uuid,
      person_id uuid, other_person_id uuid, score double precision, evidence jsonb, rule_version integer,
      actor text)
  `.execute(trx);
}
