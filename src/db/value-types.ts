// How column values become JavaScript values: one list for both drivers, because their defaults differ
// (int8 is text in one and a number in the other, a date is a local midnight here and a UTC one there).

const oids = {
  bytea: 17,
  int8: 20,
  date: 1082,
  timestamptz: 1184,
  interval: 1186,
  numeric: 1700,
} as const;

const arrayOids = { int8: 1016, date: 1182, timestamptz: 1185, numeric: 1231 } as const;

/** Parsers of the single values, by type number. */
export const valueParsers: Readonly<Record<number, (text: string) => unknown>> = {
  [oids.bytea]: parseBytes,
  [oids.int8]: Number,
  [oids.date]: asText,
  [oids.timestamptz]: parseInstant,
  [oids.interval]: asText,
  // No column is numeric; sums and averages are, and they are counts and shares here.
  [oids.numeric]: Number,
};

/** Element type of the array types that need one of the parsers above. */
export const arrayElementOids: Readonly<Record<number, number>> = {
  [arrayOids.int8]: oids.int8,
  [arrayOids.date]: oids.date,
  [arrayOids.timestamptz]: oids.timestamptz,
  [arrayOids.numeric]: oids.numeric,
};

export const byteaOid = oids.bytea;

/** The text form of bytes that Postgres reads; going byte by byte is far slower. */
export function formatBytes(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}

function parseBytes(text: string): Uint8Array {
  return Buffer.from(text.slice(2), 'hex');
}

function asText(text: string): string {
  return text;
}

/** Sessions run in UTC, so nearly every instant ends in +00 and takes the engine's fast ISO path. */
function parseInstant(text: string): Date {
  if (text.endsWith('+00') && text[10] === ' ') {
    return new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
  }
  return new Date(text);
}
