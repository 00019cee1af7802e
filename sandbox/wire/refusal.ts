// The ways a request is refused: an HTTP status with the `code` and `message` body that Lever documents.

/** Thrown by endpoints; the door turns it into an error reply. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

/** 400: a parameter is missing or malformed. */
export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequestError', message);
}

/** 401: no key, or one the account does not know. The code is a placeholder: none was ever recorded. */
export function unauthorized(): Refusal {
  return new Refusal(401, 'Unauthorized', 'A valid API key or access token is required');
}

/** 403: the key or the account's settings do not allow it. The code is a placeholder. */
export function forbidden(message: string): Refusal {
  return new Refusal(403, 'Forbidden', message);
}

/** 404 for an object: the plural noun and its id. */
export function notFound(noun: string, id: string): Refusal {
  return new Refusal(404, 'ResourceNotFound', `${noun} ${id} was not found`);
}

/** 404 for a path nobody serves. */
export function noSuchPath(path: string): Refusal {
  return new Refusal(404, 'ResourceNotFound', `${path} was not found`);
}

/** 422: a file that could not be processed cannot be downloaded. */
export function unprocessable(message: string): Refusal {
  return new Refusal(422, 'UnprocessableEntity', message);
}

/** 429: over the rate limit. The code is a placeholder. */
export function tooMany(): Refusal {
  return new Refusal(429, 'TooManyRequests', 'Rate limit exceeded');
}
