// The one error for a caller's bad input: http answers it as 4xx, the command line prints it and exits with 2.

export const inputErrorCodes = [
  'invalid',
  'not_found',
  'conflict',
  'unauthorized',
  'forbidden',
  'too_large',
  'approval_needed', // A second person has to agree first; the request is kept.
] as const;
export type InputErrorCode = (typeof inputErrorCodes)[number];

/** `message` is for the person: what is wrong and what to do; `field` is a path such as `profiles[3].emails[0]`. */
export class InputError extends Error {
  readonly code: InputErrorCode;
  readonly field: string | undefined;

  constructor(code: InputErrorCode, message: string, field?: string) {
    super(message);
    this.name = 'InputError';
    this.code = code;
    this.field = field;
  }
}
