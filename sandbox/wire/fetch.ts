// A `fetch` that goes to the sandbox without a socket.
import type { SandboxRequest, SandboxResponse } from './message.ts';

export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Wraps a handler; the host of the URL does not matter, an abort signal does. */
export function fetchThrough(
  handle: (request: SandboxRequest) => Promise<SandboxResponse>,
): FetchLike {
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const content = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
    const work = handle({
      method: request.method,
      path: url.pathname + url.search,
      headers: Object.fromEntries(request.headers),
      body: content,
      signal: request.signal,
    });
    const { status, headers, body } = await orAborted(work, request.signal);
    // A body is not allowed with these statuses.
    const shown = status === 204 || status === 304 ? null : new Uint8Array(body);
    return new Response(shown, { status, headers });
  };
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw signal.reason;
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } catch (error) {
    // `fetch` reports network trouble as a TypeError with the cause inside.
    if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') {
      throw new TypeError('fetch failed', { cause: error });
    }
    throw error;
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
