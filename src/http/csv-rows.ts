// Reads a small CSV from a request: bounded, by its headings.
import { parse } from 'csv-parse/sync';
import { RequestError } from './request-error.ts';

const bytesMax = 4 * 1024 * 1024;

/** The rows by their headings in lower case. Throws 413 where it is too large and 422 where it is no CSV. */
export async function readCsvRows(body: unknown): Promise<Record<string, string>[]> {
  if (!isStream(body)) {
    const message = 'Send the sheet itself, with content-type text/csv';
    throw new RequestError({ statusCode: 415, code: 'unsupported_media_type', message });
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > bytesMax) {
      const message = 'The sheet is larger than 4 MB; send it in parts';
      throw new RequestError({ statusCode: 413, code: 'too_large', message });
    }
    parts.push(part);
  }
  try {
    return parse(Buffer.concat(parts), {
      bom: true,
      columns: (headings: string[]) => headings.map((text) => text.trim().toLowerCase()),
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
      relax_column_count: true,
    });
  } catch (error) {
    const message = `The sheet cannot be read: ${error instanceof Error ? error.message : 'no CSV'}`;
    throw new RequestError({ statusCode: 422, code: 'invalid', message });
  }
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
