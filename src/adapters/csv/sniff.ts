// What kind of text a file is: its encoding, its delimiter and where its header ends.
import { parse } from 'csv-parse/sync';

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

/** The encoding as the first bytes tell it; UTF-8 without a mark is only a guess until the end was read. */
export function guessEncoding(head: Uint8Array): { encoding: Encoding; markBytes: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return found('utf-8', 3);
  if (head[0] === 0xff && head[1] === 0xfe) return found('utf-16le', 2);
  if (head[0] === 0xfe && head[1] === 0xff) return found('utf-16be', 2);
  const sample = head.subarray(0, 1000);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2]! += 1;
  // Latin text in UTF-16 has a zero in nearly every second byte.
  if (zeros[1]! > sample.length / 4) return found('utf-16le', 0);
  if (zeros[0]! > sample.length / 4) return found('utf-16be', 0);
  return found('utf-8', 0);
}

function found(encoding: Encoding, markBytes: number): { encoding: Encoding; markBytes: number } {
  return { encoding, markBytes };
}

export interface SniffedHeader {
  delimiter: string;
  headers: string[];
  dataStart: number;
}

export const parseOptions = {
  info: true as const,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
};

interface ParsedRecord {
  record: string[];
  info: { bytes: number };
}

/** Finds delimiter and header in the first part of a UTF-8 file; null where there is no header. */
export function sniffHeader(head: Buffer): SniffedHeader | null {
  // Some spreadsheets put a line `sep=;` before the header.
  const told = /^sep=(.)\r?\n/.exec(head.subarray(0, 20).toString('utf8'));
  const skipped = told === null ? 0 : told[0].length;
  const body = head.subarray(skipped);
  const delimiter = told?.[1] ?? bestDelimiter(body);
  const first = records(body, delimiter)[0];
  if (first === undefined || first.record.every((cell) => cell.trim() === '')) return null;
  return { delimiter, headers: first.record, dataStart: skipped + first.info.bytes };
}

function bestDelimiter(head: Buffer): string {
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of [',', ';', '\t', '|']) {
    const widths = records(head, delimiter).map(({ record }) => record.length);
    const width = widths[0] ?? 0;
    const agreeing = widths.filter((one) => one === width).length;
    const score = width < 2 ? 0 : width * (agreeing / widths.length) ** 2;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** The first complete records; the cut at the end of the sample must not count as an error. */
function records(head: Buffer, delimiter: string): ParsedRecord[] {
  const found: ParsedRecord[] = [];
  try {
    parse(head, {
      ...parseOptions,
      delimiter,
      to: 25,
      on_record: (record: unknown) => {
        found.push(record as ParsedRecord);
        return null;
      },
    });
  } catch {
    // An open quote at the cut: what came before it is still good.
  }
  return found;
}
