// Delivers one signed webhook (Standard Webhooks) to an address of the customer.

import type { Secret } from '../core/secret.ts';

export interface WebhookToSend {
  id: string;
  url: string;
  secret: Secret;
  sentAt: Date;
  body: string;
}

export interface WebhookSender {
  /** Resolves with the 2xx status. Throws PortFailure otherwise; sending the same id again is safe. */
  send(webhook: WebhookToSend): Promise<number>;
}
