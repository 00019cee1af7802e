// A command's way to the data: the database of the settings, or the server that runs on it.

import { InputError } from '../core/input-error.ts';
import type { CommandContext, Opened } from './command-world.ts';
import type { RemoteServer } from './remote-server.ts';

export interface Ways<Result> {
  here(opened: Opened): Promise<Result>;
  /** Left out where only the one who has the database may do it. */
  there?(server: RemoteServer): Promise<Result>;
}

/** Asks the running server where FULCRUM_URL names one, else opens the database and closes it again. */
export async function through<Result>(
  { world }: CommandContext,
  ways: Ways<Result>,
): Promise<Result> {
  if (world.server !== null) {
    if (ways.there !== undefined) return await ways.there(world.server);
    throw new InputError(
      'invalid',
      'This command works on the database itself. Run it where the database is, without FULCRUM_URL.',
    );
  }
  const opened = await openHere(world, ways.there !== undefined);
  try {
    return await ways.here(opened);
  } finally {
    await opened.close();
  }
}

/** Where a server holds the embedded database, its API is the way in. */
async function openHere(world: CommandContext['world'], hasThere: boolean): Promise<Opened> {
  try {
    return await world.open();
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'conflict' || !hasThere) throw error;
    throw new InputError(
      'conflict',
      `${error.message}\nIf that is a running Fulcrum server, ask it instead: set FULCRUM_URL to its address and FULCRUM_API_KEY to a key with the scope admin.`,
    );
  }
}

/** The entries of every page of a list, up to a bound no command passes. */
export async function allPages<Row>(server: RemoteServer, path: string): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = (await server.ask({
      method: 'GET',
      path: `${path}${path.includes('?') ? '&' : '?'}limit=${pageSize}${query}`,
    })) as { items: Row[]; next?: string | null };
    rows.push(...answer.items);
    cursor = answer.next ?? null;
    if (cursor === null) return rows;
  }
  return rows;
}

const pageSize = 200;
const pagesMax = 500;
