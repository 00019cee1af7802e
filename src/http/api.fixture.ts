// A server on a test database with one workspace and a key per scope.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedDatabase } from '../db/connect.ts';
import type { Deps } from '../flows/deps.ts';
import { sheetFiles } from '../adapters/csv/sheet-files.ts';
import { signInAtHand } from './sign-in.fixture.ts';
import { systemIds } from '../adapters/ids/system-ids.ts';
import { addWorkspace, quietDeps } from '../../test/people.ts';
import { createApiKey } from '../flows/create-api-key.ts';
import type { ImportDeps } from '../flows/import-deps.ts';
import type { SignInDeps } from '../flows/sign-in-deps.ts';
import type { App, ServerOptions } from './app.ts';
import { checkProfile } from './contract/profile.ts';
import { outreachAtHand } from './outreach.fixture.ts';
import { buildServer } from './server.ts';

export interface Api {
  app: App;
  deps: ImportDeps & SignInDeps;
  workspaceId: string;
  keys: Record<'read' | 'intake' | 'admin', string>;
  keyIds: Record<'read' | 'intake' | 'admin', string>;
  /** Errors logged by the server. */
  errors: unknown[];
  /** Moves the clock on. */
  pass(ms: number): void;
  call(method: Method, url: string, more?: Call): Promise<Answer>;
  close(): Promise<void>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Call {
  body?: unknown;
  /** Sent as it is, with this type. */
  raw?: { type: string; content: string | Buffer };
  key?: string | null;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  // Tests look into answers whose form the contract fixes at run time.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
  text: string;
  headers: Record<string, unknown>;
}

export const testNow = Date.UTC(2026, 10, 23, 9);

/** Answers are compared with the contract. */
export async function openApi(
  opened: OpenedDatabase,
  options: Partial<ServerOptions> = {},
  world: Partial<Deps> = {},
): Promise<Api> {
  const errors: unknown[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-api-'));
  let now = testNow;
  const deps = { ...worldOf(opened, { errors, now: () => (now += 1), folder }), ...world };
  const workspaceId = await addWorkspace(opened.db, deps);
  // The chain is to begin where the product begins it.
  await opened.db.deleteFrom('auditHeads').where('workspaceId', '=', workspaceId).execute();
  const keyOf = (scope: string) =>
    createApiKey(deps, { workspaceId, name: scope, scopes: [scope], actor: 'cli' });
  const made = {
    read: await keyOf('read'),
    intake: await keyOf('intake'),
    admin: await keyOf('admin'),
  };
  const app = await buildServer(deps, {
    databaseKind: opened.kind,
    checksAnswers: true,
    outreach: outreachAtHand().ports,
    ...options,
  });
  const keys = {
    read: made.read.key.reveal(),
    intake: made.intake.key.reveal(),
    admin: made.admin.key.reveal(),
  };
  return {
    app,
    deps,
    workspaceId,
    keys,
    keyIds: { read: made.read.id, intake: made.intake.id, admin: made.admin.id },
    errors,
    pass(ms) {
      now += ms;
    },
    call: (method, url, more = {}) => call(app, { method, url, ...more, key: keyFor(more, keys) }),
    async close() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function worldOf(
  opened: OpenedDatabase,
  given: { errors: unknown[]; now: () => number; folder: string },
): ImportDeps & SignInDeps {
  const quiet: Deps = quietDeps(opened.db);
  const clock = { ...quiet.clock, now: () => new Date(given.now()) };
  const log = {
    ...quiet.log,
    error: (event: string, fields: unknown) => given.errors.push({ event, fields }),
  };
  const sealer = { ...quiet.sealer, newKey: () => randomBytes(32) };
  const sheets = sheetFiles({ folder: given.folder, bytesMax: 64 * 1024 * 1024 });
  return {
    ...quiet,
    clock,
    log,
    sealer,
    ids: systemIds(clock),
    sheets,
    checkProfile,
    ...signInAtHand(),
  };
}

function keyFor(more: Call, keys: Api['keys']): string | null {
  return more.key === undefined ? keys.admin : more.key;
}

async function call(
  app: App,
  given: Call & { method: Method; url: string; key: string | null },
): Promise<Answer> {
  const { method, url, key, raw, body } = given;
  const headers: Record<string, string> = { ...given.headers };
  if (key !== null) headers['authorization'] = `Bearer ${key}`;
  if (raw !== undefined) headers['content-type'] = raw.type;
  const payload = raw === undefined ? (body as object | undefined) : raw.content;
  const answer = await app.inject({
    method,
    url,
    headers,
    ...(payload === undefined ? {} : { payload }),
  });
  const isJson = (answer.headers['content-type'] ?? '').startsWith('application/json');
  return {
    status: answer.statusCode,
    body: isJson && answer.body !== '' ? JSON.parse(answer.body) : undefined,
    text: answer.body,
    headers: answer.headers,
  };
}

export function profileOf(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    source: 'pin',
    sourceEventId: id,
    name: `Ana Souza ${id}`,
    emails: [{ value: `ana.${id}@initech.example`, status: 'verified', method: 'smtp' }],
    ...more,
  };
}

export function touchOf(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    source: 'pin',
    sourceEventId: id,
    person: { email: 'ana.1@initech.example' },
    channel: 'email',
    kind: 'sent',
    sequence: 'Backend',
    step: 1,
    occurredAt: '2026-11-20T10:00:00Z',
    ...more,
  };
}
