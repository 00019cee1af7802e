// Reads a small CSV file by its headings.

import { parse } from 'csv-parse/sync';
import { InputError } from '../core/input-error.ts';

/** The rows by their headings in lower case; throws InputError where it is no CSV. */
export function csvRows(bytes: Uint8Array): Record<string, string>[] {
  try {
    return parse(Buffer.from(bytes), {
      bom: true,
      columns: (headings: string[]) => headings.map((text) => text.trim().toLowerCase()),
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
      relax_column_count: true,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : 'no CSV';
    throw new InputError('invalid', `The sheet cannot be read: ${why}`);
  }
}
