// A tracked picture was loaded or a tracked link pressed: kept with what can be said about by whom, which every further hit
// on the same message may change. Nothing in outreach is decided by it.

import { verdictOfHit } from '../core/mail/open-verdict.ts';
import type { Trx } from '../db/connect.ts';
import { lockMessage } from '../db/queries/messages.ts';
import { addHit, findTracking, listHits, setHit } from '../db/queries/tracking.ts';
import type { KeptHit } from '../db/queries/tracking.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { openPlace } from './tracked-html.ts';
import type { TrackedPlace } from './tracked-html.ts';

/** More of one message say nothing new. */
const hitsMax = 200;
const beaconWithinMs = 10 * 60_000;

export interface HitGiven {
  key: string;
  kind: 'open' | 'click';
  method: string;
  userAgent: string;
}

export type HitTaken =
  | { did: 'unknown' }
  /** Tracking is off by now: nothing is recorded, a link still leads where it led. */
  | { did: 'off'; url: string | null }
  | { did: 'recorded'; url: string | null };

export async function recordHit(deps: Deps, given: HitGiven): Promise<HitTaken> {
  const place = openPlace(deps, given.key);
  if (place === null || (place.url === null) !== (given.kind === 'open')) return { did: 'unknown' };
  const { workspaceId, messageId, url } = place;
  const settings = await findTracking(deps.db, workspaceId);
  if (settings?.isOn !== true) return { did: 'off', url };
  await inTransaction(deps.db, async (trx) => {
    // Hits that come together are judged one after another, each with the others in view.
    const message = await lockMessage(trx, { workspaceId, id: messageId });
    const sentAt = message?.sentAt ?? message?.submittingAt ?? null;
    if (sentAt === null) return;
    const known = await listHits(trx, place);
    if (known.length >= hitsMax) return;
    const { kind, method, userAgent } = given;
    const hit: KeptHit = {
      id: deps.ids.next(),
      kind,
      link: url ?? '',
      method: method.slice(0, 20),
      userAgent: userAgent.replaceAll('\0', '').slice(0, 500),
      isTrap: false,
      hasBeacon: false,
      at: deps.clock.now(),
      verdict: 'unknown',
      because: '',
    };
    await addHit(trx, { workspaceId, messageId, ...hit });
    await judgeAll(trx, { workspaceId, hits: [...known, hit], sentAt });
  });
  return { did: 'recorded', url };
}

/** The page of a link was shown and told us so: the last press of that link. */
export async function recordBeacon(deps: Deps, key: string): Promise<boolean> {
  const place = openPlace(deps, key);
  if (place === null || place.url === null) return false;
  const { workspaceId, messageId, url } = place;
  if ((await findTracking(deps.db, workspaceId))?.isOn !== true) return false;
  return await inTransaction(deps.db, async (trx) => {
    const message = await lockMessage(trx, { workspaceId, id: messageId });
    const sentAt = message?.sentAt ?? message?.submittingAt ?? null;
    const hits = await listHits(trx, place);
    const since = deps.clock.now().getTime() - beaconWithinMs;
    const pressed = hits.findLast((hit) => isPressOf(hit, { url, since }));
    if (sentAt === null || pressed === undefined) return false;
    pressed.hasBeacon = true;
    await setHit(trx, { workspaceId, ...pick(pressed) });
    await judgeAll(trx, { workspaceId, hits, sentAt });
    return true;
  });
}

function isPressOf(hit: KeptHit, of: { url: TrackedPlace['url']; since: number }): boolean {
  return hit.kind === 'click' && hit.link === of.url && hit.at.getTime() >= of.since;
}

async function judgeAll(
  trx: Trx,
  of: { workspaceId: string; hits: readonly KeptHit[]; sentAt: Date },
): Promise<void> {
  const { workspaceId, sentAt } = of;
  const hits = of.hits.map((hit) => ({ ...hit, sentAt }));
  for (const hit of hits) {
    const others = hits.filter((other) => other !== hit);
    const reading = verdictOfHit(hit, others);
    if (reading.verdict === hit.verdict && reading.because === hit.because) continue;
    await setHit(trx, { workspaceId, id: hit.id, hasBeacon: hit.hasBeacon, ...reading });
  }
}

function pick(hit: KeptHit): Pick<KeptHit, 'id' | 'hasBeacon' | 'verdict' | 'because'> {
  const { id, hasBeacon, verdict, because } = hit;
  return { id, hasBeacon, verdict, because };
}
