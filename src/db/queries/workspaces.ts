// The customers of this installation.

import type { Conn, Trx } from '../connect.ts';

export interface Workspace {
  id: string;
  slug: string;
  name: string;
}

/** One workspace by its short name. */
export async function findWorkspace(conn: Conn, slug: string): Promise<Workspace | undefined> {
  return await conn
    .selectFrom('workspaces')
    .where('slug', '=', slug)
    .select(['id', 'slug', 'name'])
    .executeTakeFirst();
}

/** All of them, by short name. */
export async function listWorkspaces(conn: Conn): Promise<Workspace[]> {
  return await conn
    .selectFrom('workspaces')
    .select(['id', 'slug', 'name'])
    .orderBy('slug')
    .limit(10_000)
    .execute();
}

/** The one that the installation began with. */
export async function findOldestWorkspace(conn: Conn): Promise<Workspace | undefined> {
  return await conn
    .selectFrom('workspaces')
    .select(['id', 'slug', 'name'])
    .orderBy('createdAt')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
}

/** False where another process made it first. */
export async function addWorkspace(
  trx: Trx,
  workspace: Workspace & { defaultRegion: string; defaultTrigger: string; now: Date },
): Promise<boolean> {
  const { now, ...row } = workspace;
  const added = await trx
    .insertInto('workspaces')
    .values({ ...row, createdAt: now })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .executeTakeFirst();
  return Number(added.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** As people read it. */
export async function findWorkspaceName(conn: Conn, id: string): Promise<string> {
  const row = await conn
    .selectFrom('workspaces')
    .select('name')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return row.name;
}
