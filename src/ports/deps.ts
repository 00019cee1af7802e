// The outside world as the flows are given it, beside the database.

import type { Chance, Ids } from './ids.ts';
import type { Clock } from './clock.ts';
import type { Lever } from './lever.ts';
import type { LeverApp } from './lever-oauth.ts';
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
  /** Left out where this installation is not registered with Lever: then only API keys connect. */
  leverApp?: LeverApp;
  /** Where Lever reaches this server, unless told otherwise while connecting. */
  publicUrl?: string | null;
  webhooks: WebhookSender;
  /** Tells this process's workers that something became due; call it after the commit. Cheap, never throws. */
  wake(): void;
}
