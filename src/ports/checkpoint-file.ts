// A file, best on another machine's disk, to which checkpoints of the audit log are only ever appended.

export interface CheckpointFile {
  /** Resolves when the lines are on the disk; rejects where they are not. */
  append(lines: string): Promise<void>;
}
