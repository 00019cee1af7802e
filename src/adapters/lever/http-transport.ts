// The real transport: kept-alive connections through undici. It uses dispatch rather than request because only
// dispatch tells when the first byte leaves, and that decides between "not applied" and "nobody knows".

import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import { TransportFailure } from './transport.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;

export interface HttpTransport {
  transport: Transport;
  /** Lets running calls end and closes the connections. */
  close(): Promise<void>;
}

/** Opens the transport; connections are made when needed and kept for the next calls. */
export function openHttpTransport(options: { connectionsMax: number }): HttpTransport {
  const agent = new Agent({
    connections: options.connectionsMax,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    // The time limit of a call is the adapter's, by the clock it was given.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    transport: (request) => exchange(agent, request),
    close: () => agent.close(),
  };
}

function exchange(agent: Agent, request: TransportRequest): Promise<TransportResponse> {
  const url = new URL(request.url);
  return new Promise((resolve, reject) => {
    const handler = new ExchangeHandler(request.signal, resolve, reject);
    if (handler.isSettled) return;
    try {
      agent.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method: request.method,
          headers: request.headers,
          body: request.body,
        },
        handler,
      );
    } catch (error) {
      handler.onResponseError(null, error);
    }
  });
}

/** Follows one exchange; the promise settles exactly once. */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  isSettled = false;
  #isStarted = false;
  #controller: Dispatcher.DispatchController | null = null;
  #status = 0;
  #headers: Record<string, string> = {};
  #chunks: Buffer[] = [];
  #byteCount = 0;
  readonly #signal: AbortSignal;
  readonly #resolve: (response: TransportResponse) => void;
  readonly #reject: (failure: TransportFailure) => void;
  readonly #onAbort = (): void => this.#giveUp('the time limit of the call passed');

  constructor(
    signal: AbortSignal,
    resolve: (response: TransportResponse) => void,
    reject: (failure: TransportFailure) => void,
  ) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while waiting for a connection: this keeps the request from ever leaving.
    if (this.isSettled) {
      controller.abort(new Error('given up before sending'));
      return;
    }
    this.#controller = controller;
    this.#isStarted = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined)
        this.#headers[name] = Array.isArray(value) ? value.join(', ') : value;
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#byteCount += chunk.length;
    if (this.#byteCount > ANSWER_BYTES_MAX) this.#giveUp('the answer is larger than 64 MB');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    this.#resolve({
      status: this.#status,
      headers: this.#headers,
      body: Buffer.concat(this.#chunks),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
    this.#fail(`the connection failed (${code})`, error);
  }

  #giveUp(why: string): void {
    this.#fail(why);
    // Destroys the socket: a late answer must not be read as the answer to the next call.
    this.#controller?.abort(new Error(why));
  }

  #fail(message: string, cause?: unknown): void {
    const phase = this.#isStarted ? 'afterSending' : 'beforeSending';
    if (this.#settle()) this.#reject(new TransportFailure(phase, message, cause));
  }

  #settle(): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    this.#signal.removeEventListener('abort', this.#onAbort);
    return true;
  }
}
