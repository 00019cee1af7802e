// Every refusal in one form: {code, message, field?}. The only place that turns errors into statuses.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { InputError } from '../core/input-error.ts';
import type { Log } from '../ports/log.ts';

/** A refusal that concerns the request itself, not its meaning. */
export class RequestError extends Error {
  readonly statusCode: number;
  readonly code: string;
  readonly field: string | undefined;

  constructor(refusal: { statusCode: number; code: string; message: string; field?: string }) {
    super(refusal.message);
    this.name = 'RequestError';
    this.statusCode = refusal.statusCode;
    this.code = refusal.code;
    this.field = refusal.field;
  }
}

const statusByCode = {
  invalid: 422,
  not_found: 404,
  conflict: 409,
  unauthorized: 401,
  forbidden: 403,
  too_large: 413,
  approval_needed: 409,
} as const;

export interface ErrorBody {
  code: string;
  message: string;
  field?: string;
}

/** Answers every error of the routes; what is not the caller's fault is logged and told as 500 without details. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, body } = errorAnswer(error);
    if (status === 500) {
      const { message, stack } = error;
      const route = request.routeOptions.url ?? '';
      log.error('request.failed', { requestId: request.id, route, message, stack });
    }
    if (status === 401) void reply.header('www-authenticate', 'Bearer');
    if (status === 503) void reply.header('retry-after', '1');
    // The rest of a body that was refused unread would be taken for the next request.
    if (status === 408 || status === 413) void reply.header('connection', 'close');
    void reply.code(status).type('application/json; charset=utf-8').serializer(JSON.stringify);
    return reply.send(body);
  });
  app.setNotFoundHandler((request, reply) => notFound(request, reply));
}

function notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = `There is no ${request.method} ${request.url.split('?')[0]}; see /openapi.json`;
  return reply.code(404).send({ code: 'not_found', message } satisfies ErrorBody);
}

/** The status and body an error is answered with. */
export function errorAnswer(error: FastifyError | Error): { status: number; body: ErrorBody } {
  if (error instanceof InputError) {
    const { code, message, field } = error;
    return answer(statusByCode[code], { code, message, ...(field === undefined ? {} : { field }) });
  }
  if (error instanceof RequestError) {
    const { statusCode, code, message, field } = error;
    return answer(statusCode, { code, message, ...(field === undefined ? {} : { field }) });
  }
  const status =
    'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status === 413) {
    const message = 'The body is too large; send fewer items at once, or stream them as NDJSON';
    return answer(413, { code: 'too_large', message });
  }
  if (status === 415) {
    const message = 'This content type is not taken here; see /openapi.json';
    return answer(415, { code: 'unsupported_media_type', message });
  }
  if (status >= 400 && status < 500) {
    return answer(status, { code: 'malformed', message: error.message });
  }
  const message = 'Something failed on our side; try again, and tell the operator the request id';
  return answer(500, { code: 'internal', message });
}

function answer(status: number, body: ErrorBody): { status: number; body: ErrorBody } {
  return { status, body };
}
