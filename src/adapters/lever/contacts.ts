// Contacts: the person behind opportunities. Lists are always written whole, because Lever may replace them.

import { z } from 'zod';
import type { Lever, LeverContact } from '../../ports/lever.ts';
import { orNull } from './call.ts';
import type { MakeCall } from './call.ts';
import { anything, one, phones, place, textOrEmpty, texts } from './shapes.ts';

/** The calls on contacts. */
export function contactCalls(make: MakeCall): Pick<Lever, 'getContact' | 'updateContact'> {
  return {
    getContact: (access, id) =>
      orNull(make(access, { method: 'GET', path: pathOf(id) }, one(contact))),
    updateContact: async (access, id, change) => {
      await make(access, { method: 'PUT', path: pathOf(id), json: change }, anything);
    },
  };
}

const contact: z.ZodType<LeverContact> = z.object({
  id: z.string(),
  name: textOrEmpty,
  headline: textOrEmpty,
  location: place,
  emails: texts,
  phones,
  isAnonymized: z
    .boolean()
    .nullish()
    .transform((is) => is === true),
});

function pathOf(id: string): string {
  return `/contacts/${encodeURIComponent(id)}`;
}
