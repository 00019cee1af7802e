// fulcrum api-key: make, list, replace and end the keys of the API.

import { scopes } from '../core/governance/scopes.ts';
import { isUuid } from '../core/ids.ts';
import { InputError } from '../core/input-error.ts';
import { listApiKeys } from '../db/queries/api-keys.ts';
import { createApiKey } from '../flows/create-api-key.ts';
import type { MadeApiKey } from '../flows/create-api-key.ts';
import { revokeApiKey } from '../flows/revoke-api-key.ts';
import { rotateApiKey } from '../flows/rotate-api-key.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

interface ShownKey {
  id: string;
  name: string;
  hint: string;
  scopes: string[];
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedAt: string | null;
}

interface NewKey {
  id: string;
  hint: string;
  key: string;
}

const keysMax = 10_000;
const daySeconds = 24 * 3_600;

export const addApiKeyCommand: AddCommand = (program, context) => {
  const keys = program.command('api-key').description('keys for the API');
  keys
    .command('create')
    .description('make a key; it is shown this once')
    .argument('<name>', 'what the key is for')
    .option('--scope <scope...>', `what it may do: ${scopes.join(', ')}`, ['intake'])
    .option('--expires <instant>', 'when it ends, such as 2027-01-31T00:00:00Z')
    .action((name: string, options: { scope: string[]; expires?: string }) =>
      create(context, { name, scopes: options.scope, expires: options.expires }),
    );
  keys
    .command('list')
    .description('all keys, without their secrets')
    .action(() => list(context));
  keys
    .command('rotate')
    .description('make a new key in place of one; both work for a while')
    .argument('<id>')
    .option('--overlap-days <days>', 'how long the old key goes on working', '1')
    .action((id: string, options: { overlapDays: string }) =>
      rotate(context, {
        id: keyId(id),
        overlapSeconds: Number(options.overlapDays) * daySeconds,
      }),
    );
  keys
    .command('revoke')
    .description('end a key at once')
    .argument('<id>')
    .action((id: string) => revoke(context, keyId(id)));
};

async function create(
  context: CommandContext,
  wish: { name: string; scopes: string[]; expires: string | undefined },
): Promise<void> {
  const expiresAt = wish.expires === undefined ? null : instantOf(wish.expires);
  const made = await through<NewKey>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      told(await createApiKey(deps, { workspaceId, actor, expiresAt, ...named(wish) })),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/api-keys',
        body: { ...named(wish), ...(expiresAt === null ? {} : { expiresAt }) },
      })) as NewKey,
  });
  sayMade(context, made);
}

function named(wish: { name: string; scopes: string[] }): { name: string; scopes: string[] } {
  return { name: wish.name, scopes: wish.scopes };
}

function told(made: MadeApiKey): NewKey {
  return { id: made.id, hint: made.hint, key: made.key.reveal() };
}

function sayMade(context: CommandContext, made: NewKey): void {
  context
    .output()
    .result({ id: made.id, hint: made.hint, key: made.key }, [
      made.key,
      'Keep it now: only its hash is stored, and it is never shown again.',
    ]);
}

async function list(context: CommandContext): Promise<void> {
  const keys = await through<ShownKey[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const rows = await listApiKeys(deps.db, { workspaceId, beforeId: null, limit: keysMax });
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        hint: row.hint,
        scopes: row.scopes,
        createdAt: row.createdAt.toISOString(),
        expiresAt: row.expiresAt?.toISOString() ?? null,
        revokedAt: row.revokedAt?.toISOString() ?? null,
        lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
      }));
    },
    there: async (server) => await allPages<ShownKey>(server, '/v1/api-keys'),
  });
  const rows = keys.map((key) => [
    key.id,
    key.name,
    `${key.hint}…`,
    key.scopes.join(' '),
    key.revokedAt === null ? (key.expiresAt ?? 'no end') : `revoked ${key.revokedAt}`,
    key.lastUsedAt ?? 'never used',
  ]);
  context
    .output()
    .result({ keys }, table(['id', 'name', 'begins', 'scopes', 'ends', 'last used'], rows));
}

async function rotate(
  context: CommandContext,
  wish: { id: string; overlapSeconds: number },
): Promise<void> {
  const made = await through<NewKey>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      told(await rotateApiKey(deps, { workspaceId, actor, ...wish })),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/api-keys/${encodeURIComponent(wish.id)}/rotate`,
        body: { overlapSeconds: wish.overlapSeconds },
      })) as NewKey,
  });
  sayMade(context, made);
}

async function revoke(context: CommandContext, id: string): Promise<void> {
  await through(context, {
    here: async ({ deps, workspaceId, actor }) => {
      await revokeApiKey(deps, { workspaceId, id, actor });
    },
    there: async (server) => {
      await server.ask({ method: 'DELETE', path: `/v1/api-keys/${encodeURIComponent(id)}` });
    },
  });
  context.output().result({ id, revoked: true }, [`The key ${id} no longer works.`]);
}

function keyId(text: string): string {
  if (isUuid(text)) return text;
  const message = `"${text}" is no id of a key; "fulcrum api-key list" shows them.`;
  throw new InputError('invalid', message, 'id');
}

/** Throws InputError where the text is no instant. */
function instantOf(text: string): Date {
  const instant = new Date(Date.parse(text));
  if (!Number.isNaN(instant.getTime())) return instant;
  throw new InputError(
    'invalid',
    `"${text}" is no instant; write it like 2027-01-31T00:00:00Z.`,
    'expires',
  );
}
