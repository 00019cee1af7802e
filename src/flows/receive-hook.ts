// Takes in one webhook of Lever: verified, kept, and only then answered; what it hints at is done right after.
// The signature covers token and time, not the data: see docs/lever.md#webhooks.

import { createHmac } from 'node:crypto';
import { isTestCall } from '../core/outreach/hook-hint.ts';
import { sameText } from '../core/same-text.ts';
import { addReceipt } from '../db/queries/hook-receipts.ts';
import type { ReceiptKey } from '../db/queries/hook-receipts.ts';
import { findConnectionByHookSecret } from '../db/queries/lever-connections.ts';
import { listHooks, touchHook } from '../db/queries/lever-hooks.ts';
import type { Deps } from './deps.ts';
import { triesToHandle } from './handle-hooks.ts';

export interface HookCall {
  /** Last part of the address. */
  secret: string;
  body: Uint8Array;
  receivedAt: Date;
}

export interface HookAnswer {
  status: 200 | 400 | 401 | 404 | 413;
  because: string;
}

const BODY_BYTES_MAX = 64 * 1024;
const TOKEN_LENGTH_MAX = 200;
/** Lever repeats over days, people rerun for two weeks. Receipts are kept longer, so nothing can be replayed. */
const AGE_MS_MAX = 15 * 24 * 60 * 60_000;
const AHEAD_MS_MAX = 24 * 60 * 60_000;

interface ParsedHook {
  event: string;
  triggeredAt: number;
  token: string;
  signature: string;
  data: unknown;
}

/** Answers 200 only when the webhook is durably kept; a repeat is answered 200 too. */
export async function receiveHook(deps: Deps, call: HookCall): Promise<HookAnswer> {
  if (call.body.length > BODY_BYTES_MAX) return { status: 413, because: 'the body is too large' };
  const connection = await findConnectionByHookSecret(deps.db, call.secret);
  if (connection === undefined || connection.state === 'off') {
    return { status: 404, because: 'there is no such address' };
  }
  const hook = parseHook(call.body);
  if (hook === null) return { status: 400, because: 'the body is not a webhook of Lever' };
  // Carries nothing and does nothing, and may come from a subscription we hold no token of.
  if (isTestCall(hook.event, hook.data)) return { status: 200, because: 'test call' };
  const { workspaceId } = connection;
  const hookId = await findSigner(deps, workspaceId, hook);
  if (hookId === null) {
    deps.log.warn('hook.refused', { workspaceId, event: hook.event });
    return { status: 401, because: 'the signature does not fit' };
  }
  const ageMs = call.receivedAt.getTime() - hook.triggeredAt;
  if (ageMs > AGE_MS_MAX || ageMs < -AHEAD_MS_MAX) {
    deps.log.warn('hook.out_of_time', { workspaceId, event: hook.event, ageMs });
    return { status: 401, because: 'the webhook is too old, or from the future' };
  }
  const key = { workspaceId, token: hook.token, event: hook.event };
  const isNew = await keep(deps, { call, hook, hookId, key });
  // The receipt is kept, so whatever goes wrong here is made up for by the loop over open receipts.
  await triesToHandle(deps, key);
  return { status: 200, because: isNew ? 'received' : 'received before' };
}

async function keep(
  deps: Deps,
  kept: { call: HookCall; hook: ParsedHook; hookId: string; key: ReceiptKey },
): Promise<boolean> {
  const { call, hook, hookId, key } = kept;
  return await deps.db.transaction().execute(async (trx) => {
    const isNew = await addReceipt(trx, {
      ...key,
      triggeredAt: new Date(hook.triggeredAt),
      payload: hook.data,
      receivedAt: call.receivedAt,
    });
    await touchHook(trx, {
      workspaceId: key.workspaceId,
      id: hookId,
      receivedAt: call.receivedAt,
    });
    return isNew;
  });
}

/** The subscription whose token signed it. Several may exist for one event, each with its own token. */
async function findSigner(
  deps: Deps,
  workspaceId: string,
  hook: ParsedHook,
): Promise<string | null> {
  let signer: string | null = null;
  for (const stored of await listHooks(deps.db, { workspaceId, event: hook.event })) {
    if (stored.sealedToken === null) continue;
    const token = Buffer.from(deps.sealer.open(stored.sealedToken)).toString('utf8');
    const expected = createHmac('sha256', token)
      .update(hook.token + String(hook.triggeredAt))
      .digest('hex');
    if (sameText(expected, hook.signature)) signer = stored.id;
  }
  return signer;
}

function parseHook(body: Uint8Array): ParsedHook | null {
  let whole: unknown;
  try {
    whole = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return null;
  }
  if (typeof whole !== 'object' || whole === null) return null;
  const fields: Record<string, unknown> = { ...whole };
  const { event, triggeredAt, token, signature } = fields;
  if (typeof event !== 'string' || !/^[A-Za-z]{1,60}$/.test(event)) return null;
  if (isTestCall(event, fields['data'] ?? null) && !('signature' in fields)) {
    return { event, triggeredAt: 0, token: '', signature: '', data: {} };
  }
  if (typeof triggeredAt !== 'number' || !Number.isSafeInteger(triggeredAt)) return null;
  if (typeof token !== 'string' || token === '' || token.length > TOKEN_LENGTH_MAX) return null;
  if (token.includes('\0')) return null;
  return {
    event,
    triggeredAt,
    token,
    signature: typeof signature === 'string' ? signature : '',
    data: fields['data'] ?? {},
  };
}
