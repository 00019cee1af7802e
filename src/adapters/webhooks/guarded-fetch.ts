// Fetch that reaches nothing inside the host's own network unless allowed; for addresses that customers name.

import { isIP } from 'node:net';
import { Agent, fetch as undiciFetch } from 'undici';
import type { RequestInit } from 'undici';
import { guardedLookup, isReachable, UnreachableAddress } from './reachable.ts';
import type { Reach } from './reachable.ts';

const timeoutMs = 15_000;

export interface GuardedFetch {
  send(url: string, init: object): Promise<Response>;
  close(): Promise<void>;
}

/** Follows no redirect. */
export function guardedFetch(reach: Reach): GuardedFetch {
  const agent = new Agent({
    connect: { lookup: guardedLookup(reach), timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: 1024 * 1024,
  });
  return {
    async send(url, init) {
      const host = new URL(url).hostname.replace(/^\[|\]$/gu, '');
      if (isIP(host) !== 0 && !isReachable(host, reach)) throw new UnreachableAddress(host);
      const given = { ...init, dispatcher: agent, redirect: 'manual' } as RequestInit;
      // The same class under two names: Node's own fetch is undici as well.
      return await undiciFetch(url, given);
    },
    close: async () => await agent.close(),
  };
}
