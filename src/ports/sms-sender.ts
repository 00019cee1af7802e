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
}

export type SmsOutcome =
  | { outcome: 'accepted'; providerId: string; segmentCount: number }
  /** `isOptedOut`: the number replied STOP to the provider. */
  | { outcome: 'refused'; code: string; answer: string; isTransient: boolean; isOptedOut: boolean }
  | { outcome: 'unsent'; because: string }
  | { outcome: 'unknown'; because: string };

export interface SmsSender {
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
