// What the routes are given.
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyTypeProvider,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { z } from 'zod';
import type { DatabaseKind } from '../db/connect.ts';
import type { ImportDeps } from '../flows/import-deps.ts';
import type { OutreachPorts } from '../flows/outreach-deps.ts';
import type { SignInDeps } from '../flows/sign-in-deps.ts';
import type { KnownKeys } from './access.ts';
import type { BodyTimes } from './bodies.ts';
import type { Metrics } from './metrics.ts';

/** Requests are typed by the contract; answers are checked against it in tests, not at compile time. */
export interface ContractTypes extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
  serializer: unknown;
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ContractTypes
>;

export interface ServerOptions {
  databaseKind: DatabaseKind;
  /** Items per transaction: on the embedded database few, because nothing else runs meanwhile. */
  transactionItemsMax: number;
  /** Transactions of one stream at the same time. */
  streamCommitsMax: number;
  times: BodyTimes;
  /** Every answer is compared with the contract; for tests. */
  checksAnswers: boolean;
  /** Where the built web app lies; null serves the API alone. */
  webFolder: string | null;
  /** Whether cookies are only sent over https. */
  secureCookies: boolean;
  /** Whether the installation has a mail account for alerts. */
  hasAlertMail: boolean;
  /** Mail servers, names, text messages; null where this server reaches none of them. */
  outreach: OutreachPorts | null;
}

export interface HttpParts {
  deps: ImportDeps & SignInDeps;
  options: ServerOptions;
  metrics: Metrics;
  keys: KnownKeys;
  /** Raised when the server begins to close. */
  closing: AbortSignal;
}
