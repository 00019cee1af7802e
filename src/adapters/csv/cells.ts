// Reading one cell: what spreadsheets do to values, undone or refused with a reason.

export type CellReading =
  | { isFit: true; value: string; note: string | null }
  | { isFit: false; message: string };

const emptyMarks: ReadonlySet<string> = new Set([
  '#n/a',
  '#ref!',
  '#value!',
  '#name?',
  'n/a',
  '-',
  '--',
  '—',
  'null',
  'none',
  'undefined',
  'nan',
]);

/** The text of a cell: trimmed, empty marks emptied, harmless formulas taken apart, others refused. */
export function readCell(raw: string): CellReading {
  const text = raw.trim();
  if (emptyMarks.has(text.toLowerCase())) return fit('');
  // An apostrophe before a formula sign is the spreadsheet's (and our own) way to keep it a text.
  const guarded = /^'+(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/.exec(text);
  const bare = guarded === null ? text : text.slice(guarded[0].length).trim();
  if (!bare.startsWith('=')) return isDisguisedFormula(bare) ? refuse(bare) : fit(bare);
  return readFormula(bare);
}

function readFormula(text: string): CellReading {
  const quoted = /^="((?:[^"]|"")*)"$/.exec(text);
  if (quoted?.[1] !== undefined && !/^[=@]/.test(quoted[1])) {
    return fit(
      quoted[1].replaceAll('""', '"'),
      'a formula that only holds a text was read as that text',
    );
  }
  const link = /^=HYPERLINK\(\s*"([^"]*)"/i.exec(text);
  if (link?.[1] !== undefined && /^https?:\/\//i.test(link[1])) {
    return fit(link[1], 'a HYPERLINK formula was read as its address');
  }
  return refuse(text);
}

/** `+`, `-` and `@` also start formulas; phone numbers and handles have no call and no pipe. */
function isDisguisedFormula(text: string): boolean {
  return /^[+\-@]\s*[A-Za-z_][\w.]*\s*[(|!]/.test(text) || /^[+\-@].*\|.*!/.test(text);
}

function fit(value: string, note: string | null = null): CellReading {
  return { isFit: true, value: value.trim(), note };
}

function refuse(text: string): CellReading {
  return {
    isFit: false,
    message: `holds a formula (${text.slice(0, 40)}); replace it by its value`,
  };
}

/** Several values in one cell, in order, without repeats. */
export function splitValues(value: string, separators: RegExp): string[] {
  const parts = value.split(separators).map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}

/** A phone as a spreadsheet may have mangled it: repaired where no digit is lost, else null. */
export function repairPhone(value: string): { phone: string; note: string | null } | null {
  const scientific = /^(\d)(?:[.,](\d+))?E\+?(\d{1,2})$/i.exec(value);
  if (scientific === null) {
    const whole = /^(\+?\d{6,})[.,]0+$/.exec(value);
    return whole?.[1] === undefined
      ? { phone: value, note: null }
      : { phone: whole[1], note: 'a phone number written as a decimal was repaired' };
  }
  const digits = (scientific[1] ?? '') + (scientific[2] ?? '');
  const length = Number(scientific[3]) + 1;
  if (digits.length < length - 1 || length > 15) return null;
  return {
    phone: digits.padEnd(length, '0'),
    note: 'a phone number in scientific notation was repaired',
  };
}

/** True, false, or null where the cell says neither. */
export function readYesNo(value: string): boolean | null {
  const text = value.toLowerCase();
  if (['true', 'yes', 'y', '1', 'x', 'checked'].includes(text)) return true;
  if (['false', 'no', 'n', '0', 'unchecked'].includes(text)) return false;
  return null;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** An instant from the forms that exports use, in ISO 8601, or null where it is none. Days are taken as UTC. */
export function readInstant(value: string): string | null {
  if (/^\d{10}$/.test(value)) return new Date(Number(value) * 1000).toISOString();
  if (/^\d{13}$/.test(value)) return new Date(Number(value)).toISOString();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(.*)$/.exec(value);
  if (iso !== null) return fromParts(iso[1], iso[2], iso[3], iso[4] ?? '');
  const named = /^(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})(.*)$/.exec(value);
  if (named !== null) return fromParts(named[3], monthNumber(named[2]), named[1], named[4] ?? '');
  const american = /^([A-Za-z]{3})[a-z]* (\d{1,2}),? (\d{4})(.*)$/.exec(value);
  if (american !== null) {
    return fromParts(american[3], monthNumber(american[1]), american[2], american[4] ?? '');
  }
  const slashed = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})(.*)$/.exec(value);
  if (slashed === null) return null;
  // Month first as in the exports we know, unless only day first is possible or dots say so.
  const isDayFirst = Number(slashed[1]) > 12 || value.includes('.');
  const [month, day] = isDayFirst ? [slashed[2], slashed[1]] : [slashed[1], slashed[2]];
  return fromParts(slashed[3], month, day, slashed[4] ?? '');
}

function monthNumber(name: string | undefined): string {
  return String(months.indexOf((name ?? '').toLowerCase()) + 1);
}

function fromParts(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  rest: string,
): string | null {
  const time =
    /^(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i.exec(rest);
  if (time === null) return null;
  const two = (part: string | undefined): string => (part ?? '00').padStart(2, '0');
  const zone = /^[+-]/.test(time[4] ?? '') ? (time[4] ?? '') : 'Z';
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const date = `${year}-${two(month)}-${two(day)}`;
  const instant = new Date(`${date}T${two(time[1])}:${two(time[2])}:${two(time[3])}${offset}`);
  const isDay = new Date(`${date}T00:00:00Z`).getUTCDate() === Number(day);
  if (Number.isNaN(instant.getTime()) || !isDay) return null;
  return instant.toISOString();
}
