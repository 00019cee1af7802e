// From a request to a reply: faults, credentials, rate limit, permission, body, endpoint, envelope.
import type { Account } from './account.ts';
import { holdMs, type ActiveRule, type Faults, type RequestFate } from './control/fault-rules.ts';
import type { RequestLog } from './control/request-log.ts';
import { parseBody } from './wire/body.ts';
import { checkPermission, credentialOf } from './wire/credentials.ts';
import { oauthReply, tokenCredential } from './oauth/oauth.ts';
import type { Limiter } from './wire/limiter.ts';
import {
  ConnectionReset,
  type Reply,
  type SandboxRequest,
  type SandboxResponse,
} from './wire/message.ts';
import { parseQuery } from './wire/query.ts';
import { badRequest, forbidden, noSuchPath, Refusal, tooMany } from './wire/refusal.ts';
import type { Call, Match, Router } from './wire/route.ts';
import type { Keeper } from './world/keep-in-folder.ts';

export type Door = {
  account: Account;
  router: Router;
  limiter: Limiter;
  faults: Faults;
  log: RequestLog;
  /** How many writes came in, by API or control. */
  changes: number;
  /** Writes down what is done, where the world lives in a folder. */
  keeper: Keeper | null;
};

const PREFIX = '/v1';
const URL_MAX = 16_000;
const EMPTY = Buffer.alloc(0);

type Passage = {
  request: SandboxRequest;
  path: string;
  query: string;
  at: number;
  fate: RequestFate;
  match: Match | undefined;
  credential: string | null;
};

/** Serves one request; throws ConnectionReset where a fault cuts the connection. */
export async function pass(door: Door, request: SandboxRequest): Promise<SandboxResponse> {
  const cut = request.path.indexOf('?');
  const path = cut < 0 ? request.path : request.path.slice(0, cut);
  const query = cut < 0 ? '' : request.path.slice(cut + 1);
  const at = door.account.clock.now();
  const fate = door.faults.forRequest({ method: request.method, path }, at);
  const local = path.startsWith(`${PREFIX}/`) ? path.slice(PREFIX.length) : '';
  const match = door.router.find(request.method, local);
  const passage: Passage = { request, path, query, at, fate, match, credential: null };
  if (fate.delayMs > 0) await wait(door, passage, fate.delayMs);
  const strike = fate.strikes[0];
  const oauth = local === '' && !strike ? signIn(door, request) : undefined;
  if (oauth) {
    record(door, passage, oauth.status);
    return oauth;
  }
  if (!strike) return finish(door, passage, await answer(door, passage));
  return struck(door, passage, strike);
}

/** Plays one fault around the request. */
async function struck(door: Door, passage: Passage, rule: ActiveRule): Promise<SandboxResponse> {
  switch (rule.kind) {
    case 'errorBefore':
      return finish(door, passage, injected(rule));
    case 'errorAfter':
      await answer(door, passage);
      return finish(door, passage, injected(rule));
    case 'rateLimited':
      return finish(door, passage, injected({ ...rule, status: 429 }));
    case 'resetAfter':
      await answer(door, passage);
      return lost(door, passage);
    case 'timeoutBefore':
      await wait(door, passage, holdMs(rule));
      return lost(door, passage);
    case 'timeoutAfter':
      await answer(door, passage);
      await wait(door, passage, holdMs(rule));
      return lost(door, passage);
    case 'applyLate':
      // The client is cut off now; what it asked for happens later all the same.
      door.account.clock.after(holdMs(rule), () => void answer(door, passage));
      return lost(door, passage);
    case 'resetBefore':
    case 'latency':
    case 'stale':
    case 'webhookLost':
    case 'webhookRepeated':
    case 'webhookReordered':
    case 'webhookDelayed':
      return lost(door, passage);
  }
}

/** Lets time pass for a caller; the process stays for as long as the caller does. */
async function wait(door: Door, { request }: Passage, ms: number): Promise<void> {
  const { clock } = door.account;
  const release = clock.hold?.() ?? (() => undefined);
  request.signal?.addEventListener('abort', release, { once: true });
  await new Promise<void>((resolve) => void clock.after(ms, resolve));
  request.signal?.removeEventListener('abort', release);
  release();
}

function lost(door: Door, passage: Passage): never {
  record(door, passage, null);
  throw new ConnectionReset();
}

function injected(rule: Pick<ActiveRule, 'status' | 'retryAfterSeconds'>): Reply {
  const { status, retryAfterSeconds } = rule;
  const code =
    status === 429 ? 'TooManyRequests' : status === 503 ? 'ServiceUnavailable' : 'InternalError';
  return {
    status,
    body: { code, message: 'Injected by a fault rule' },
    ...(retryAfterSeconds === undefined
      ? {}
      : { headers: { 'retry-after': String(retryAfterSeconds) } }),
  };
}

async function answer(door: Door, passage: Passage): Promise<Reply> {
  try {
    return await run(door, passage);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refused(door, passage, error);
  }
}

function refused(door: Door, passage: Passage, refusal: Refusal): Reply {
  const { switches, clock } = door.account;
  const { status, message } = refusal;
  const code = status === 404 ? switches.notFoundCode : refusal.code;
  const headers: Record<string, string> = {};
  if (status === 429 && switches.retryAfter && passage.credential !== null) {
    const ms = door.limiter.waitMs(passage.credential, clock.now());
    headers['retry-after'] = String(Math.max(1, Math.ceil(ms / 1000)));
  }
  return { status, body: { code, message }, headers };
}

async function run(door: Door, passage: Passage): Promise<Reply> {
  const { account, limiter } = door;
  const { request, match } = passage;
  if (request.path.length > URL_MAX) throw badRequest('The URL is too long');
  const credential = credentialOf(account, request.headers, (token) =>
    tokenCredential(account, token),
  );
  passage.credential = credential.id;
  if (!limiter.take(credential.id, account.clock.now())) throw tooMany();
  if (account.switches.basicPackage) throw forbidden('The package of this account has no API');
  if (!match) throw noSuchPath(passage.path);
  checkPermission(credential, match.route);
  const hasBody = match.route.method === 'POST' || match.route.method === 'PUT';
  const bytes = hasBody ? request.body : undefined;
  const query = parseQuery(passage.query);
  const parsed = await parseBody(request.headers, bytes);
  const { lagMs } = passage.fate;
  const now = account.clock.now();
  const call: Call = {
    account,
    credential,
    query,
    now,
    asOf: lagMs === null ? null : now - lagMs,
    ...parsed,
    param: (name) => match.params[name] ?? '',
  };
  const isWrite = match.route.access === 'write';
  if (isWrite) door.changes += 1;
  const ids = account.ids.state();
  const reply = runWhole(account, () => match.route.run(call));
  if (isWrite) writeDown(door, passage, { call, ids });
  if (reply.status === 201) countCreate(door.log, match.route.path, { call, reply });
  return reply;
}

/** A refusal leaves no trace: not even the ids it took are missing afterwards. */
function runWhole(account: Account, run: () => Reply): Reply {
  const ids = account.ids.state();
  try {
    return run();
  } catch (error) {
    if (ids) account.ids.resume(ids);
    throw error;
  }
}

/** Before the answer leaves: whoever got one may rely on it. */
function writeDown(
  { keeper }: Door,
  { request, path, query }: Passage,
  { call, ids }: { call: Call; ids: readonly number[] | null },
): void {
  keeper?.add({
    kind: 'request',
    at: call.now,
    ids,
    method: request.method,
    path: path.slice(PREFIX.length),
    query,
    authorization: request.headers['authorization'] ?? '',
    asOf: call.asOf,
    body: call.body,
    isMultipart: call.isMultipart,
    files: call.files.map(({ content, ...file }) => ({
      ...file,
      base64: content.toString('base64'),
    })),
  });
}

/** OAuth's own pages beside the API. */
function signIn(door: Door, request: SandboxRequest): SandboxResponse | undefined {
  const { account, keeper } = door;
  const moment = { at: account.clock.now(), ids: account.ids.state() };
  const reply = oauthReply(account, request);
  const { method, path } = request;
  const body = request.body?.toString('utf8') ?? null;
  if (reply && reply.status < 400) keeper?.add({ kind: 'sign-in', method, path, body, ...moment });
  return reply;
}

/** Remembers what was created under which marker, for finding duplicates. */
function countCreate(
  log: RequestLog,
  path: string,
  { call, reply }: { call: Call; reply: Reply },
): void {
  const made = (reply.body as { data?: Record<string, unknown> }).data;
  const sent = (call.body ?? {}) as Record<string, unknown>;
  if (path === '/opportunities') {
    log.countCreate(
      `opportunity contact=${String(made?.['contact'])} createdAt=${String(made?.['createdAt'])}`,
    );
  } else if (path === '/opportunities/:opportunity/notes' && !call.query.has('note_id')) {
    const id = call.param('opportunity');
    log.countCreate(
      `note opportunity=${id} createdAt=${String(sent['createdAt'] ?? made?.['createdAt'])}`,
    );
  }
}

function finish(door: Door, passage: Passage, reply: Reply): SandboxResponse {
  record(door, passage, reply.status);
  const { bytes } = reply;
  if (bytes) {
    const headers: Record<string, string> = { 'content-type': bytes.type, ...reply.headers };
    if (bytes.name !== undefined) {
      headers['content-disposition'] =
        `attachment; filename*=UTF-8''${encodeURIComponent(bytes.name)}`;
    }
    return { status: reply.status, headers, body: bytes.content };
  }
  // 204 replies were recorded without a body and without Lever's own headers.
  if (reply.body === undefined)
    return { status: reply.status, headers: { ...reply.headers }, body: EMPTY };
  return {
    status: reply.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      server: 'lever-data-api',
      'x-lever-region': door.account.switches.region,
      'x-stream-path': 'dapi',
      ...reply.headers,
    },
    body: Buffer.from(JSON.stringify(reply.body)),
  };
}

function record(door: Door, passage: Passage, status: number | null): void {
  const { request, match, fate } = passage;
  door.log.add({
    at: passage.at,
    method: request.method,
    path: request.path,
    endpoint: match ? `${match.route.method} ${match.route.path}` : 'unknown',
    status,
    credential: passage.credential,
    faults: fate.strikes.length === 0 ? [] : fate.strikes.map((rule) => `${rule.kind} ${rule.id}`),
  });
}
