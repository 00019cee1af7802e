// Rows of an import that is tried: who of them is in Lever already, by what the mirror knows.

import { keysOfProfile } from '../core/people/identifiers.ts';
import type { ReceivedProfile } from '../core/people/received.ts';
import type { Conn } from '../db/connect.ts';
import { findInMirror, listKnownKeys, type FoundInLever } from '../db/queries/mirror.ts';
import { getDefaultRegion } from '../db/queries/run-scope.ts';

export interface RowInLever {
  row: number;
  inLever: FoundInLever;
}

export interface TrialInLever {
  /** Rows whose person is in Lever already. */
  count: number;
  /** The first of them. */
  shown: RowInLever[];
}

const shownMax = 20;

/** Adds the rows of a slice; a few queries per slice, and one more for each row that is shown. */
export async function addInLever(
  conn: Conn,
  trial: TrialInLever,
  slice: { workspaceId: string; rows: readonly { row: number; profile: ReceivedProfile }[] },
): Promise<void> {
  const { workspaceId } = slice;
  const region = await getDefaultRegion(conn, workspaceId);
  const keyed = slice.rows.map(({ row, profile }) => ({
    row,
    identifiers: keysOfProfile(profile, region).identifiers,
  }));
  const asked = keyed.flatMap(({ identifiers }) => identifiers);
  const known = new Set(
    (await listKnownKeys(conn, { workspaceId, identifiers: asked })).map(textOf),
  );
  for (const { row, identifiers } of keyed) {
    if (!identifiers.some((identifier) => known.has(textOf(identifier)))) continue;
    trial.count += 1;
    if (trial.shown.length === shownMax) continue;
    const [inLever] = await findInMirror(conn, { workspaceId, identifiers, limit: 1 });
    if (inLever !== undefined) trial.shown.push({ row, inLever });
  }
}

function textOf({ kind, value }: { kind: string; value: string }): string {
  return `${kind} ${value}`;
}
