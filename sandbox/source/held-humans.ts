// Whom the tool must not write to at the moment, by the pause and stop webhooks it was sent.

import type { Population } from './people.ts';

export interface HoldOrder {
  type: string;
  humanKey: string;
  /** The other side's id of the person, where it told one. */
  personId: string | undefined;
}

export interface HeldHumans {
  has(humanKey: string): boolean;
  count(): number;
  /** Obeys the webhook; undefined where it is about nobody the tool knows. */
  take(webhook: unknown): HoldOrder | undefined;
}

/** Recognises a human by any address of theirs that the webhook names. */
export function heldHumans(population: Population): HeldHumans {
  const held = new Set<string>();
  const byAddress = new Map<string, string>();
  for (const human of population.humans) {
    byAddress.set(human.personalEmail, human.key);
    byAddress.set(human.workEmail, human.key);
    byAddress.set(human.slug, human.key);
  }
  return {
    has: (humanKey) => held.has(humanKey),
    count: () => held.size,
    take: (webhook) => {
      const type = (webhook as { type?: unknown }).type;
      if (typeof type !== 'string') return undefined;
      const humanKey = addressesIn(webhook)
        .map((address) => byAddress.get(address))
        .find((key) => key !== undefined);
      if (humanKey === undefined) return undefined;
      if (type === 'outreach.pause' || type === 'outreach.stop') held.add(humanKey);
      if (type === 'outreach.resume') held.delete(humanKey);
      return { type, humanKey, personId: personIdIn(webhook) };
    },
  };
}

function personIdIn(webhook: unknown): string | undefined {
  const { data } = webhook as { data?: { person?: { id?: unknown } } };
  return typeof data?.person?.id === 'string' ? data.person.id : undefined;
}

function addressesIn(value: unknown): string[] {
  if (typeof value === 'string') {
    const slug = /\/in\/([^/?#]+)/.exec(value)?.[1];
    return slug === undefined
      ? [value.toLowerCase()]
      : [decodeURIComponent(slug).normalize('NFC').toLowerCase()];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(addressesIn);
}
