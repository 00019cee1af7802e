// Control calls over users and postings.
import { z } from 'zod';
import { renamePosting, setPostingState } from '../acts/postings.ts';
import { setUserActive } from '../acts/users.ts';
import { badRequest } from '../wire/refusal.ts';
import { POSTING_STATES } from '../world/rows.ts';
import { call, type Backstage } from './call.ts';
import { id } from './human.ts';

/** Users come and go, postings open, close and change their title. */
export function staffCalls({ door }: Backstage) {
  const { account } = door;
  return {
    setUserActive: call(
      'Deactivates or reactivates a user',
      z.object({ user: id, active: z.boolean() }),
      ({ user: userId, active }) => {
        const user = account.world.users.get(userId);
        if (!user) throw badRequest(`users ${userId} was not found`);
        setUserActive(account, { user, active });
        return { user: userId };
      },
    ),
    setPostingState: call(
      'Publishes, closes or otherwise moves a posting',
      z.object({ posting: id, state: z.enum(POSTING_STATES) }),
      (wish) => setPostingState(account, wish),
    ),
    renamePosting: call(
      'Renames a posting: its candidates change their tag and updatedAt',
      z.object({ posting: id, text: z.string().min(1) }),
      (wish) => renamePosting(account, wish),
    ),
  };
}
