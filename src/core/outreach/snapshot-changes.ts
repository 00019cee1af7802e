// Which parts of an opportunity differ between two readings: what may concern the plan for its record.

const parts = [
  'contact',
  'name',
  'headline',
  'location',
  'emails',
  'phones',
  'links',
  'tags',
  'sources',
  'owner',
  'stage',
  'archived',
] as const;
export type SnapshotPart = (typeof parts)[number];

/** Names only, no values. */
export function changedParts(
  before: Record<SnapshotPart, unknown>,
  now: Record<SnapshotPart, unknown>,
): SnapshotPart[] {
  return parts.filter((part) => JSON.stringify(before[part]) !== JSON.stringify(now[part]));
}
