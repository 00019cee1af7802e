// What a command says: one JSON object for programs, or plain lines for people, never both.

export interface Streams {
  out(text: string): void;
  error(text: string): void;
  /** A person is watching standard output, so a line may be refreshed in place. */
  isTerminal: boolean;
}

export interface Output {
  isJson: boolean;
  isTerminal: boolean;
  /** The result of the command; called once. `lines` are for people. */
  result(value: object, lines: readonly string[]): void;
  /** Progress for people; silent where the reader is a program. */
  note(line: string): void;
  /** A piece of a line that is refreshed in place; goes where notes go. */
  progress(text: string): void;
}

/** Speaks JSON where `--json` was given. */
export function commandOutput(streams: Streams, isJson: boolean): Output {
  return {
    isJson,
    isTerminal: streams.isTerminal,
    result: (value, lines) => {
      if (isJson) streams.out(`${JSON.stringify(value)}\n`);
      else if (lines.length > 0) streams.out(`${lines.join('\n')}\n`);
    },
    note: (line) => {
      if (!isJson) streams.error(`${line}\n`);
    },
    progress: (text) => {
      if (!isJson) streams.error(text);
    },
  };
}

/** Rows under their headings, in columns as wide as their widest cell. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string[] {
  const cells = [headings, ...rows].map((row) => row.map((cell) => String(cell ?? '–')));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => shown(row[column]))));
  return cells.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - shown(cell))))
      .join('  ')
      .trimEnd(),
  );
}

function shown(cell: string | undefined): number {
  return cell?.length ?? 0;
}

/** `1 person`, `2 people`. */
export function counted(count: number, [one, many]: readonly [string, string]): string {
  return `${count} ${count === 1 ? one : many}`;
}
