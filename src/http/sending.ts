// What routes of outreach need beside the rest: the ports to the outside, and on whose behalf somebody acts.
import { InputError } from '../core/input-error.ts';
import { findUserEmail } from '../db/queries/user-emails.ts';
import type { OutreachDeps } from '../flows/outreach-deps.ts';
import type { Caller } from './access.ts';
import type { HttpParts } from './app.ts';

/** Throws InputError where this server reaches no mail servers. */
export function sendingDeps({ deps, options }: HttpParts): OutreachDeps {
  if (options.outreach === null)
    throw new InputError('conflict', 'This server reaches no mail servers; ask one that does.');
  return { ...deps, ...options.outreach };
}

/** The email of who acts: a signed-in person is themselves, an API key says for whom. Throws InputError. */
export async function actingEmail(
  deps: HttpParts['deps'],
  caller: Caller,
  named: string | undefined,
): Promise<string> {
  if (caller.by.kind === 'apiKey') {
    if (named !== undefined) return named.toLowerCase();
    const message = 'Say for whom: an API key is nobody. Give the email of a user.';
    throw new InputError('invalid', message, 'userEmail');
  }
  const { workspaceId, by } = caller;
  const own = await findUserEmail(deps.db, { workspaceId, userId: by.id });
  if (own === undefined) throw new InputError('forbidden', 'You are no user of this workspace.');
  if (named !== undefined && named.toLowerCase() !== own)
    throw new InputError('forbidden', 'You act for yourself alone. Leave it out.', 'userEmail');
  return own;
}
