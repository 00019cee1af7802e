// One confirmed write of one field: what stood there before and what stands there now. The ground for undo.

export const writeKinds = [
  'created', // The opportunity itself.
  'set', // A single value of the contact.
  'added', // Items of a list.
  'removed',
  'noted', // A note or comment on the timeline.
  'formed', // A profile form.
  'filed', // A file.
  'moved', // A stage.
] as const;
export type WriteKind = (typeof writeKinds)[number];

export interface JournalLine {
  field: string;
  kind: WriteKind;
  before: unknown;
  after: unknown;
  /** It replaced a value that somebody else had set. */
  isOverwrite: boolean;
}
