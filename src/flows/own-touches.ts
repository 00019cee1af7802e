// Which touches of a person only another one's keys explain: they go with whoever has those keys.

import { keysOfTouch } from '../core/people/identifiers.ts';
import type { Trx } from '../db/connect.ts';
import { findHolders } from '../db/queries/identifiers.ts';
import { listTouchIds } from '../db/queries/merge-undo.ts';
import { moveTouchesTo } from '../db/queries/move-items.ts';
import { loadTouches } from '../db/queries/pending-intake.ts';

const slice = 1_000;

/** Keys must stand with their persons already. Returns how many went. */
export async function moveOwnTouches(
  trx: Trx,
  sides: { workspaceId: string; fromId: string; toId: string; defaultRegion: string },
): Promise<number> {
  const { workspaceId, fromId, toId } = sides;
  const ids = await listTouchIds(trx, { workspaceId, personId: fromId });
  let count = 0;
  for (let start = 0; start < ids.length; start += slice) {
    const touches = await loadTouches(trx, { workspaceId, ids: ids.slice(start, start + slice) });
    const keyed = touches.map(({ id, payload }) => ({
      id,
      keys: keysOfTouch(payload, sides.defaultRegion).map(keyText),
    }));
    const identifiers = touches.flatMap(({ payload }) => keysOfTouch(payload, sides.defaultRegion));
    const holders = await findHolders(trx, { workspaceId, identifiers });
    const keysOf = (personId: string): Set<string> =>
      new Set(holders.filter((one) => one.personId === personId).map(keyText));
    const [theirs, staying] = [keysOf(toId), keysOf(fromId)];
    const touchIds = keyed
      .filter(
        ({ keys }) => keys.some((key) => theirs.has(key)) && !keys.some((key) => staying.has(key)),
      )
      .map(({ id }) => id);
    if (touchIds.length > 0) await moveTouchesTo(trx, { workspaceId, fromId, toId, touchIds });
    count += touchIds.length;
  }
  return count;
}

function keyText({ kind, value }: { kind: string; value: string }): string {
  return `${kind}:${value}`;
}
