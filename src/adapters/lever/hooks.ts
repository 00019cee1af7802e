// Webhook subscriptions. The signature token is told once, in the reply to the creation.

import { z } from 'zod';
import type { Lever, LeverHook } from '../../ports/lever.ts';
import { orNull } from './call.ts';
import type { MakeCall } from './call.ts';
import { anything, one, page } from './shapes.ts';

/** The calls on subscriptions. */
export function hookCalls(make: MakeCall): Pick<Lever, 'listHooks' | 'createHook' | 'deleteHook'> {
  return {
    listHooks: async (access) => {
      const found = await make(access, { method: 'GET', path: '/webhooks' }, page(hook));
      return found.rows;
    },
    createHook: (access, wanted) =>
      make(access, { method: 'POST', path: '/webhooks', json: wanted }, one(hook)),
    // Deleting what is gone already is what was wanted.
    deleteHook: async (access, id) => {
      const path = `/webhooks/${encodeURIComponent(id)}`;
      await orNull(make(access, { method: 'DELETE', path }, anything));
    },
  };
}

const hook: z.ZodType<LeverHook> = z
  .object({
    id: z.string(),
    event: z.string(),
    url: z.string(),
    configuration: z.object({ signatureToken: z.string().nullish() }).nullish(),
  })
  .transform(({ configuration, ...found }) => ({
    ...found,
    signatureToken: configuration?.signatureToken ?? null,
  }));
