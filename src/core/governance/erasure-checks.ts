// What is looked at when an erasure is checked anew.

export const erasureChecks = [
  'signed',
  'audited',
  'rows_gone',
  'keys_destroyed',
  'not_back',
] as const;
export type ErasureCheckName = (typeof erasureChecks)[number];
