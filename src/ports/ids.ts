// New ids and chance enter here and nowhere else.

export interface Ids {
  /** A new UUID, ordered by time so that indexes grow at one end. */
  next(): string;
}

export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
}
