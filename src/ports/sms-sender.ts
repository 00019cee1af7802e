// Sends one text message over a provider's HTTP API, and looks up whether it did after an unclear answer.

import type { Secret } from '../core/secret.ts';

export interface SmsAccess {
  baseUrl: string;
  accountId: string;
  secret: Secret;
}

export interface SmsToSend {
  /** E.164. */
  from: string;
  to: string;
  text: string;
  /** The registered campaign or messaging service, where the provider wants one. */
  campaignId: string | null;
  /** Where the provider tells what became of it; left out: it does not. */
  statusUrl?: string | null;
}

export type SmsOutcome =
  | { outcome: 'accepted'; providerId: string; segmentCount: number }
  /** `isOptedOut`: the number replied STOP to the provider. */
  | { outcome: 'refused'; code: string; answer: string; isTransient: boolean; isOptedOut: boolean }
  | { outcome: 'unsent'; because: string }
  | { outcome: 'unknown'; because: string };

/** Where a provider said a message is now, as far as that ends anything. */
export const smsDeliveries = ['delivered', 'failed', 'other'] as const;
export type SmsDelivery = (typeof smsDeliveries)[number];

/** Why it did not arrive: the number takes none, the person said no, we are not registered, or something passing. */
export const smsFailures = ['dead_number', 'opted_out', 'unregistered', 'passing'] as const;
export type SmsFailure = (typeof smsFailures)[number];

/** A call that the provider made to us and signed. */
export type SmsCall =
  | { kind: 'received'; providerId: string; from: string; to: string; text: string }
  | {
      kind: 'status';
      providerId: string;
      /** The provider's own word. */
      state: string;
      delivery: SmsDelivery;
      failure: SmsFailure | null;
      code: string;
    };

export interface SmsSender {
  /** Asks for the account, sends nothing. Throws PortFailure (`unauthorized`, `unreachable`, `rejected`). */
  check(access: SmsAccess): Promise<void>;
  /** Null where the signature is not the provider's, or the form is not known. `url` as the provider was told it. */
  readCall(
    secret: Secret,
    call: { url: string; fields: Readonly<Record<string, string>>; signature: string },
  ): SmsCall | null;
  /** What the call is answered with; null says nothing to the person. */
  answerTo(text: string | null): { type: string; body: string };
  /** Never throws for what the provider or network does. `mayIssue` is awaited right before the request. */
  send(
    access: SmsAccess,
    sms: SmsToSend,
    watch: { signal: AbortSignal; mayIssue(): Promise<boolean> },
  ): Promise<SmsOutcome>;
  /** A message to this number with this text since then. Throws PortFailure where the provider cannot be asked. */
  findSent(
    access: SmsAccess,
    search: { to: string; from: string; text: string; since: Date },
  ): Promise<{ isFound: true; providerId: string } | { isFound: false }>;
}
