// What is on record about contacting a person over a channel, newest word first, with what Lever says of them.

import { sql } from 'kysely';
import { judgeContactBasis } from '../../core/governance/contact-basis.ts';
import type {
  ConsentChannel,
  ConsentKind,
  ContactBasis,
  LegalBasis,
} from '../../core/governance/contact-basis.ts';
import type { Conn } from '../connect.ts';

interface OnRecord {
  basis: LegalBasis | null;
  consent: { kind: ConsentKind; expiresAtMs: number | null } | null;
  lever: { isAllowed: boolean | null; untilMs: number | null }[] | null;
}

/**
 * One statement, for the guard right before a send; served by legal_bases_by_person, consents_by_person and the unique
 * key of records. Candidates that are gone from Lever say nothing any more.
 */
export async function findContactBasis(
  conn: Conn,
  key: { workspaceId: string; personId: string; channel: ConsentChannel; now: Date },
): Promise<ContactBasis> {
  const { workspaceId, personId, channel, now } = key;
  const found = await sql<OnRecord>`
    select
      (select b.basis from legal_bases b
        where b.workspace_id = ${workspaceId} and b.person_id = ${personId} and b.channel in ('', ${channel})
        order by b.recorded_at desc, b.id desc limit 1) as basis,
      (select jsonb_build_object('kind', c.kind, 'expiresAtMs', extract(epoch from c.expires_at) * 1000)
        from consents c
        where c.workspace_id = ${workspaceId} and c.person_id = ${personId} and c.channel = ${channel}
        order by c.given_at desc, c.id desc limit 1) as consent,
      (select jsonb_agg(jsonb_build_object('isAllowed', r.opportunity->'mayBeContacted',
          'untilMs', r.opportunity->'mayBeContactedUntil'))
        from records r
        where r.workspace_id = ${workspaceId} and r.person_id = ${personId} and r.gone is null
          and r.opportunity is not null) as lever`.execute(conn);
  const row = found.rows[0];
  return judgeContactBasis({
    basis: row?.basis ?? null,
    consent: row?.consent ?? null,
    lever: row?.lever ?? [],
    nowMs: now.getTime(),
  });
}
