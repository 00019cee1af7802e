// Posts a line to a chat room in the form of Slack's incoming webhooks; never into the host's own network.

import { isIP } from 'node:net';
import { Agent, request } from 'undici';
import { PortFailure } from '../../ports/failure.ts';
import type { ChatPoster } from '../../ports/alert-ways.ts';
import { guardedLookup, isReachable, UnreachableAddress } from './reachable.ts';
import type { Reach } from './reachable.ts';

const timeoutMs = 15_000;

export function chatPoster(reach: Reach): ChatPoster & { close(): Promise<void> } {
  const agent = new Agent({
    connect: { lookup: guardedLookup(reach), timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: 64 * 1024,
  });
  return {
    async post(url, text) {
      const host = new URL(url.reveal()).hostname.replace(/^\[|\]$/gu, '');
      if (isIP(host) !== 0 && !isReachable(host, reach)) throw notReached(null);
      const status = await send(agent, url.reveal(), text);
      if (status >= 200 && status < 300) return;
      throw new PortFailure({
        kind: status === 404 || status === 410 ? 'rejected' : 'unreachable',
        message: `The chat room's address answered ${status}.`,
        detail: `status ${status}`,
        status,
      });
    },
    close: async () => await agent.close(),
  };
}

async function send(agent: Agent, url: string, text: string): Promise<number> {
  try {
    const answer = await request(url, {
      method: 'POST',
      dispatcher: agent,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    });
    await answer.body.dump({ limit: 64 * 1024 }).catch(() => undefined);
    return answer.statusCode;
  } catch (cause) {
    throw notReached(cause);
  }
}

function notReached(cause: unknown): PortFailure {
  const isInner = cause === null || cause instanceof UnreachableAddress;
  return new PortFailure({
    kind: isInner ? 'rejected' : 'unreachable',
    message: isInner
      ? 'The chat room’s address lies inside this host’s own network.'
      : 'The chat room’s address could not be reached.',
    detail: cause instanceof Error ? cause.name : 'inner address',
    cause,
  });
}
