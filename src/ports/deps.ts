// The outside world as the flows are given it, beside the database.

import type { Chance, Ids } from './ids.ts';
import type { Clock } from './clock.ts';
import type { Lever } from './lever.ts';
import type { Log } from './log.ts';
import type { Sealer } from './sealer.ts';
import type { WebhookSender } from './webhook-sender.ts';

export interface World {
  clock: Clock;
  ids: Ids;
  chance: Chance;
  log: Log;
  sealer: Sealer;
  lever: Lever;
  webhooks: WebhookSender;
  /** Tells this process's workers that something became due; call it after the commit. Cheap, never throws. */
  wake(): void;
}
