// Sends webhooks signed by the Standard Webhooks scheme: HMAC-SHA256 over id, time and body.

import { isIP } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { Agent, request, errors } from 'undici';
import { PortFailure } from '../../ports/failure.ts';
import type { WebhookSender, WebhookToSend } from '../../ports/webhook-sender.ts';
import { guardedLookup, isReachable, UnreachableAddress } from './reachable.ts';
import type { Reach, ResolveName } from './reachable.ts';

export interface WebhookSenderOptions extends Partial<Reach> {
  timeoutMs?: number;
  /** Look-up of names; the system's own where left out. */
  resolve?: ResolveName;
}

const timeoutMsDefault = 15_000;
/** An answer's body is not read beyond this. */
const answerBytesMax = 64 * 1024;

/** Follows no redirect and reaches nothing inside the host's network unless allowed. */
export function httpWebhookSender(
  options: WebhookSenderOptions = {},
): WebhookSender & { close(): Promise<void> } {
  const {
    mayReachLoopback = false,
    mayReachPrivate = false,
    timeoutMs = timeoutMsDefault,
  } = options;
  const reach = { mayReachLoopback, mayReachPrivate };
  const agent = new Agent({
    connect: { lookup: guardedLookup(reach, options.resolve), timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: answerBytesMax,
  });
  return {
    send: async (webhook) => await send(webhook, { agent, reach, timeoutMs }),
    close: async () => await agent.close(),
  };
}

interface Way {
  agent: Agent;
  reach: Reach;
  timeoutMs: number;
}

async function send(webhook: WebhookToSend, way: Way): Promise<number> {
  refuseInnerAddress(webhook.url, way.reach);
  const signature = new Webhook(webhook.secret.reveal()).sign(
    webhook.id,
    webhook.sentAt,
    webhook.body,
  );
  const status = await post(webhook, way, signature);
  if (status >= 200 && status < 300) return status;
  throw answerFailure(status);
}

async function post(webhook: WebhookToSend, way: Way, signature: string): Promise<number> {
  try {
    const answer = await request(webhook.url, {
      method: 'POST',
      dispatcher: way.agent,
      signal: AbortSignal.timeout(way.timeoutMs),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Fulcrum-Webhooks',
        'webhook-id': webhook.id,
        'webhook-timestamp': String(Math.floor(webhook.sentAt.getTime() / 1000)),
        'webhook-signature': signature,
      },
      body: webhook.body,
    });
    // The answer is in; a body that breaks off changes nothing.
    await answer.body.dump({ limit: answerBytesMax }).catch(() => undefined);
    return answer.statusCode;
  } catch (cause) {
    throw sendFailure(cause);
  }
}

/** A name is judged when the socket looks it up; an address in the URL never comes by there. */
function refuseInnerAddress(url: string, reach: Reach): void {
  const host = new URL(url).hostname.replace(/^\[|\]$/gu, '');
  if (isIP(host) !== 0 && !isReachable(host, reach))
    throw innerAddressFailure(new UnreachableAddress(host));
}

function innerAddressFailure(cause: UnreachableAddress): PortFailure {
  return new PortFailure({
    kind: 'rejected',
    message:
      'The webhook address lies inside this host’s own network. Use a public https address, or set ALLOW_PRIVATE_WEBHOOKS=true on a machine of your own.',
    detail: 'inner address',
    cause,
  });
}

function sendFailure(cause: unknown): PortFailure {
  if (cause instanceof UnreachableAddress) return innerAddressFailure(cause);
  const hasTimedOut =
    cause instanceof errors.HeadersTimeoutError ||
    (cause instanceof Error && cause.name === 'TimeoutError');
  return new PortFailure({
    kind: 'unreachable',
    message: hasTimedOut
      ? 'The webhook address did not answer in time. It is tried again.'
      : 'The webhook address could not be reached. It is tried again.',
    detail:
      cause instanceof Error
        ? ('code' in cause ? String(cause.code) : '') || cause.name
        : 'unknown',
    cause,
  });
}

/** Everything may be tried again, for the id makes repeats harmless; 410 says that nobody wants it any more. */
function answerFailure(status: number): PortFailure {
  const isGone = status === 410;
  return new PortFailure({
    kind: isGone ? 'rejected' : 'unreachable',
    message: isGone
      ? 'The webhook address says that it is gone (410). Remove it, or give it another address.'
      : `The webhook address answered ${status} instead of 2xx. It is tried again.`,
    detail: `status ${status}`,
    status,
  });
}
