// Notices of Art. 14 GDPR as they were given.

import type { Trx } from '../connect.ts';

/** Once per message. */
export async function addNotice(
  trx: Trx,
  row: { workspaceId: string; personId: string; messageId: string; version: number; now: Date },
): Promise<void> {
  const { workspaceId, personId, messageId, version, now } = row;
  await trx
    .insertInto('noticeDeliveries')
    .values({
      workspaceId,
      personId,
      firstPersonId: personId,
      messageId,
      noticeVersion: version,
      givenAt: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
