// The one error an outside system may raise, in seven kinds, each named by what to do next.

export const failureKinds = [
  'unreachable', // Certainly not applied: refused, no name, no TLS. Retry with backoff, then park.
  'rateLimited', // Not applied. Wait until retryAt; costs no attempt.
  'unknownOutcome', // May have been applied: timeout, reset, 5xx. Look it up before repeating.
  'conflict', // The other side has moved on. Load and decide again.
  'rejected', // The other side will never accept this as it is. Park for a person.
  'unauthorized', // The credential is refused. Pause the whole connection, one alert.
  'unexpectedAnswer', // The answer makes no sense: the API changed. Park, alert.
] as const;
export type FailureKind = (typeof failureKinds)[number];

export interface FailureFacts {
  kind: FailureKind;
  /** For the person: safe to show, says what to do. */
  message: string;
  /** For us: status, code, path; no personal values, no secrets. */
  detail: string;
  status?: number;
  retryAt?: Date;
  cause?: unknown;
}

export class PortFailure extends Error {
  readonly kind: FailureKind;
  readonly detail: string;
  readonly status: number | undefined;
  readonly retryAt: Date | undefined;

  constructor(facts: FailureFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'PortFailure';
    this.kind = facts.kind;
    this.detail = facts.detail;
    this.status = facts.status;
    this.retryAt = facts.retryAt;
  }
}
