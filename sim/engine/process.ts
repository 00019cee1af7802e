// One simulated process: it can be dropped with all its promises, held still, and its clock can be wrong.

export interface Process {
  readonly name: string;
  isDead: boolean;
  /** Held still, as by a stop signal or a starved machine, until this moment. */
  stalledUntilMs: number;
  /** What its clock shows beyond the true time. */
  skewMs: number;
  /** Run when it is dropped: whoever waits for an answer from it loses the connection. */
  readonly onDeath: Set<() => void>;
}

/** A process that runs. */
export function newProcess(name: string, skewMs = 0): Process {
  return { name, isDead: false, stalledUntilMs: 0, skewMs, onDeath: new Set() };
}
