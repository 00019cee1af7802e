// Every decision and effect can be explained from the audit log, which nobody can change unnoticed.

import { sql } from 'kysely';
import { verifyAudit } from '../../src/flows/verify-audit.ts';
import type { Checked, Invariant } from './invariant.ts';

export const auditInvariants: readonly Invariant[] = [
  { id: 'I14', says: 'the chain is whole', check: chainIsWhole },
  { id: 'I14', says: 'every confirmed effect has its entry', check: effectsAreAudited },
  { id: 'I14', says: 'every hold has its entry', check: holdsAreAudited },
];

async function chainIsWhole({ db, workspaceId }: Checked): Promise<string[]> {
  const verdict = await verifyAudit({ db }, { workspaceId });
  return verdict.isWhole ? [] : [`at ${verdict.seq}: ${verdict.because}`];
}

async function effectsAreAudited({ db, workspaceId }: Checked): Promise<string[]> {
  const { rows } = await sql<{ id: string; kind: string }>`
    select i.id, i.kind from intents i where i.workspace_id = ${workspaceId} and i.state = 'confirmed'
      and not exists (select from audit_entries a where a.workspace_id = i.workspace_id
        and a.detail ->> 'intentId' = i.id::text and a.action not like 'intent.%')`.execute(db);
  return rows.map(({ id, kind }) => `${kind} ${id} is confirmed and has no audit entry`);
}

async function holdsAreAudited({ db, workspaceId }: Checked): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select h.id from holds h where h.workspace_id = ${workspaceId}
      and not exists (select from audit_entries a where a.workspace_id = h.workspace_id
        and (a.detail ->> 'holdId' = h.id::text or a.subject_id = h.id::text or a.person_id = h.person_id)
        and a.action like 'outreach.%')`.execute(db);
  return rows.map(({ id }) => `hold ${id} has no audit entry`);
}
