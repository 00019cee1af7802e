// What the calls of human acts have in common.
import { z } from 'zod';
import type { Account, Actor } from '../account.ts';

export const id = z.string().min(1);
export const by = z.string().optional().describe('User id; the first super admin when left out');
/** One candidacy, and who acts. */
export const onOne = z.object({ opportunity: id, by });

/** A person in the web interface. */
export function human(account: Account, user: string | undefined): Actor {
  const first = [...account.world.users.values()].find((each) => each.accessRole === 'super admin');
  return { user: user ?? first?.id ?? null, api: false };
}
