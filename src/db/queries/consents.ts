// The ledger of consents and legal bases: rows are added and never changed; what they rest on is sealed for the person.

import { sql } from 'kysely';
import type {
  ConsentBasis,
  ConsentChannel,
  ConsentKind,
  LegalBasis,
} from '../../core/governance/contact-basis.ts';
import type { Conn, Trx } from '../connect.ts';

export interface ConsentRow {
  id: string;
  personId: string;
  /** Whom the evidence is sealed for. */
  firstPersonId: string;
  channel: ConsentChannel;
  kind: ConsentKind;
  basis: ConsentBasis;
  sealedEvidence: Uint8Array | null;
  givenAt: Date;
  expiresAt: Date | null;
  recordedBy: string;
  recordedAt: Date;
}

export interface LegalBasisRow {
  id: string;
  personId: string;
  firstPersonId: string;
  /** '' is every channel. */
  channel: ConsentChannel | '';
  basis: LegalBasis;
  sealedEvidence: Uint8Array | null;
  recordedBy: string;
  recordedAt: Date;
}

const shared = ['id', 'personId', 'firstPersonId', 'channel', 'basis', 'sealedEvidence'] as const;
const recorded = ['recordedBy', 'recordedAt'] as const;

export async function addConsent(
  trx: Trx,
  row: ConsentRow & { workspaceId: string; addressHash: Uint8Array | null },
): Promise<void> {
  await trx.insertInto('consents').values(row).execute();
}

export async function addLegalBasis(
  trx: Trx,
  row: LegalBasisRow & { workspaceId: string },
): Promise<void> {
  await trx.insertInto('legalBases').values(row).execute();
}

export interface LedgerPage {
  workspaceId: string;
  beforeId: string | null;
  limit: number;
  personId?: string;
}

/** Newest entry first. */
export async function listConsents(conn: Conn, page: LedgerPage): Promise<ConsentRow[]> {
  let query = conn
    .selectFrom('consents')
    .select([...shared, ...recorded, 'kind', 'givenAt', 'expiresAt'])
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.personId !== undefined) query = query.where('personId', '=', page.personId);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  return await query.execute();
}

/** Newest entry first. */
export async function listLegalBases(conn: Conn, page: LedgerPage): Promise<LegalBasisRow[]> {
  let query = conn
    .selectFrom('legalBases')
    .select([...shared, ...recorded])
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.personId !== undefined) query = query.where('personId', '=', page.personId);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  return await query.execute();
}

/** Whether an objection stands on the channel ('' is any channel) that no later consent took away. */
export async function hasObjected(
  conn: Conn,
  key: { workspaceId: string; personId: string; channel: ConsentChannel | '' },
): Promise<boolean> {
  const { workspaceId, personId, channel } = key;
  const found = await sql<{ has: boolean }>`
    select exists (select from legal_bases o
      where o.workspace_id = ${workspaceId} and o.person_id = ${personId} and o.basis = 'objected'
        and (${channel} = '' or o.channel in ('', ${channel}))
        and not exists (select from legal_bases c
          where c.workspace_id = o.workspace_id and c.person_id = o.person_id and c.basis = 'consent'
            and (c.recorded_at, c.id) > (o.recorded_at, o.id)
            and c.channel in ('', case when ${channel} = '' then o.channel else ${channel} end))) as has`.execute(
    conn,
  );
  return found.rows[0]?.has ?? false;
}
