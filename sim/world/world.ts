// Everything of one run: plan, time, chance, database, sandbox, processes, and what the world saw for the checks.

import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { WebhookToSend } from '../../src/ports/webhook-sender.ts';
import type { SimDatabase } from '../database/sim-database.ts';
import type { Gate } from '../database/gate.ts';
import type { Streams } from '../engine/chance.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Trace } from '../engine/trace.ts';
import type { Faults } from './faults.ts';
import type { Instance } from './instance.ts';
import type { LeverCall } from './lever-link.ts';
import type { OutreachSeen } from './outreach-set-up.ts';
import type { LogLine } from './own-ports.ts';
import type { Plan } from './plan.ts';
import type { PostOffice } from './post-office.ts';

/** Something the source sent and got an answer to. */
export interface SentItem {
  kind: 'profile' | 'touch';
  item: { sourceEventId: string } & Record<string, unknown>;
  /** Which person of the plan it is about. */
  person: number;
  result: 'accepted' | 'duplicate' | 'rejected';
  ackedMs: number;
}

/** Something a human did in Lever. */
export interface HumanAct {
  atMs: number;
  kind: string;
  opportunityId: string;
  contactId: string;
  detail: Record<string, unknown>;
}

/** What the checks know beside the database and the sandbox. */
export interface Seen {
  calls: LeverCall[];
  sent: SentItem[];
  webhooks: WebhookToSend[];
  acts: HumanAct[];
  logLines: LogLine[];
  /** Broken rules found while running. */
  violations: string[];
  /** Moments at which committed state was lost for good. */
  losses: number[];
  /** Holds that a user lifted. */
  liftedHoldIds: Set<string>;
  /** Events of the plan that did something. */
  eventCount: number;
}

export interface World {
  plan: Plan;
  streams: Streams;
  scheduler: Scheduler;
  trace: Trace;
  database: SimDatabase;
  gate: Gate;
  sandbox: Sandbox;
  post: PostOffice;
  faults: Faults;
  instances: Instance[];
  workspaceId: string;
  /** How wrong the clocks of all our machines are, after a jump. */
  clockOffsetMs: number;
  /** Of another customer; empty where there is none. */
  neighbourId: string;
  neighbourProfiles: Set<string>;
  jobPostings: string[];
  /** The key we are connected with. */
  apiKey: string;
  /** Everything is down on purpose: nobody restarts anything. */
  isDown: boolean;
  isInDisaster: boolean;
  /** Key of somebody else's integration on the same account. */
  strangerKey: string;
  seen: Seen;
  /** Each is told once of the next candidate that is made for us. */
  watchers: ((opportunityId: string) => void)[];
  outreach: OutreachSeen;
  /** Things of the world under way: sources that still repeat, servers that still start. */
  pending: Set<string>;
  /** Waits as the world does, by true time. */
  sleep(ms: number): Promise<void>;
  /** Tells everybody that a rule is broken. */
  violate(text: string): void;
  /** True once the plan is over and everything is to come to rest. */
  isSettling: boolean;
}

/** What the world knows at the start. */
export function nothingSeen(): Seen {
  return {
    calls: [],
    sent: [],
    webhooks: [],
    acts: [],
    logLines: [],
    violations: [],
    losses: [],
    liftedHoldIds: new Set(),
    eventCount: 0,
  };
}
