// Users who come and go.
import type { Account } from '../account.ts';
import type { User } from '../world/rows.ts';

/** Deactivates or reactivates; repeating it changes nothing. */
export function setUserActive(
  account: Account,
  { user, active }: { user: User; active: boolean },
): void {
  if (active === (user.deactivatedAt === null)) return;
  const now = account.clock.now();
  user.deactivatedAt = active ? null : now;
  account.world.extras.auditEvents.push({
    id: account.ids.uuid(),
    createdAt: now,
    type: active ? 'user:reactivated' : 'user:deactivated',
    user: null,
    target: { id: user.id, type: 'user', label: user.name },
    meta: {},
  });
}

/** An interviewer follows nobody: a demoted user is taken off every posting and candidate. */
export function dropFollows(account: Account, user: User): void {
  const { postings, opportunities } = account.world;
  for (const row of [...postings.values(), ...opportunities.values()]) {
    if (row.followers.includes(user.id))
      row.followers = row.followers.filter((id) => id !== user.id);
  }
}
