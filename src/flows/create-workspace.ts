// Another customer on this installation: a workspace of its own, kept apart from all others.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findAccount, giveSeat } from '../db/queries/accounts.ts';
import { addWorkspace } from '../db/queries/workspaces.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

export interface NewWorkspace {
  slug: string;
  name: string;
  defaultRegion: string;
  actor: string;
  /** The account that becomes its owner; null leaves that to an invitation from the command line. */
  ownerAccountId: string | null;
}

const slugForm = /^[a-z0-9][a-z0-9-]{0,62}$/u;
const regionForm = /^[A-Z]{2}$/u;

/** Throws InputError `conflict` where the short name is taken. */
export async function createWorkspace(deps: Deps, input: NewWorkspace): Promise<string> {
  const { slug, name, defaultRegion, actor, ownerAccountId } = input;
  if (!slugForm.test(slug)) {
    const message = 'Use small letters, digits and hyphens for the short name, 63 at most';
    throw new InputError('invalid', message, 'slug');
  }
  if (name.trim() === '') throw new InputError('invalid', 'Give the workspace a name', 'name');
  if (!regionForm.test(defaultRegion)) {
    const message = 'Use a two-letter country code such as US or DE';
    throw new InputError('invalid', message, 'defaultRegion');
  }
  const id = deps.ids.next();
  await inTransaction(deps.db, async (trx) => {
    const now = deps.clock.now();
    const defaults = { defaultRegion, defaultTrigger: 'contact_found' };
    if (!(await addWorkspace(trx, { id, slug, name, ...defaults, now }))) {
      throw new InputError('conflict', `The short name "${slug}" is taken; choose another`, 'slug');
    }
    const account = ownerAccountId === null ? undefined : await findAccount(trx, ownerAccountId);
    if (account !== undefined) {
      const { id: accountId, email, name: ownName } = account;
      const seat = { workspaceId: id, userId: deps.ids.next(), accountId, email, name: ownName };
      await giveSeat(trx, { ...seat, role: 'owner', now });
    }
    await appendAudit(trx, deps, [
      {
        workspaceId: id,
        actor,
        action: 'workspace.created',
        subjectKind: 'workspace',
        subjectId: id,
        detail: defaults,
      },
    ]);
  });
  return id;
}
