// What a message says and to whom, sealed for the person it was written to.

import type { Conn, Trx } from '../db/connect.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { ensurePersonKeys, findPersonKeys } from '../db/queries/person-keys.ts';
import type { Deps } from './deps.ts';

export interface MessageContent {
  address: string;
  subject: string;
  text: string;
  /** Of a mail: the frozen bytes. */
  bytes: Uint8Array | null;
}

type Sealing = Pick<Deps, 'sealer' | 'clock'>;

/** Null where the person was erased: nothing is kept readably, so nothing can be sent. */
export async function sealMessage(
  trx: Trx,
  deps: Sealing,
  of: { workspaceId: string; firstPersonId: string; content: MessageContent },
): Promise<Uint8Array | null> {
  const { workspaceId, firstPersonId, content } = of;
  const keys = await ensurePersonKeys(trx, deps, { workspaceId, personIds: [firstPersonId] });
  const key = keys.get(firstPersonId);
  if (key === undefined) return null;
  const { bytes } = content;
  const kept = { ...content, bytes: bytes === null ? null : Buffer.from(bytes).toString('base64') };
  return deps.sealer.sealWith(key, Buffer.from(JSON.stringify(kept)));
}

/** Null where nothing is kept, or the person was erased. */
export async function openMessage(
  conn: Conn,
  deps: Pick<Deps, 'sealer'>,
  message: Pick<MessageRow, 'workspaceId' | 'firstPersonId' | 'sealed'>,
): Promise<MessageContent | null> {
  const { workspaceId, firstPersonId, sealed } = message;
  if (sealed === null) return null;
  const keys = await findPersonKeys(conn, deps, { workspaceId, personIds: [firstPersonId] });
  const key = keys.get(firstPersonId);
  if (key === undefined) return null;
  const text = Buffer.from(deps.sealer.openWith(key, sealed)).toString('utf8');
  const kept = JSON.parse(text) as Omit<MessageContent, 'bytes'> & { bytes: string | null };
  return { ...kept, bytes: kept.bytes === null ? null : Buffer.from(kept.bytes, 'base64') };
}

/** The conversation so far: its subject and the names of what was sent. Null where nothing was. */
export async function threadOf(
  conn: Conn,
  deps: Pick<Deps, 'sealer'>,
  sent: readonly MessageRow[],
): Promise<{ subject: string; messageIds: string[] } | null> {
  const mails = sent.filter(
    (each) => each.channel === 'email' && (each.state === 'sent' || each.state === 'unknown'),
  );
  const [first] = mails;
  if (first === undefined) return null;
  const content = await openMessage(conn, deps, first);
  if (content === null) return null;
  return {
    subject: content.subject,
    messageIds: mails
      .flatMap((each) => each.serverMessageId ?? each.messageId ?? [])
      .map(bracketed),
  };
}

/** A server's own name is kept as its answer gave it, without brackets; headers want them. */
function bracketed(id: string): string {
  return id.startsWith('<') ? id : `<${id}>`;
}
