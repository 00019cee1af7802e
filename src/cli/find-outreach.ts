// Finds what a command around outreach is about: a sequence by its name, a mailbox by its address, who acts.

import { isUuid } from '../core/ids.ts';
import { InputError } from '../core/input-error.ts';
import { listMailboxes } from '../db/queries/mailboxes.ts';
import { listSequences } from '../db/queries/sequences.ts';
import type { OutreachDeps } from '../flows/outreach-deps.ts';
import type { CommandContext, Opened, OutreachParts } from './command-world.ts';
import { allPages, through } from './through.ts';

interface Named {
  id: string;
  name: string;
}

/** Throws InputError where no sequence has this id or name. */
export async function getSequenceId(context: CommandContext, text: string): Promise<string> {
  if (isUuid(text)) return text;
  const all = await through<Named[]>(context, {
    here: async ({ deps, workspaceId }) =>
      await listSequences(deps.db, { workspaceId, after: null, limit: listMax }),
    there: async (server) => await allPages<Named>(server, '/v1/sequences'),
  });
  const found = all.find((one) => one.name.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found.id;
  throw new InputError(
    'not_found',
    `There is no sequence "${text}"; "fulcrum sequence list" shows them.`,
    'sequence',
  );
}

/** Null where none was named. Throws InputError where no mailbox has this id or address. */
export async function getMailboxId(
  context: CommandContext,
  text: string | undefined,
): Promise<string | null> {
  if (text === undefined) return null;
  if (isUuid(text)) return text;
  const all = await through<{ id: string; address: string }[]>(context, {
    here: async ({ deps, workspaceId }) =>
      await listMailboxes(deps.db, { workspaceId, after: null, limit: listMax }),
    there: async (server) => await allPages(server, '/v1/mailboxes'),
  });
  const found = all.find((one) => one.address.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found.id;
  const known = all.map((one) => one.address).join(', ');
  throw new InputError(
    'not_found',
    `No mailbox ${text} is connected. Connected are: ${known === '' ? 'none' : known}.`,
    'mailbox',
  );
}

/** What sends and composes, where this command has the database. */
export function sendingHere({ deps, outreach }: Opened): OutreachDeps {
  return { ...deps, ...getOutreach(outreach).ports };
}

/** Throws InputError where this program was built without outreach. */
export function getOutreach(outreach: OutreachParts | undefined): OutreachParts {
  if (outreach !== undefined) return outreach;
  throw new InputError('conflict', 'This program reaches no mail servers; ask a running server.');
}

/** The email of who acts; a command line is nobody by itself. */
export function getUserEmail(text: string | undefined): string {
  if (text !== undefined && text.includes('@')) return text.toLowerCase();
  throw new InputError('invalid', 'Say for whom with --as and the email of a user.', 'as');
}

const listMax = 10_000;
