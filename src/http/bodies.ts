// How bodies are read: JSON whole and checked, NDJSON, CSV and forms as streams, and none of them slowly.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestError } from './request-error.ts';

/** 1,000 items, or one with a 10 MB resume in base64. */
export const jsonBytesMax = 16 * 1024 * 1024;

export interface BodyTimes {
  /** For a whole JSON body to arrive. */
  bodyMs: number;
  /** Between two pieces of a stream. */
  idleMs: number;
}

const streamedTypes = [
  'application/x-ndjson',
  'application/ndjson',
  'text/csv',
  'multipart/form-data',
];

/** Replaces Fastify's own parsers. */
export function readBodies(app: FastifyInstance, times: BodyTimes): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: jsonBytesMax },
    (_request, body, done) => {
      const read = readJson(body as Buffer);
      if (read.isRead) done(null, read.value);
      else done(malformed(read.problem));
    },
  );
  // The body stays the stream of the request; the route reads it piece by piece.
  app.addContentTypeParser(streamedTypes, (_request, payload, done) => done(null, payload));
  refusePackedBodies(app);
  refuseSlowBodies(app, times.bodyMs);
}

/** Nothing is unpacked here: a small body could be a large one, and a packed sheet would be read as its packing. */
function refusePackedBodies(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding === 'identity') return done(null, payload);
    const message = `Bodies with content-encoding ${encoding.slice(0, 40)} are not taken; send them unpacked`;
    return done(
      new RequestError({ statusCode: 415, code: 'unsupported_media_type', message }),
      payload,
    );
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Parses the bytes of a JSON text; never throws. */
export function readJson(
  bytes: Uint8Array,
): { isRead: true; value: unknown } | { isRead: false; problem: string } {
  if (bytes.length === 0) return { isRead: false, problem: 'The body is empty; send JSON' };
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { isRead: false, problem: 'The body is not valid UTF-8; encode it as UTF-8' };
  }
  try {
    return { isRead: true, value: JSON.parse(text) };
  } catch (error) {
    const place = /at position \d+( \(line \d+ column \d+\))?/.exec((error as Error).message);
    const where = place === null ? '' : ` ${place[0]}`;
    return {
      isRead: false,
      problem: `The body is not valid JSON${where}; check quotes and commas`,
    };
  }
}

function malformed(message: string): RequestError {
  return new RequestError({ statusCode: 400, code: 'malformed', message });
}

/** A client that trickles its body must not hold a connection for long. Streams have their own, idle limit. */
function refuseSlowBodies(app: FastifyInstance, bodyMs: number): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (hasNoBody(request) || isStreamed(request)) return done(null, payload);
    const timer = setTimeout(() => {
      const message = `The body did not arrive within ${bodyMs / 1000} seconds; send it again`;
      payload.emit('error', new RequestError({ statusCode: 408, code: 'timeout', message }));
    }, bodyMs);
    timers.set(request, timer);
    return done(null, payload);
  });
  // The body is read by now.
  app.addHook('preValidation', (request, _reply, done) => {
    clearTimeout(timers.get(request));
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    clearTimeout(timers.get(request));
    done();
  });
}

function hasNoBody({ headers }: FastifyRequest): boolean {
  return headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;
}

/** True where the route reads the body itself. */
export function isStreamed(request: FastifyRequest): boolean {
  const type = request.headers['content-type'] ?? '';
  return streamedTypes.some((streamed) => type.startsWith(streamed));
}
