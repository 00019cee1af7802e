// Finds the person a command is about, by our id or by an address of theirs.

import { isUuid } from '../core/ids.ts';
import { InputError } from '../core/input-error.ts';
import { keysOfTouch } from '../core/people/identifiers.ts';
import type { Identifier } from '../core/people/person.ts';
import { findHolders } from '../db/queries/identifiers.ts';
import type { CommandContext, Opened } from './command-world.ts';
import type { RemoteServer } from './remote-server.ts';
import { through } from './through.ts';

/** Throws InputError where nobody or several people have it. */
export async function getPersonId(context: CommandContext, text: string): Promise<string> {
  if (isUuid(text)) return text;
  const personIds = await through<string[]>(context, {
    here: async (opened) => await holdersHere(opened, text),
    there: async (server) => await holdersThere(server, text),
  });
  const [only] = personIds;
  if (only !== undefined && personIds.length === 1) return only;
  throw new InputError(
    'not_found',
    only === undefined
      ? `Nobody is known by "${text}". Give an email address, a profile address or the person's id.`
      : `Several people have "${text}". Give the id of the one you mean: ${personIds.join(', ')}.`,
    'person',
  );
}

export interface NamedPerson {
  text: string;
  /** Null where nobody or several people have it. */
  personId: string | null;
}

/** Each as `getPersonId` finds it, in one go. */
export async function findNamedPeople(
  context: CommandContext,
  texts: readonly string[],
): Promise<NamedPerson[]> {
  const one = async (
    text: string,
    holdersOf: (text: string) => Promise<string[]>,
  ): Promise<NamedPerson> => {
    const personIds = isUuid(text) ? [text] : await holdersOf(text);
    return { text, personId: personIds.length === 1 ? (personIds[0] ?? null) : null };
  };
  return await through<NamedPerson[]>(context, {
    here: async (opened) => {
      const found: NamedPerson[] = [];
      for (const text of texts) found.push(await one(text, (each) => holdersHere(opened, each)));
      return found;
    },
    there: async (server) => {
      const found: NamedPerson[] = [];
      for (const text of texts) found.push(await one(text, (each) => holdersThere(server, each)));
      return found;
    },
  });
}

async function holdersHere({ deps, workspaceId }: Opened, text: string): Promise<string[]> {
  const identifiers = keysOf(text);
  const holders =
    identifiers.length === 0 ? [] : await findHolders(deps.db, { workspaceId, identifiers });
  return [...new Set(holders.map((holder) => holder.personId))];
}

async function holdersThere(server: RemoteServer, text: string): Promise<string[]> {
  const kind = text.includes('@') ? 'email' : 'profileUrl';
  const path = `/v1/people?${kind}=${encodeURIComponent(text)}`;
  const page = (await server.ask({ method: 'GET', path })) as { items: { id: string }[] };
  return page.items.map((person) => person.id);
}

function keysOf(text: string): Identifier[] {
  const person = text.includes('@') ? { email: text } : { profileUrl: text };
  return keysOfTouch(
    {
      source: '',
      sourceEventId: '',
      person,
      channel: 'other',
      kind: 'sent',
      occurredAt: '',
    },
    'US',
  );
}
