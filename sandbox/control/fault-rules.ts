// Faults by rule: which requests or webhooks they hit, how often, and what goes wrong.
import { z } from 'zod';
import type { Random } from '../random.ts';
import type { DeliveryFate } from '../hooks/sender.ts';

export const REQUEST_FAULTS = [
  'latency',
  'errorBefore',
  'errorAfter',
  'resetBefore',
  'resetAfter',
  'timeoutBefore',
  'timeoutAfter',
  'applyLate',
  'rateLimited',
  'stale',
] as const;
export const WEBHOOK_FAULTS = [
  'webhookLost',
  'webhookRepeated',
  'webhookReordered',
  'webhookDelayed',
] as const;

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

export const FAULT_RULE = z.object({
  kind: z.enum([...REQUEST_FAULTS, ...WEBHOOK_FAULTS]),
  method: z.string().optional().describe('Only this HTTP method'),
  path: z
    .string()
    .refine(isPattern, 'path must be a regular expression')
    .optional()
    .describe('Only paths matching this regular expression'),
  event: z.string().optional().describe('Only this webhook event'),
  probability: z.number().min(0).max(1).default(1),
  skip: z.number().int().min(0).default(0).describe('Matching requests let through first'),
  times: z.number().int().positive().optional().describe('How often it strikes before it is spent'),
  until: z.number().optional().describe('Clock time in ms after which it is spent'),
  delayMs: z
    .number()
    .min(0)
    .optional()
    .describe('Latency, hold of a timeout, or delay of a webhook'),
  jitterMs: z.number().min(0).default(0).describe('Random extra delay'),
  status: z.number().int().min(300).max(599).default(500).describe('Status of an injected error'),
  retryAfterSeconds: z.number().int().positive().optional(),
  lagMs: z.number().min(0).max(60_000).default(60_000).describe('How old stale reads are'),
  copies: z.number().int().min(2).max(10).default(2).describe('Deliveries of a repeated webhook'),
});
export type FaultRule = z.infer<typeof FAULT_RULE>;
export type FaultRuleInput = z.input<typeof FAULT_RULE>;
export type ActiveRule = FaultRule & { id: string; seen: number; struck: number };

/** Everything the rules do to one request. */
export type RequestFate = { strikes: ActiveRule[]; delayMs: number; lagMs: number | null };

export type Faults = {
  add(rule: FaultRuleInput): ActiveRule;
  remove(id: string): boolean;
  clear(): void;
  /** Starts over, with chance from the beginning. */
  restart(chance: Random): void;
  list(): ActiveRule[];
  forRequest(request: { method: string; path: string }, now: number): RequestFate;
  forWebhook(event: string, now: number): DeliveryFate;
};

const DEFAULT_HOLD_MS = 120_000;
const REORDER_WITHIN_MS = 2_000;
const NO_FATE: RequestFate = { strikes: [], delayMs: 0, lagMs: null };

/** Rules with their own stream of chance, so that adding one changes no ids. */
export function createFaults(initial: Random): Faults {
  let chance = initial;
  let rules: ActiveRule[] = [];
  const patterns = new Map<string, RegExp>();
  let count = 0;

  const strikes = (rule: ActiveRule, now: number): boolean => struck(rule, now, chance);
  const fits = (rule: ActiveRule, method: string, path: string): boolean =>
    (rule.method === undefined || rule.method === method) &&
    (patterns.get(rule.id)?.test(path) ?? true);
  const clear = (): void => {
    rules = [];
    patterns.clear();
  };

  return {
    add: (input) => {
      const rule = FAULT_RULE.parse(input);
      count += 1;
      const active = { ...rule, id: `fault-${count}`, seen: 0, struck: 0 };
      if (rule.path !== undefined) patterns.set(active.id, new RegExp(rule.path));
      rules = [...rules, active];
      return active;
    },
    remove: (id) => {
      const before = rules.length;
      rules = rules.filter((rule) => rule.id !== id);
      return rules.length < before;
    },
    clear,
    restart: (next) => {
      clear();
      chance = next;
      count = 0;
    },
    list: () => rules,
    forRequest: ({ method, path }, now) => {
      if (rules.length === 0) return NO_FATE;
      const fate: RequestFate = { strikes: [], delayMs: 0, lagMs: null };
      for (const rule of rules) {
        if (rule.kind.startsWith('webhook') || !fits(rule, method, path)) continue;
        // Stale reads are for reads only, and a request ends in one way only.
        if (rule.kind === 'stale' && method !== 'GET') continue;
        const isOutcome = rule.kind !== 'stale' && rule.kind !== 'latency';
        if ((isOutcome && fate.strikes.length > 0) || !strikes(rule, now)) continue;
        if (rule.kind === 'latency') fate.delayMs += delayOf(rule, chance, 1_000);
        else if (rule.kind === 'stale') fate.lagMs = Math.max(fate.lagMs ?? 0, rule.lagMs);
        else fate.strikes.push(rule);
      }
      return fate;
    },
    forWebhook: (event, now) => {
      const fate: DeliveryFate = { lost: false, copies: 1, delayMs: 0 };
      for (const rule of rules) {
        if (!rule.kind.startsWith('webhook')) continue;
        if (rule.event !== undefined && rule.event !== event) continue;
        if (!strikes(rule, now)) continue;
        hitDelivery(fate, rule, chance);
      }
      return fate;
    },
  };
}

/** Whether a rule that fits strikes now; counts both. */
function struck(rule: ActiveRule, now: number, chance: Random): boolean {
  if (rule.until !== undefined && now > rule.until) return false;
  rule.seen += 1;
  if (rule.seen <= rule.skip) return false;
  if (rule.times !== undefined && rule.struck >= rule.times) return false;
  if (rule.probability < 1 && chance.next() >= rule.probability) return false;
  rule.struck += 1;
  return true;
}

function delayOf(rule: ActiveRule, chance: Random, fallbackMs: number): number {
  return (rule.delayMs ?? fallbackMs) + chance.next() * rule.jitterMs;
}

function hitDelivery(fate: DeliveryFate, rule: ActiveRule, chance: Random): void {
  if (rule.kind === 'webhookLost') fate.lost = true;
  if (rule.kind === 'webhookRepeated') fate.copies = rule.copies;
  if (rule.kind === 'webhookDelayed') fate.delayMs += delayOf(rule, chance, 60_000);
  // Random delays make later events overtake earlier ones.
  if (rule.kind === 'webhookReordered') {
    fate.delayMs += chance.next() * (rule.delayMs ?? REORDER_WITHIN_MS);
  }
}

/** How long a held request stays open, or how late it is applied. */
export function holdMs(rule: ActiveRule): number {
  return rule.delayMs ?? DEFAULT_HOLD_MS;
}
