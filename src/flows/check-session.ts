// Whose session is this: what every request with our cookie starts with.

import { createHash } from 'node:crypto';
import { InputError } from '../core/input-error.ts';
import { findSession, noteSessionSeen, type LiveSession } from '../db/queries/sessions.ts';
import type { Deps } from './deps.ts';

const tokenForm = /^fs_[\w-]{43}$/u;
const seenEveryMs = 60_000;
/** A session that nobody uses for this long is over. */
export const sessionIdleMs = 7 * 24 * 60 * 60_000;
/** However busy it is, people sign in again after this long. */
export const sessionLifeMs = 30 * 24 * 60 * 60_000;

/** Throws InputError `unauthorized` for a session that is not good any more; notes the use at most once a minute. */
export async function checkSession(
  deps: Pick<Deps, 'db' | 'clock'>,
  token: string,
): Promise<LiveSession> {
  const session = tokenForm.test(token) ? await findSession(deps.db, secretHash(token)) : undefined;
  const now = deps.clock.now();
  const isOver =
    session === undefined ||
    session.expiresAt <= now ||
    now.getTime() - session.seenAt.getTime() > sessionIdleMs;
  if (isOver) {
    throw new InputError('unauthorized', 'Your session has ended; sign in again');
  }
  if (now.getTime() - session.seenAt.getTime() > seenEveryMs) {
    await noteSessionSeen(deps.db, session.id, now);
  }
  return session;
}

/** The tokens are 256 random bits, so a plain hash cannot be searched backwards. */
export function secretHash(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}
