// Webhook deliveries: composed and signed as Lever documents, retried with growing gaps, remembered.
import { createHmac } from 'node:crypto';
import type { Account, Happening } from '../account.ts';
import type { Webhook } from '../world/rows.ts';

/** Sends one request; resolves with the status, rejects when nobody answered in time. */
export type Post = (
  url: string,
  request: { headers: Record<string, string>; body: string; timeoutMs: number },
) => Promise<{ status: number }>;

/** What the fault rules do to one delivery. */
export type DeliveryFate = { lost: boolean; copies: number; delayMs: number };

export type Attempt = { at: number; status: number | null; error: string | null };
export const DELIVERY_STATES = ['waiting', 'delivered', 'failed', 'lost'] as const;
export type Delivery = {
  id: string;
  webhook: string;
  event: string;
  url: string;
  body: Record<string, unknown>;
  attempts: Attempt[];
  state: (typeof DELIVERY_STATES)[number];
};

export type Sender = {
  emit(happening: Happening): void;
  /** The test call of the settings page: event `candidateHired`, empty data. */
  test(webhook: Webhook): Delivery;
  /** Sends a remembered request again, unchanged. */
  rerun(id: string): Delivery | undefined;
  history(): Delivery[];
  inFlight(): number;
  /** Resolves once nothing that is due now is still being sent. */
  settled(): Promise<void>;
  clear(): void;
};

// Lever's settings page shows the last 1,000 requests of two weeks.
const HISTORY_MAX = 1_000;
const HISTORY_MS = 14 * 24 * 3_600_000;

/** A sender for one account; `fateOf` asks the fault rules. */
export function createSender(
  account: Account,
  { post, fateOf }: { post: Post; fateOf: (event: string) => DeliveryFate },
): Sender {
  let history: Delivery[] = [];
  const running = new Set<Promise<void>>();
  const failuresInRow = new Map<string, number>();

  const run = (work: Promise<void>): void => {
    running.add(work);
    void work.finally(() => running.delete(work));
  };
  const send = (delivery: Delivery, attempt: number): void => {
    run(attemptDelivery(delivery, attempt));
  };
  const attemptDelivery = async (delivery: Delivery, attempt: number): Promise<void> => {
    const { switches, clock } = account;
    if (attempt > 0 && switches.webhookRetryBody === 'fresh') resign(account, delivery);
    const outcome: Attempt = { at: clock.now(), status: null, error: null };
    try {
      const { status } = await post(delivery.url, {
        headers: { 'user-agent': 'Lever-Webhooks', 'content-type': 'application/json' },
        body: JSON.stringify(delivery.body),
        timeoutMs: switches.webhookTimeoutMs,
      });
      outcome.status = status;
    } catch (error) {
      outcome.error = error instanceof Error ? error.message : String(error);
    }
    delivery.attempts.push(outcome);
    // Only 2xx counts; a redirect is a failure.
    if (outcome.status !== null && outcome.status >= 200 && outcome.status < 300) {
      delivery.state = 'delivered';
      failuresInRow.set(delivery.webhook, 0);
      return;
    }
    const gap = switches.webhookGapsMs[attempt];
    if (gap === undefined) {
      delivery.state = 'failed';
      failuresInRow.set(delivery.webhook, (failuresInRow.get(delivery.webhook) ?? 0) + 1);
      return;
    }
    clock.after(gap, () => send(delivery, attempt + 1));
  };
  const start = (delivery: Delivery): void => {
    const now = account.clock.now();
    history.push(delivery);
    if (history.length > HISTORY_MAX * 2) {
      history = history.slice(-HISTORY_MAX).filter((each) => bornAt(each) > now - HISTORY_MS);
    }
    const fate = fateOf(delivery.event);
    if (fate.lost) {
      delivery.state = 'lost';
      return;
    }
    for (let copy = 0; copy < fate.copies; copy += 1) {
      if (fate.delayMs > 0) account.clock.after(fate.delayMs, () => send(delivery, 0));
      else send(delivery, 0);
    }
  };
  const wants = (webhook: Webhook, { event, origin }: Happening): boolean => {
    if (webhook.event !== event) return false;
    const limit = account.switches.webhookDisableAfter;
    if (limit > 0 && (failuresInRow.get(webhook.id) ?? 0) >= limit) return false;
    return origin === null || !webhook.conditions || webhook.conditions.origins.includes(origin);
  };

  return {
    emit: (happening) => {
      if (happening.api && !account.switches.webhookEcho) return;
      if (!account.world.eventsOn.has(happening.event)) return;
      for (const webhook of account.world.webhooks.values()) {
        if (wants(webhook, happening)) start(compose(account, webhook, happening));
      }
    },
    test: (webhook) => {
      const delivery = compose(account, webhook, { event: 'candidateHired', data: {} });
      start(delivery);
      return delivery;
    },
    rerun: (id) => {
      const delivery = history.find((each) => each.id === id);
      if (delivery) send(delivery, account.switches.webhookGapsMs.length);
      return delivery;
    },
    history: () => history.slice(-HISTORY_MAX),
    inFlight: () => running.size,
    settled: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
    clear: () => {
      history = [];
      failuresInRow.clear();
    },
  };
}

function bornAt(delivery: Delivery): number {
  return Number(delivery.body['triggeredAt']);
}

function compose(
  account: Account,
  webhook: Webhook,
  { event, data }: { event: string; data: Record<string, unknown> },
): Delivery {
  const id = account.ids.uuid();
  const body: Record<string, unknown> = {
    ...(account.switches.webhookIds ? { id } : {}),
    triggeredAt: account.clock.now(),
    event,
    data,
    ...signed(account, webhook.signatureToken, account.clock.now()),
  };
  return { id, webhook: webhook.id, event, url: webhook.url, body, attempts: [], state: 'waiting' };
}

function resign(account: Account, delivery: Delivery): void {
  const webhook = account.world.webhooks.get(delivery.webhook);
  const now = account.clock.now();
  delivery.body = {
    ...delivery.body,
    triggeredAt: now,
    ...signed(account, webhook?.signatureToken ?? null, now),
  };
}

/** hex(HMAC-SHA256(signature token, token + triggeredAt)); nothing when the webhook has no token. */
function signed(account: Account, secret: string | null, triggeredAt: number) {
  const token = account.ids.hex(48);
  if (secret === null) return { token };
  const signature = createHmac('sha256', secret)
    .update(token + String(triggeredAt))
    .digest('hex');
  return { signature, token };
}
