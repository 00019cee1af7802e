// The shape of a request and a reply as they cross the sandbox's door, in process or over a socket.

/** A request: `path` carries the query string, header names are lower case. */
export type SandboxRequest = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: Buffer | undefined;
  /** Aborted when the caller no longer waits. */
  signal?: AbortSignal | undefined;
};

/** A reply with its body as bytes. */
export type SandboxResponse = {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
};

/** What an endpoint answers before it is turned into bytes; no body means an empty one. */
export type Reply = {
  status: number;
  body?: unknown;
  bytes?: { content: Buffer; type: string; name?: string };
  headers?: Record<string, string>;
};

/** The connection was cut on purpose: what a client sees as ECONNRESET. */
export class ConnectionReset extends Error {
  readonly code = 'ECONNRESET';
  constructor() {
    super('socket hang up');
    this.name = 'ConnectionReset';
  }
}
