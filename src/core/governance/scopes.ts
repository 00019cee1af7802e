// What an API key may do.

export const scopes = [
  'read', // Looks.
  'intake', // Sends profiles and touches.
  'review', // Decides who is who: answers, merges, undoes, splits, corrects.
  'admin', // Changes rules and keys; includes the others.
] as const;
export type Scope = (typeof scopes)[number];

/** True where the held scopes allow what needs `wanted`; admin allows everything. */
export function allows(held: readonly string[], wanted: Scope): boolean {
  return held.includes(wanted) || held.includes('admin');
}
