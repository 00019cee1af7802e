// How one HTTP exchange is made: the adapter is handed this as an argument, so that tests can answer in process.

export interface TransportRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | null;
  /** Aborted at the time limit; the transport must then give up and drop the connection. */
  signal: AbortSignal;
}

export interface TransportResponse {
  status: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** Resolves with any status; throws TransportFailure, and nothing else, where there is no complete answer. */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;

export const transportPhases = [
  'beforeSending', // No byte of the request left: certainly not applied.
  'afterSending', // Some bytes may have arrived: nobody knows.
] as const;
export type TransportPhase = (typeof transportPhases)[number];

export class TransportFailure extends Error {
  readonly phase: TransportPhase;

  constructor(phase: TransportPhase, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TransportFailure';
    this.phase = phase;
  }
}
