// Whose mail it is that came in, and which message of ours it is about.

import type { MailVerdict } from '../core/mail/classify.ts';
import type { ReceivedMail } from '../core/mail/received-mail.ts';
import { chooseMatch } from '../core/mail/reply-match.ts';
import type { MatchCandidate, ReplyMatch } from '../core/mail/reply-match.ts';
import { tokensIn } from '../core/mail/tokens.ts';
import { normaliseEmail } from '../core/people/email.ts';
import type { Conn } from '../db/connect.ts';
import {
  listByAddress,
  listByMessageIds,
  listByOtherAddress,
  listByThread,
  listByTokens,
} from '../db/queries/inbound-match.ts';
import type { Deps } from './deps.ts';
import { hashKeyOf, keyedHash } from './hash-key.ts';

const backMs = 90 * 86_400_000;

export interface ToMatch {
  workspaceId: string;
  mailboxId: string;
  mail: ReceivedMail;
  verdict: MailVerdict;
  threadId: string | null;
  receivedAt: Date;
}

/** Null where it is about nothing of ours: then nothing of it is kept. */
export async function matchInbound(
  conn: Conn,
  deps: Pick<Deps, 'sealer' | 'clock'>,
  given: ToMatch,
): Promise<ReplyMatch | null> {
  const { workspaceId, mail, verdict, mailboxId, threadId } = given;
  const since = new Date(given.receivedAt.getTime() - backMs);
  const messageIds = [...new Set([...mail.references, ...verdict.originals])];
  const found = {
    message_id: await listByMessageIds(conn, { workspaceId, messageIds }),
    token: await listByTokens(conn, { workspaceId, tokens: tokensIn(mail) }),
    address: [] as MatchCandidate[],
    thread: [] as MatchCandidate[],
  };
  if (found.message_id.length === 0 && found.token.length === 0) {
    found.address = await byAddresses(conn, deps, {
      workspaceId,
      addresses: addressesOf(given),
      since,
    });
    if (threadId !== null)
      found.thread = await listByThread(conn, { workspaceId, mailboxId, threadId });
  }
  return chooseMatch(found);
}

/** Of a notice the addresses it is about; of everything else the sender's. */
function addressesOf({ mail, verdict }: ToMatch): string[] {
  if (verdict.kind === 'bounce' || verdict.kind === 'delay')
    return verdict.recipients.flatMap((one) => one.address ?? []);
  return [mail.from.address];
}

async function byAddresses(
  conn: Conn,
  deps: Pick<Deps, 'sealer' | 'clock'>,
  of: { workspaceId: string; addresses: readonly string[]; since: Date },
): Promise<MatchCandidate[]> {
  const { workspaceId, since } = of;
  const key = await hashKeyOf(conn, deps, workspaceId);
  const found: MatchCandidate[] = [];
  for (const written of of.addresses.slice(0, 20)) {
    const address = normaliseEmail(written)?.value;
    if (address === undefined) continue;
    const addressHash = keyedHash(key, 'address', address);
    const direct = await listByAddress(conn, { workspaceId, addressHash, since });
    found.push(...direct);
    if (direct.length === 0)
      found.push(...(await listByOtherAddress(conn, { workspaceId, address, since })));
  }
  return found;
}
