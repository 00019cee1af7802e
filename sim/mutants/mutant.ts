// A mutant: one line of our own code made wrong, to see whether the simulator notices.

export interface Mutant {
  name: string;
  /** What the change would do in production. */
  says: string;
  /** From the root of the repository. */
  file: string;
  /** Stands in the file exactly once; a mutant whose line was changed fails the run, so none can rot. */
  find: string;
  replace: string;
  /** The seed that is known to catch it first. */
  caughtBy: number;
}
