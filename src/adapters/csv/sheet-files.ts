// Spreadsheet files in one folder: kept as UTF-8, so that a place in the file is a plain byte offset.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { InputError } from '../../core/input-error.ts';
import type { KeptSheet, SheetLayout, SheetRow, Sheets } from '../../ports/sheets.ts';
import { proposeColumns } from './columns.ts';
import { csvLine } from './line.ts';
import { readRow } from './row-profile.ts';
import { guessEncoding, parseOptions, sniffHeader } from './sniff.ts';
import type { Encoding } from './sniff.ts';

export interface SheetFilesConfig {
  folder: string;
  bytesMax: number;
}

const recordBytesMax = 16 * 1024 * 1024;
const headBytes = 256 * 1024;

/** The files of one folder as sheets; every process that works on imports must see the same folder. */
export function sheetFiles(config: SheetFilesConfig): Sheets {
  return {
    keep: (content, name) => keep(config, content, name),
    look,
    rows,
    line: csvLine,
    remove: (path) => rm(path, { force: true }),
  };
}

async function keep(
  config: SheetFilesConfig,
  content: AsyncIterable<Uint8Array>,
  name: string,
): Promise<KeptSheet> {
  await mkdir(config.folder, { recursive: true, mode: 0o700 });
  const path = join(config.folder, `${name}.csv`);
  const rawPath = `${path}.raw`;
  try {
    const raw = await writeRaw(rawPath, content, config.bytesMax);
    const { encoding, markBytes } = raw.guess;
    const isPlain = encoding === 'utf-8' && markBytes === 0 && raw.isUtf8;
    const read: Encoding = encoding === 'utf-8' && !raw.isUtf8 ? 'windows-1252' : encoding;
    if (isPlain) await rename(rawPath, path);
    else await transcode({ from: rawPath, to: path, encoding: read, markBytes });
    const { size } = await stat(path);
    return { path, hash: raw.hash, byteCount: size, encoding: read };
  } finally {
    await rm(rawPath, { force: true });
  }
}

interface RawFile {
  hash: Uint8Array;
  isUtf8: boolean;
  guess: { encoding: Encoding; markBytes: number };
}

async function writeRaw(
  path: string,
  content: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<RawFile> {
  const hash = createHash('sha256');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let head: Buffer = Buffer.alloc(0);
  let byteCount = 0;
  let isUtf8 = true;
  const file = await open(path, 'w', 0o600);
  try {
    for await (const chunk of content) {
      byteCount += chunk.length;
      if (byteCount > bytesMax) {
        const megabytes = Math.floor(bytesMax / 1024 / 1024);
        throw new InputError('too_large', `The file is larger than ${megabytes} MB; split it`);
      }
      if (head.length < 1024) head = Buffer.concat([head, chunk.subarray(0, 1024)]);
      isUtf8 &&= decodes(utf8, chunk);
      hash.update(chunk);
      await file.write(chunk);
    }
    isUtf8 &&= decodes(utf8, null);
    await file.sync();
  } finally {
    await file.close();
  }
  if (byteCount === 0)
    throw new InputError('invalid', 'The file is empty; choose one with a header row');
  return { hash: hash.digest(), isUtf8, guess: guessEncoding(head) };
}

function decodes(decoder: InstanceType<typeof TextDecoder>, chunk: Uint8Array | null): boolean {
  try {
    if (chunk === null) decoder.decode();
    else decoder.decode(chunk, { stream: true });
    return true;
  } catch {
    return false;
  }
}

async function transcode(task: {
  from: string;
  to: string;
  encoding: Encoding;
  markBytes: number;
}): Promise<void> {
  const decoder = new TextDecoder(task.encoding);
  const file = await open(task.to, 'w', 0o600);
  try {
    for await (const chunk of createReadStream(task.from, { start: task.markBytes })) {
      await file.write(decoder.decode(chunk as Buffer, { stream: true }));
    }
    await file.write(decoder.decode());
    await file.sync();
  } finally {
    await file.close();
  }
}

async function look(path: string): Promise<SheetLayout> {
  const file = await openKept(path);
  try {
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(head, 0, headBytes, 0);
    const header = sniffHeader(head.subarray(0, bytesRead));
    if (header === null) {
      throw new InputError(
        'invalid',
        'The file has no header row; its first row must name the columns',
      );
    }
    const columns = proposeColumns(header.headers);
    return { delimiter: header.delimiter, dataStart: header.dataStart, columns };
  } finally {
    await file.close();
  }
}

async function openKept(path: string) {
  try {
    return await open(path, 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new InputError(
      'not_found',
      'The file of this import is not on this machine; upload it again',
    );
  }
}

async function* rows(
  path: string,
  layout: SheetLayout,
  from: { byte: number; row: number },
): AsyncGenerator<SheetRow> {
  const start = Math.max(from.byte, layout.dataStart);
  const file = await openKept(path);
  const bytes = file.createReadStream({ start, autoClose: true });
  const parser = parse({
    ...parseOptions,
    delimiter: layout.delimiter,
    max_record_size: recordBytesMax,
  });
  bytes.on('error', (error) => parser.destroy(error));
  bytes.pipe(parser);
  let number = from.row;
  let endByte = start;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { bytes: number };
    }>) {
      number += 1;
      endByte = start + info.bytes;
      yield { number, endByte, cells: record, reading: readRow(record, layout.columns) };
    }
  } catch (error) {
    const reading = brokenEnd(error, number + 1);
    if (reading === null) throw error;
    yield { number: number + 1, endByte, cells: [], reading };
  } finally {
    bytes.destroy();
    parser.destroy();
  }
}

function brokenEnd(error: unknown, row: number): SheetRow['reading'] | null {
  const code = (error as { code?: string }).code;
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    const message = `A quote opened in row ${row} is never closed, so nothing after it can be read; close it and import again`;
    return { isFit: false, field: 'row', message, isEnd: true };
  }
  if (code === 'CSV_MAX_RECORD_SIZE') {
    const message = `Row ${row} is larger than 16 MB, so nothing after it can be read; look for an open quote and import again`;
    return { isFit: false, field: 'row', message, isEnd: true };
  }
  return null;
}
