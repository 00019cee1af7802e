// Another role for a user, or no access any more. The last owner always stays.

import { mayGiveRole, type Role } from '../core/governance/permissions.ts';
import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { changeUserRow, lockOwners, lockUser, type User } from '../db/queries/users.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

export interface UserChange {
  workspaceId: string;
  id: string;
  role?: Role | undefined;
  isDisabled?: boolean | undefined;
  actor: string;
  /** The role of whoever changes it; null for the command line and API keys, which stand for an owner. */
  actorRole: Role | null;
}

/** Takes effect with the user's next request: a session looks its user up each time. */
export async function changeUser(deps: Deps, input: UserChange): Promise<User> {
  const { workspaceId, id, actor } = input;
  const own = input.actorRole ?? 'owner';
  return await inTransaction(deps.db, async (trx) => {
    const owners = await lockOwners(trx, workspaceId);
    const user = await lockUser(trx, { workspaceId, id });
    if (user === undefined) throw new InputError('not_found', 'There is no such user here');
    const role = input.role ?? user.role;
    const isDisabled = input.isDisabled ?? user.disabledAt !== null;
    if (!mayGiveRole(own, role) || !mayGiveRole(own, user.role)) {
      throw new InputError('forbidden', 'Only an owner may change an owner or make one', 'role');
    }
    const staysOwner = role === 'owner' && !isDisabled;
    if (!staysOwner && owners.length === 1 && owners[0] === id) {
      const message = 'This is the last owner; make somebody else an owner first';
      throw new InputError('conflict', message, 'role');
    }
    const disabledAt = isDisabled ? (user.disabledAt ?? deps.clock.now()) : null;
    await changeUserRow(trx, { workspaceId, id }, { role, disabledAt });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'user.changed',
        subjectKind: 'user',
        subjectId: id,
        detail: {
          before: { role: user.role, isDisabled: user.disabledAt !== null },
          after: { role, isDisabled },
        },
      },
    ]);
    return { ...user, role, disabledAt };
  });
}
