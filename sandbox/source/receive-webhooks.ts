// The tool's own ear: takes signed webhooks, answers at once, and hands on each one once.

import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifySignature } from './verify-signature.ts';

export interface ReceivedWebhook {
  id: string;
  body: unknown;
  receivedAt: Date;
}

export interface Receiver {
  url: string;
  /** Tells the receiver the secret once the sender has made it; before that everything is refused. */
  trust(secret: string): void;
  refusedCount(): number;
  close(): Promise<void>;
}

const bytesMax = 1_000_000;

/** Listens on a loopback port of its own. */
export async function openReceiver(
  onWebhook: (webhook: ReceivedWebhook) => void,
  port = 0,
): Promise<Receiver> {
  const seen = new Set<string>();
  let trusted: string | undefined;
  let refused = 0;
  const take = async (request: IncomingMessage): Promise<number> => {
    const body = await textOf(request);
    if (body === undefined) return 413;
    const receivedAt = new Date();
    const verdict =
      trusted === undefined
        ? ({ is: 'refused', because: 'no secret yet' } as const)
        : verifySignature({ headers: request.headers, body }, { secret: trusted, now: receivedAt });
    if (verdict.is === 'refused') {
      refused += 1;
      return 401;
    }
    // A repeated delivery is answered like the first and acted on once.
    if (seen.has(verdict.id)) return 204;
    seen.add(verdict.id);
    onWebhook({ id: verdict.id, body: JSON.parse(body), receivedAt });
    return 204;
  };
  const server = createServer((request, response) => {
    take(request).then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}/webhooks`,
    trust: (secret) => {
      trusted = secret;
    },
    refusedCount: () => refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > bytesMax) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
