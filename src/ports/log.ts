// What the system says to its operator: one JSON line per event, ids and numbers only, no personal values.

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  /** Somebody must act. */
  error(event: string, fields?: LogFields): void;
  /** Will be retried, but look. */
  warn(event: string, fields?: LogFields): void;
  /** Business events, noun.verb in the past: `touch.received`. */
  info(event: string, fields?: LogFields): void;
  debug(event: string, fields?: LogFields): void;
  child(fields: LogFields): Log;
}
