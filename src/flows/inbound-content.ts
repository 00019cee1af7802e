// What a received mail says, sealed for the person it is from; for the installation where nobody is known yet.

import type { ReceivedMail } from '../core/mail/received-mail.ts';
import type { Conn, Trx } from '../db/connect.ts';
import type { InboundRow } from '../db/queries/inbound.ts';
import { ensurePersonKeys, findPersonKeys } from '../db/queries/person-keys.ts';
import type { Deps } from './deps.ts';

export interface InboundContent {
  from: string;
  fromName: string;
  subject: string;
  text: string;
}

const textMax = 50_000;

export function contentOf(mail: ReceivedMail): InboundContent {
  return {
    from: mail.from.address,
    fromName: mail.from.name,
    subject: mail.subject.slice(0, 1_000),
    text: mail.text.slice(0, textMax),
  };
}

/** Null where the person was erased: nothing of theirs is kept readably again. */
export async function sealInbound(
  trx: Trx,
  deps: Pick<Deps, 'sealer' | 'clock'>,
  of: { workspaceId: string; personId: string | null; content: InboundContent; raw: Uint8Array },
): Promise<{ sealed: Uint8Array; sealedRaw: Uint8Array } | null> {
  const { workspaceId, personId, raw } = of;
  const plain = Buffer.from(JSON.stringify(of.content));
  if (personId === null)
    return { sealed: deps.sealer.seal(plain), sealedRaw: deps.sealer.seal(raw) };
  const keys = await ensurePersonKeys(trx, deps, { workspaceId, personIds: [personId] });
  const key = keys.get(personId);
  if (key === undefined) return null;
  return { sealed: deps.sealer.sealWith(key, plain), sealedRaw: deps.sealer.sealWith(key, raw) };
}

/** Null where nothing is kept, or the person was erased. */
export async function openInbound(
  conn: Conn,
  deps: Pick<Deps, 'sealer'>,
  row: InboundRow,
): Promise<InboundContent | null> {
  const plain = await openPart(conn, deps, { row, part: row.sealed });
  return plain === null
    ? null
    : (JSON.parse(Buffer.from(plain).toString('utf8')) as InboundContent);
}

/** The mail as it came; null after the retention time or an erasure. */
export async function openRaw(
  conn: Conn,
  deps: Pick<Deps, 'sealer'>,
  row: InboundRow,
): Promise<Uint8Array | null> {
  return await openPart(conn, deps, { row, part: row.sealedRaw });
}

async function openPart(
  conn: Conn,
  deps: Pick<Deps, 'sealer'>,
  { row, part }: { row: InboundRow; part: Uint8Array | null },
): Promise<Uint8Array | null> {
  if (part === null) return null;
  const { workspaceId, firstPersonId } = row;
  if (firstPersonId === null) return deps.sealer.open(part);
  const keys = await findPersonKeys(conn, deps, { workspaceId, personIds: [firstPersonId] });
  const key = keys.get(firstPersonId);
  return key === undefined ? null : deps.sealer.openWith(key, part);
}
