// What the simulator says to the embedded Postgres and reads of its answers, byte by byte: worlds do little else, and
// the library's own reader and writer took a third of their time.

export interface Column {
  name: string;
  type: number;
}

export interface Answer {
  columns: Column[];
  rows: (string | null)[][];
  /** Of a statement's parameters. */
  parameterTypes: number[];
  /** What the last statement says it did, such as INSERT 0 1. */
  tag: string;
}

/** Messages one after the other; sent by `take`. */
export interface Writer {
  query(sql: string): Writer;
  parse(name: string, sql: string): Writer;
  describe(name: string): Writer;
  bind(name: string, values: readonly (string | null)[]): Writer;
  execute(): Writer;
  sync(): Writer;
  take(): Uint8Array;
}

/** One for a connection: it keeps its memory. */
export function newWriter(): Writer {
  let buffer = Buffer.alloc(65_536);
  let length = 0;
  let start = 0;
  const make = (more: number): void => {
    if (length + more <= buffer.length) return;
    const larger = Buffer.alloc(Math.max(buffer.length * 2, length + more));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  };
  const begin = (type: string): void => {
    make(5);
    start = length + 1;
    buffer.write(type, length, 'latin1');
    length += 5;
  };
  const end = (): Writer => {
    buffer.writeInt32BE(length - start, start);
    return writer;
  };
  const text = (value: string): void => {
    make(value.length * 3 + 1);
    length += buffer.write(value, length, 'utf8');
    buffer[length] = 0;
    length += 1;
  };
  const int = (value: number, bytes: 2 | 4): void => {
    make(bytes);
    length = buffer.writeIntBE(value, length, bytes);
  };
  const writer: Writer = {
    query(sql) {
      begin('Q');
      text(sql);
      return end();
    },
    parse(name, sql) {
      begin('P');
      text(name);
      text(sql);
      int(0, 2);
      return end();
    },
    describe(name) {
      begin('D');
      text(`S${name}`);
      return end();
    },
    bind(name, values) {
      begin('B');
      text('');
      text(name);
      int(0, 2);
      int(values.length, 2);
      for (const value of values) {
        if (value === null) int(-1, 4);
        else {
          make(value.length * 3 + 4);
          const bytes = buffer.write(value, length + 4, 'utf8');
          int(bytes, 4);
          length += bytes;
        }
      }
      int(0, 2);
      return end();
    },
    execute() {
      begin('E');
      text('');
      int(0, 4);
      return end();
    },
    sync() {
      begin('S');
      return end();
    },
    take() {
      const bytes = buffer.subarray(0, length);
      length = 0;
      return bytes;
    },
  };
  return writer;
}

/** Throws what the database complained about. */
export function readAnswer(bytes: Uint8Array): Answer {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const answer: Answer = { columns: [], rows: [], parameterTypes: [], tag: '' };
  let error: Error | null = null;
  for (let at = 0; at + 5 <= buffer.length;) {
    const type = String.fromCharCode(buffer[at] ?? 0);
    const body = at + 5;
    at += 1 + buffer.readInt32BE(at + 1);
    if (type === 'D') answer.rows.push(rowAt(buffer, body));
    else if (type === 'T') answer.columns = columnsAt(buffer, body);
    else if (type === 'C') answer.tag = textAt(buffer, body);
    else if (type === 't') answer.parameterTypes = typesAt(buffer, body);
    else if (type === 'E') error ??= errorAt(buffer, body);
  }
  if (error !== null) throw error;
  return answer;
}

function textAt(buffer: Buffer, at: number): string {
  return buffer.toString('utf8', at, buffer.indexOf(0, at));
}

function rowAt(buffer: Buffer, body: number): (string | null)[] {
  const row: (string | null)[] = Array.from({ length: buffer.readInt16BE(body) });
  let at = body + 2;
  for (let index = 0; index < row.length; index += 1) {
    const length = buffer.readInt32BE(at);
    at += 4;
    row[index] = length < 0 ? null : buffer.toString('utf8', at, at + length);
    at += Math.max(0, length);
  }
  return row;
}

/** After a name: table, column, type, size, modifier, format. */
const typeOffset = 6;
const columnBytes = 18;

function columnsAt(buffer: Buffer, body: number): Column[] {
  const columns: Column[] = [];
  let at = body + 2;
  for (let left = buffer.readInt16BE(body); left > 0; left -= 1) {
    const end = buffer.indexOf(0, at) + 1;
    const name = buffer.toString('utf8', at, end - 1);
    columns.push({ name, type: buffer.readInt32BE(end + typeOffset) });
    at = end + columnBytes;
  }
  return columns;
}

function typesAt(buffer: Buffer, body: number): number[] {
  const count = buffer.readInt16BE(body);
  return Array.from({ length: count }, (_, index) => buffer.readInt32BE(body + 2 + index * 4));
}

const errorFields: Readonly<Record<string, string>> = {
  S: 'severity',
  C: 'code',
  D: 'detail',
  H: 'hint',
  t: 'table',
  c: 'column',
  n: 'constraint',
};

function errorAt(buffer: Buffer, body: number): Error {
  const fields = new Map<string, string>();
  for (let at = body; buffer[at] !== 0;) {
    const name = String.fromCharCode(buffer[at] ?? 0);
    fields.set(name, textAt(buffer, at + 1));
    at = buffer.indexOf(0, at + 1) + 1;
  }
  const message = fields.get('M') ?? 'The database failed.';
  const named = Object.entries(errorFields).flatMap(([key, name]) =>
    fields.has(key) ? [[name, fields.get(key)]] : [],
  );
  const error = Object.assign(new Error(message), Object.fromEntries(named));
  // What the log tells of an error is its name: here that says enough to find the statement.
  error.name = `DatabaseError ${fields.get('C') ?? ''} ${message}`;
  return error;
}
