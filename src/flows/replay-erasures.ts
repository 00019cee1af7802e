// After an old backup was put back, whoever was erased since is there again: they are erased anew from the list that
// was kept apart. The list holds ids alone, so keeping it tells nobody anything.

import { isUuid } from '../core/ids.ts';
import { InputError } from '../core/input-error.ts';
import { findLiveRoot } from '../db/queries/personal-scope.ts';
import type { Deps } from './deps.ts';
import { erasePerson } from './erase-person.ts';

export interface ListedErasure {
  id: string;
  personId: string;
}

export interface Replayed {
  erasedAgain: string[];
  erasedBefore: number;
  unknown: number;
  /** By a legal hold. */
  kept: string[];
}

const listMax = 1_000_000;

/** Safe to repeat, and to stop anywhere. */
export async function replayErasures(
  deps: Deps,
  given: { workspaceId: string; list: readonly ListedErasure[]; actor: string },
): Promise<Replayed> {
  const { workspaceId, list, actor } = given;
  if (list.length > listMax) throw new InputError('invalid', 'The list is too long; send parts.');
  const replayed: Replayed = { erasedAgain: [], erasedBefore: 0, unknown: 0, kept: [] };
  for (const { id, personId } of list) {
    const root = await findLiveRoot(deps.db, { workspaceId, personId });
    if (root === undefined) replayed.unknown += 1;
    else if (root.isErased) replayed.erasedBefore += 1;
    else {
      try {
        const wish = { workspaceId, personId, cause: 'replay' as const, actor };
        await erasePerson(deps, { ...wish, because: `erasure ${id}, repeated after a restore` });
        replayed.erasedAgain.push(personId);
      } catch (error) {
        if (!(error instanceof InputError) || error.code !== 'conflict') throw error;
        replayed.kept.push(personId);
      }
    }
  }
  return replayed;
}

/** What `fulcrum erasures list --json` wrote; throws InputError where it is something else. */
export function readErasureList(text: string): ListedErasure[] {
  const wrong = new InputError('invalid', 'Give the file that "erasures list --json" wrote.');
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    throw wrong;
  }
  const { erasures } = (told ?? {}) as { erasures?: unknown };
  if (!Array.isArray(erasures)) throw wrong;
  return erasures.map((each: unknown) => {
    const { id, personId } = (each ?? {}) as Partial<ListedErasure>;
    if (typeof id !== 'string' || typeof personId !== 'string' || !isUuid(personId)) throw wrong;
    return { id, personId };
  });
}
