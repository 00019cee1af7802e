// The workspace's connection to its Lever account.

import { sql } from 'kysely';
import type { Conn, Trx } from '../connect.ts';

export const connectionStates = ['on', 'off', 'unauthorized'] as const;
export type ConnectionState = (typeof connectionStates)[number];

/** `none`: disconnected, the credential is forgotten. */
export const credentialKinds = ['api_key', 'oauth', 'none'] as const;
export type CredentialKind = (typeof credentialKinds)[number];

export interface LeverConnection {
  workspaceId: string;
  baseUrl: string;
  credentialKey: string;
  credentialKind: CredentialKind;
  /** Of an API key only; a grant has tokens of its own. */
  sealedCredential: Uint8Array | null;
  /** Lever user id. */
  performAs: string;
  mayReadConfidential: boolean;
  state: ConnectionState;
  because: string | null;
  hookSecret: string;
  hookUrl: string | null;
  updatedWatermark: Date | null;
  deletedWatermark: Date | null;
  polledAt: Date | null;
  coldSince: Date | null;
  createdAt: Date;
}

const columns = [
  'workspaceId',
  'baseUrl',
  'credentialKey',
  'credentialKind',
  'sealedCredential',
  'performAs',
  'mayReadConfidential',
  'state',
  'because',
  'hookSecret',
  'hookUrl',
  'updatedWatermark',
  'deletedWatermark',
  'polledAt',
  'coldSince',
  'createdAt',
] as const;

/** The connection, or undefined where none was ever made. */
export async function findConnection(
  conn: Conn,
  workspaceId: string,
): Promise<LeverConnection | undefined> {
  return await conn
    .selectFrom('leverConnections')
    .where('workspaceId', '=', workspaceId)
    .select(columns)
    .executeTakeFirst();
}

/** The connection whose webhook address ends in this secret. */
export async function findConnectionByHookSecret(
  conn: Conn,
  hookSecret: string,
): Promise<LeverConnection | undefined> {
  return await conn
    .selectFrom('leverConnections')
    .where('hookSecret', '=', hookSecret)
    .select(columns)
    .executeTakeFirst();
}

export type ConnectionToSave = Pick<
  LeverConnection,
  | 'workspaceId'
  | 'baseUrl'
  | 'credentialKey'
  | 'credentialKind'
  | 'sealedCredential'
  | 'performAs'
  | 'mayReadConfidential'
  | 'hookSecret'
  | 'hookUrl'
> & { now: Date };

/** Makes the connection or replaces its credential and switches it on; webhook secret and watermarks stay. */
export async function saveConnection(trx: Trx, connection: ConnectionToSave): Promise<void> {
  const { now, workspaceId, hookSecret, ...settings } = connection;
  const replaced = { ...settings, state: 'on' as const, because: null, changedAt: now };
  await trx
    .insertInto('leverConnections')
    .values({ workspaceId, hookSecret, createdAt: now, ...replaced })
    .onConflict((conflict) => conflict.column('workspaceId').doUpdateSet(replaced))
    .execute();
}

/** Another account: what was read from the old one says nothing about the new one. */
export async function forgetWatermarks(trx: Trx, workspaceId: string): Promise<void> {
  await trx
    .updateTable('leverConnections')
    .set({ updatedWatermark: null, deletedWatermark: null, polledAt: null })
    .where('workspaceId', '=', workspaceId)
    .execute();
}

/** Another account altogether: nothing of what was read from the old one holds. */
export async function forgetAccount(trx: Trx, workspaceId: string): Promise<void> {
  await forgetWatermarks(trx, workspaceId);
  const tables = [
    'mirrorKeys',
    'mirrorOpportunities',
    'mirrorSweeps',
    'leverCatalog',
    'leverHooks',
  ] as const;
  for (const table of tables)
    await trx.deleteFrom(table).where('workspaceId', '=', workspaceId).execute();
}

/** Records whose candidate stands in Lever. */
export async function countRecordsInLever(conn: Conn, workspaceId: string): Promise<number> {
  const found = await conn
    .selectFrom('records')
    .where('workspaceId', '=', workspaceId)
    .where('opportunityId', 'is not', null)
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(found.count);
}

/** Ends the connection: no credential, and nothing goes on until somebody connects again. */
export async function forgetCredential(
  trx: Trx,
  input: { workspaceId: string; because: string; now: Date },
): Promise<void> {
  await trx
    .updateTable('leverConnections')
    .set({
      state: 'off',
      because: input.because,
      credentialKind: 'none',
      sealedCredential: null,
      changedAt: input.now,
    })
    .where('workspaceId', '=', input.workspaceId)
    .execute();
}

/** Switches the connection; true where that changed anything. */
export async function switchConnection(
  trx: Trx,
  input: { workspaceId: string; state: ConnectionState; because: string; now: Date },
): Promise<boolean> {
  const changed = await trx
    .updateTable('leverConnections')
    .set({ state: input.state, because: input.because, changedAt: input.now })
    .where('workspaceId', '=', input.workspaceId)
    .where('state', '<>', input.state)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

/** Workspaces whose connection uses this credential. */
export async function listWorkspacesOnQueue(conn: Conn, queueKey: string): Promise<string[]> {
  const rows = await conn
    .selectFrom('leverConnections')
    .where('credentialKey', '=', queueKey)
    .select('workspaceId')
    .orderBy('workspaceId')
    .execute();
  return rows.map((row) => row.workspaceId);
}

export interface PollProgress {
  workspaceId: string;
  updatedWatermark: Date | null;
  deletedWatermark: Date | null;
  now: Date;
}

/** Keeps how far a poll has come; a watermark never goes back. */
export async function savePollProgress(conn: Conn, progress: PollProgress): Promise<void> {
  await sql`
    update lever_connections set
      updated_watermark = greatest(updated_watermark, ${progress.updatedWatermark}::timestamptz),
      deleted_watermark = greatest(deleted_watermark, ${progress.deletedWatermark}::timestamptz),
      polled_at = ${progress.now}::timestamptz
    where workspace_id = ${progress.workspaceId}`.execute(conn);
}
