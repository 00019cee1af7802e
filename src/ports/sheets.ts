// Spreadsheet files given for import: kept as clean copies, looked at, and read row by row in bounded memory.

export const columnTargets = [
  'eventId',
  'externalId',
  'fullName',
  'firstName',
  'lastName',
  'headline',
  'title',
  'employer',
  'location',
  'city',
  'state',
  'country',
  'email',
  'emailStatus',
  'emailSource',
  'emailVerifiedAt',
  'emailCatchAll',
  'emailBounced',
  'phone',
  'profileUrl',
  'skills',
  'tags',
  'score',
  'workHistory',
  'optOut',
  'foundAt',
  'source',
  'sourcerEmail',
  'sourcerName',
  'jobExternalId',
  'jobName',
  'custom',
] as const;
export type ColumnTarget = (typeof columnTargets)[number];

export interface SheetColumn {
  header: string;
  /** What the column becomes; null: it is left out. */
  target: ColumnTarget | null;
}

/** How one kept file is read; stored with the import. */
export interface SheetLayout {
  delimiter: string;
  /** Where the first row after the header begins. */
  dataStart: number;
  columns: SheetColumn[];
}

export interface KeptSheet {
  path: string;
  /** SHA-256 of the bytes as given. */
  hash: Uint8Array;
  /** Of the copy: what endByte counts towards. */
  byteCount: number;
  encoding: string;
}

export interface SheetRow {
  /** 1 for the first row after the header. */
  number: number;
  /** Where the next row begins: reading can go on from here. */
  endByte: number;
  cells: string[];
  reading: RowReading;
}

export type RowReading =
  | {
      isFit: true;
      /** In the form of the API's profile, without source and event id unless the row has them. */
      profile: Record<string, unknown>;
      /** Which column gave which field: `emails[0]` → `Email`. */
      origins: Record<string, string>;
      /** What was left out or repaired, by column, in words. */
      notes: { column: string; note: string }[];
    }
  | { isFit: false; field: string; message: string }
  /** Nothing after this can be read. */
  | { isFit: false; field: string; message: string; isEnd: true };

export interface Sheets {
  /** Keeps a UTF-8 copy under `name`; throws InputError where it is larger than allowed or no text. */
  keep(content: AsyncIterable<Uint8Array>, name: string): Promise<KeptSheet>;
  /** Guesses delimiter and columns from the first rows; throws InputError where there is no header. */
  look(path: string): Promise<SheetLayout>;
  /** Rows from a place on. `from.row` is the number of rows before it. */
  rows(
    path: string,
    layout: SheetLayout,
    from: { byte: number; row: number },
  ): AsyncIterable<SheetRow>;
  /** One line of CSV that no spreadsheet runs as a formula and that reads back as the same cells. */
  line(cells: readonly string[]): string;
  remove(path: string): Promise<void>;
}
