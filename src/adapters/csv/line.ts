// Writing CSV that a spreadsheet opens as texts and that we read back as the same cells.

/** One line, quoted where needed; cells that a spreadsheet would run as a formula get an apostrophe. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(guarded(cell))).join(',')}\r\n`;
}

/** The wide forms too: spreadsheets of East Asia read them as the narrow ones. */
function guarded(cell: string): string {
  return /^\s*'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string): string {
  return /[",\r\n\t;]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
