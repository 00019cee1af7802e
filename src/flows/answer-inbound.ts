// Answers a received mail by hand, in its thread and from the mailbox it came to.

import { InputError } from '../core/input-error.ts';
import { findInbound } from '../db/queries/inbound.ts';
import type { Deps } from './deps.ts';
import { changeInbound } from './change-inbound.ts';
import { openInbound } from './inbound-content.ts';
import { writeReply } from './write-reply.ts';

/** Queued before it returns; the mail then counts as done. Throws InputError. */
export async function answerInbound(
  deps: Deps,
  given: { workspaceId: string; inboundId: string; text: string; userEmail: string; actor: string },
): Promise<{ messageId: string }> {
  const { workspaceId, inboundId, text, userEmail, actor } = given;
  const row = await findInbound(deps.db, { workspaceId, inboundId });
  if (row === undefined) throw new InputError('not_found', 'There is no such message.');
  const content = await openInbound(deps.db, deps, row);
  if (content === null || row.personId === null || row.mailboxId === null)
    throw new InputError(
      'conflict',
      'Nobody can be answered: the sender was erased or is not known.',
    );
  const named = (id: string): string => `<${id}>`;
  const answered = await writeReply(deps, {
    workspaceId,
    personId: row.personId,
    mailboxId: row.mailboxId,
    to: content.from,
    subject: /^re:/iu.test(content.subject) ? content.subject : `Re: ${content.subject}`,
    text,
    inReplyTo: row.mailId === null ? null : named(row.mailId),
    references: [...row.mailReferences, ...(row.mailId === null ? [] : [row.mailId])].map(named),
    userEmail,
    actor,
  });
  await changeInbound(deps, { workspaceId, inboundId, state: 'done', actor });
  return answered;
}
