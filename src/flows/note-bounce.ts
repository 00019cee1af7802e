// A message that was taken over came back later: what that means for the address, the run, and the mailbox it went from.

import type { BounceScope } from '../core/mail/bounce-scopes.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { findMessage } from '../db/queries/messages.ts';
import { addTask } from './add-task.ts';
import { noteEvidenceOf } from './resolve-message.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { openMessage } from './sealed-message.ts';
import { noteTrouble } from './settle-message.ts';
import { stopRun } from './stop-run.ts';
import { suppressAddress } from './suppress.ts';

export interface NotedBounce {
  workspaceId: string;
  messageId: string;
  scope: BounceScope;
  /** Without personal values. */
  because: string;
}

/** Joins the caller's transaction; safe to repeat. The caller appends the returned entries last. */
export async function noteBounce(
  trx: Trx,
  deps: OutreachDeps,
  bounce: NotedBounce,
): Promise<AuditEntry[]> {
  const { workspaceId, scope, because } = bounce;
  const seen = await findMessage(trx, { workspaceId, id: bounce.messageId });
  if (seen === undefined) return [];
  await lockPersonForOutreach(trx, { workspaceId, personId: seen.personId });
  const message = (await findMessage(trx, { workspaceId, id: seen.id })) ?? seen;
  const { personId, enrollmentId, mailboxId } = message;
  const entries: AuditEntry[] = [];
  // That it came back shows that it went out.
  if (message.state === 'unknown')
    entries.push(...(await noteEvidenceOf(trx, deps, { message, because: 'it came back' })));
  if (scope === 'transient' || scope === 'mailbox_full' || scope === 'unknown') return entries;
  if (scope === 'address') {
    const content = await openMessage(trx, deps, message);
    if (content !== null)
      entries.push(
        ...(await suppressAddress(trx, deps, {
          workspaceId,
          personId,
          address: content.address,
          cause: 'bounce',
          because: 'mail to it came back: the address does not exist',
          messageId: message.id,
        })),
      );
  }
  if (mailboxId !== null) {
    const kind = scope === 'address' ? 'bounce' : 'policy';
    entries.push(
      ...(await noteTrouble(trx, deps, { workspaceId, mailboxId, messageId: message.id, kind })),
    );
  }
  if (enrollmentId === null) return entries;
  const stopped = await stopRun(trx, deps, {
    workspaceId,
    personId,
    enrollmentId,
    to: 'stopped',
    because: `a message came back: ${because}`,
    actor: 'system',
  });
  if (stopped.length === 0 || scope !== 'address') return [...entries, ...stopped];
  const task = await addTask(trx, deps, {
    workspaceId,
    kind: 'find_contact',
    personId,
    messageId: message.id,
    assignee: 'owner',
    because: 'the address does not exist',
  });
  return [...entries, ...stopped, ...task];
}
