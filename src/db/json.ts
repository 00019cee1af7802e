// The one way a value goes into a jsonb or json column: as text, because the drivers disagree on arrays.

/** JSON text for a parameter of a json or jsonb column (cast it there: `${toJson(value)}::jsonb`). */
export function toJson(value: unknown): string {
  return JSON.stringify(value);
}
