// One emulated account: the world, the clock, chance and switches that every act needs, in one value.
import type { SandboxClock } from './clock.ts';
import type { Random } from './random.ts';
import type { Opportunity, Origin, WebhookEvent } from './world/rows.ts';
import type { Switches } from './world/switches.ts';
import { remember, type World } from './world/world.ts';

/** Who does something: a user or nobody, through the API or by hand in the web interface. */
export type Actor = { user: string | null; api: boolean };

/** What happened, for the webhooks; the origin decides whether a subscription's conditions match. */
export type Happening = {
  event: WebhookEvent;
  data: Record<string, unknown>;
  origin: Origin | null;
  api: boolean;
};

export type Account = {
  world: World;
  clock: SandboxClock;
  ids: Random;
  /** Ids and tokens of webhook deliveries, apart: what is sent must not decide what is stored. */
  deliveryIds: Random;
  switches: Switches;
  urls: { web: string; api: string };
  emit: (happening: Happening) => void;
};

/** Changes an opportunity, keeps its older version for stale reads and moves `updatedAt`. */
export function changeOpportunity(
  account: Account,
  row: Opportunity,
  patch: Partial<Opportunity>,
): void {
  const now = account.clock.now();
  remember(account.world, row.id, row, now);
  // A millisecond later than the reply, as recorded; never backwards while a create still settles.
  const updatedAt = Math.max(row.updatedAt ?? 0, now + 1);
  account.world.index.change(row, { ...patch, updatedAt, unsettled: null });
}

/** `updatedAt` as a reader sees it now. */
export function visibleUpdatedAt(row: Opportunity, now: number): number | null {
  return row.unsettled && now < row.unsettled.until ? row.unsettled.updatedAt : row.updatedAt;
}

/** The ids that most webhook payloads carry. */
export function candidateIds(row: Opportunity): Record<string, string> {
  return { opportunityId: row.id, candidateId: row.id, contactId: row.contact };
}
