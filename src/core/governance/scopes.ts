// What an API key may do.

export const scopes = ['read', 'intake', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** True where the held scopes allow what needs `wanted`; admin allows everything. */
export function allows(held: readonly string[], wanted: Scope): boolean {
  return held.includes(wanted) || held.includes('admin');
}
