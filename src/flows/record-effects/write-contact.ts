// Writes values back to a contact while nobody else has touched them. Lever takes no condition with a write, so the
// contact is read in the same breath, and only what we change is sent: a human's edit of anything else cannot be lost.

import type { ContactChange } from '../../core/sync/plan-undo.ts';
import type { RemoteContact } from '../../core/sync/remote.ts';
import { hasChangedSince, standsAlready } from '../../core/sync/contact-change.ts';
import { dropContactRead, storeContactRead } from '../../db/queries/record-changes.ts';
import { PortFailure } from '../../ports/failure.ts';
import type { EffectContext } from './effect.ts';

export interface ContactWrite {
  change: ContactChange;
  /** The contact as it was when the change was decided. */
  before: Omit<RemoteContact, 'id'>;
}

/**
 * Throws a conflict where the contact is not what the change was decided on: then it is decided anew on what was
 * read. Sends nothing where the change stands already, as after an answer that was lost.
 */
export async function writeContact(context: EffectContext, write: ContactWrite): Promise<void> {
  const { deps, access, workspaceId, recordId } = context;
  const contactId = context.contactId ?? '';
  const contact = await deps.lever.getContact(access, contactId);
  if (contact === null) {
    await deps.db.transaction().execute(async (trx) => {
      await dropContactRead(trx, { workspaceId, recordId });
    });
    throw touched('The contact is gone from Lever.');
  }
  if (contact.isAnonymized)
    throw new PortFailure({
      kind: 'rejected',
      message: 'The contact was anonymised in Lever and takes no values any more.',
      detail: 'contact is anonymised',
    });
  if (standsAlready(write.change, contact)) return;
  if (hasChangedSince(write, contact)) {
    await deps.db.transaction().execute(async (trx) => {
      await storeContactRead(trx, { workspaceId, recordId, contact, now: deps.clock.now() });
    });
    throw touched('Somebody changed the contact in Lever just now.');
  }
  await deps.lever.updateContact(access, contactId, write.change);
}

function touched(what: string): PortFailure {
  return new PortFailure({
    kind: 'conflict',
    message: `${what} It is read and decided anew.`,
    detail: 'contact changed since it was read',
  });
}
