// Public holidays by country.

export interface Holidays {
  /** The name of the holiday on an ISO day, or null; a country nobody knows has none. */
  of(country: string): Promise<(day: string) => string | null>;
}
