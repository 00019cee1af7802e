// Serves a request handler on a port.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectionReset, type SandboxRequest, type SandboxResponse } from './message.ts';

export type Listener = { url: string; port: number; close(): Promise<void> };
export type Handle = (request: SandboxRequest) => Promise<SandboxResponse>;

// A create may carry several files of 30 MB.
const BODY_MAX = 200 * 1024 * 1024;

/** Listens on loopback unless another host is named; port 0 picks a free one. */
export async function listen(
  handle: Handle,
  { port = 0, host = '127.0.0.1' }: { port?: number | undefined; host?: string | undefined },
): Promise<Listener> {
  const server = createServer((incoming, outgoing) => {
    void serve(handle, incoming, outgoing);
  });
  // Longer than clients keep idle connections, or they would race with the close.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    close: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(
  handle: Handle,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  try {
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    const request: SandboxRequest = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: incoming.headers as Record<string, string>,
      body: hasBody ? await bodyOf(incoming) : undefined,
    };
    const { status, headers, body } = await handle(request);
    outgoing.writeHead(
      status,
      body.length > 0 ? { ...headers, 'content-length': body.length } : headers,
    );
    outgoing.end(body.length > 0 ? body : undefined);
  } catch (error) {
    // A reset, on purpose or because the caller went away: nobody to answer.
    if (error instanceof ConnectionReset || incoming.destroyed) {
      incoming.socket.resetAndDestroy();
      return;
    }
    outgoing.writeHead(500, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify({ code: 'InternalError', message: String(error) }));
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size > BODY_MAX) throw new ConnectionReset();
    chunks.push(chunk as Buffer);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}
