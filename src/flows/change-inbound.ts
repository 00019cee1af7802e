// What people do with received mail in the inbox: take it on, put it off, be done with it.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lockInbound, updateInbound } from '../db/queries/inbound.ts';
import type { InboundRow } from '../db/queries/inbound.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

export interface InboundChangeWish {
  workspaceId: string;
  inboundId: string;
  /** The email address of whoever takes it on; null gives it back. */
  assignee?: string | null;
  state?: 'open' | 'done';
  /** Out of sight until then. */
  snoozedUntil?: Date;
  actor: string;
}

/** Throws InputError. Asking again changes nothing. */
export async function changeInbound(deps: Deps, wish: InboundChangeWish): Promise<void> {
  const { workspaceId, inboundId, actor, assignee, snoozedUntil } = wish;
  const now = deps.clock.now();
  if (snoozedUntil !== undefined && snoozedUntil <= now)
    throw new InputError('invalid', 'Choose a time that lies ahead.', 'snoozedUntil');
  await inTransaction(deps.db, async (trx) => {
    const row = await lockInbound(trx, { workspaceId, inboundId });
    if (row === undefined) throw new InputError('not_found', 'There is no such message.');
    const set = {
      ...(assignee === undefined ? {} : { assignee }),
      ...stateOf(wish),
    };
    await updateInbound(trx, { workspaceId, inboundId, set, now });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'inbound.changed',
        subjectKind: 'inbound',
        subjectId: inboundId,
        ...(row.personId === null ? {} : { personId: row.personId }),
        detail: { fields: Object.keys(set), state: wish.state ?? null },
      },
    ]);
  });
}

function stateOf(wish: InboundChangeWish): Partial<Pick<InboundRow, 'state' | 'snoozedUntil'>> {
  if (wish.snoozedUntil !== undefined) return { state: 'snoozed', snoozedUntil: wish.snoozedUntil };
  return wish.state === undefined ? {} : { state: wish.state, snoozedUntil: null };
}
