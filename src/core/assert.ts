// The check for things that cannot happen: a failure is a bug, never an outcome.

/** Throws where `condition` is false; nobody catches it to go on. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`This cannot happen: ${message}`);
}
