// Time enters here and nowhere else, so that the simulator can run the real engine under a virtual clock.

export interface Clock {
  now(): Date;
  /** Resolves after the span, or at once when the signal is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
