// API keys: only the hash of a key is stored.
import type { Conn, Trx } from '../connect.ts';

export interface ApiKeyRow {
  workspaceId: string;
  id: string;
  name: string;
  /** First characters, to tell keys apart. */
  hint: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

const columns = [
  'workspaceId',
  'id',
  'name',
  'hint',
  'scopes',
  'createdAt',
  'expiresAt',
  'revokedAt',
  'lastUsedAt',
] as const;

export async function insertApiKey(
  trx: Trx,
  key: Omit<ApiKeyRow, 'revokedAt' | 'lastUsedAt'> & { secretHash: Uint8Array },
): Promise<void> {
  await trx.insertInto('apiKeys').values(key).execute();
}

/** By the unique hash, whatever the key's state is. */
export async function findApiKeyByHash(
  conn: Conn,
  secretHash: Uint8Array,
): Promise<ApiKeyRow | undefined> {
  return await conn
    .selectFrom('apiKeys')
    .select(columns)
    .where('secretHash', '=', secretHash)
    .executeTakeFirst();
}

/** Locks the key until the end of the transaction. */
export async function lockApiKey(
  trx: Trx,
  key: { workspaceId: string; id: string },
): Promise<ApiKeyRow | undefined> {
  return await trx
    .selectFrom('apiKeys')
    .select(columns)
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.id)
    .forUpdate()
    .executeTakeFirst();
}

export async function changeApiKey(
  trx: Trx,
  key: { workspaceId: string; id: string },
  change: { expiresAt?: Date; revokedAt?: Date },
): Promise<void> {
  await trx
    .updateTable('apiKeys')
    .set(change)
    .where('workspaceId', '=', key.workspaceId)
    .where('id', '=', key.id)
    .execute();
}

/** Notes a use, at most once per `notSince`. */
export async function noteApiKeyUse(
  conn: Conn,
  use: { workspaceId: string; id: string; at: Date; notSince: Date },
): Promise<void> {
  await conn
    .updateTable('apiKeys')
    .set({ lastUsedAt: use.at })
    .where('workspaceId', '=', use.workspaceId)
    .where('id', '=', use.id)
    .where((eb) => eb.or([eb('lastUsedAt', 'is', null), eb('lastUsedAt', '<', use.notSince)]))
    .execute();
}

/** Newest first; `beforeId` is the last id of the page before. */
export async function listApiKeys(
  conn: Conn,
  page: { workspaceId: string; beforeId: string | null; limit: number },
): Promise<ApiKeyRow[]> {
  let query = conn
    .selectFrom('apiKeys')
    .select(columns)
    .where('workspaceId', '=', page.workspaceId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  return await query.execute();
}
