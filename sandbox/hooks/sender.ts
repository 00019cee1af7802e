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

const TEST_CALL = { event: 'candidateHired', data: {} };

/** A sender for one account; `fateOf` asks the fault rules. */
export function createSender(
  account: Account,
  { post, fateOf }: { post: Post; fateOf: (event: string) => DeliveryFate },
): Sender {
  let history: Delivery[] = [];
  const running = new Set<Promise<void>>();
  const failures = failureCount();

  const send = (delivery: Delivery, attempt: number): void => {
    const work = attemptDelivery(delivery, attempt);
    running.add(work);
    void work.finally(() => running.delete(work));
  };
  const attemptDelivery = async (delivery: Delivery, attempt: number): Promise<void> => {
    const { switches, clock, world } = account;
    if (attempt > 0 && switches.webhookRetryBody === 'fresh') resign(account, delivery);
    const outcome = await postOnce(account, post, delivery);
    delivery.attempts.push(outcome);
    if (isAccepted(outcome)) {
      delivery.state = 'delivered';
      failures.forget(delivery.webhook);
      return;
    }
    const gap = switches.webhookGapsMs[attempt];
    if (gap !== undefined && world.webhooks.has(delivery.webhook)) {
      clock.after(gap, () => send(delivery, attempt + 1));
      return;
    }
    delivery.state = 'failed';
    failures.add(delivery.webhook);
  };
  const start = (delivery: Delivery): Delivery => {
    history = remembered(history, delivery, account.clock.now());
    const { lost, copies, delayMs } = fateOf(delivery.event);
    if (lost) delivery.state = 'lost';
    for (let copy = 0; copy < (lost ? 0 : copies); copy += 1) {
      if (delayMs > 0) account.clock.after(delayMs, () => send(delivery, 0));
      else send(delivery, 0);
    }
    return delivery;
  };
  return {
    emit: (happening) => {
      if (happening.api && !account.switches.webhookEcho) return;
      if (!account.world.eventsOn.has(happening.event)) return;
      for (const webhook of account.world.webhooks.values()) {
        const { webhookDisableAfter: limit } = account.switches;
        if (failures.reached(webhook.id, limit) || !wants(webhook, happening)) continue;
        start(compose(account, webhook, happening));
      }
    },
    test: (webhook) => start(compose(account, webhook, TEST_CALL)),
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
      failures.clear();
    },
  };
}

/** Failed deliveries in a row, by webhook; a limit of 0 is never reached. */
function failureCount() {
  const inRow = new Map<string, number>();
  return {
    add: (webhook: string) => void inRow.set(webhook, (inRow.get(webhook) ?? 0) + 1),
    forget: (webhook: string) => void inRow.delete(webhook),
    reached: (webhook: string, limit: number) => limit > 0 && (inRow.get(webhook) ?? 0) >= limit,
    clear: () => inRow.clear(),
  };
}

function wants(webhook: Webhook, { event, origin }: Happening): boolean {
  if (webhook.event !== event) return false;
  return origin === null || !webhook.conditions || webhook.conditions.origins.includes(origin);
}

async function postOnce(account: Account, post: Post, delivery: Delivery): Promise<Attempt> {
  const attempt: Attempt = { at: account.clock.now(), status: null, error: null };
  try {
    const { status } = await post(delivery.url, {
      headers: { 'user-agent': 'Lever-Webhooks', 'content-type': 'application/json' },
      body: JSON.stringify(delivery.body),
      timeoutMs: account.switches.webhookTimeoutMs,
    });
    return { ...attempt, status };
  } catch (error) {
    return { ...attempt, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Only 2xx counts; a redirect is a failure. */
function isAccepted({ status }: Attempt): boolean {
  return status !== null && status >= 200 && status < 300;
}

function remembered(history: Delivery[], delivery: Delivery, now: number): Delivery[] {
  history.push(delivery);
  if (history.length <= HISTORY_MAX * 2) return history;
  const isRecent = (each: Delivery): boolean => Number(each.body['triggeredAt']) > now - HISTORY_MS;
  return history.slice(-HISTORY_MAX).filter(isRecent);
}

function compose(
  account: Account,
  webhook: Webhook,
  { event, data }: { event: string; data: Record<string, unknown> },
): Delivery {
  const id = account.deliveryIds.uuid();
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
  const token = account.deliveryIds.hex(48);
  if (secret === null) return { token };
  const signature = createHmac('sha256', secret)
    .update(token + String(triggeredAt))
    .digest('hex');
  return { signature, token };
}
