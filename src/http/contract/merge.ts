// Merging, undoing, splitting and correcting people by hand.
import { z } from 'zod';
import { contactStatuses } from '../../core/people/received.ts';
import { pairField, pairSide } from './review.ts';
import { storable, text, uuid } from './text.ts';

export const mergeBody = z.strictObject({
  personIds: z.tuple([uuid, uuid]),
  preview: z.boolean().default(false).describe('Say what would change, and change nothing'),
  takesBack: z
    .boolean()
    .default(false)
    .describe('Needed where somebody said before that the two are different'),
});

const preview = z.object({
  sides: z.tuple([pairSide, pairSide]).describe('The one who stays first'),
  fields: z.array(pairField),
  changes: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  moves: z.object({
    profiles: z.int(),
    touches: z.int(),
    enrollments: z.int(),
    holds: z.int(),
  }),
  linked: z
    .array(
      z.object({
        postingId: z.string(),
        opportunityIds: z.array(z.string()),
        links: z.array(z.string()),
      }),
    )
    .describe('Opportunities of one posting on both sides: they stay two in Lever'),
  isToldApart: z.boolean(),
});

export const mergeAnswer = z
  .object({
    survivorId: uuid,
    mergedId: uuid,
    decisionId: uuid.nullable().describe('For undo; null for a preview'),
    doubleRecordIds: z.array(uuid),
    preview: preview.nullable(),
  })
  .meta({ id: 'Merged' });

export const undoAnswer = z
  .object({
    restoredId: uuid,
    otherId: uuid,
    laterProfiles: z.int().describe('Came after the merge and went with the restored person'),
    laterTouches: z.int(),
  })
  .meta({ id: 'UndoneMerge' });

export const splitAnswer = z.object({
  personId: uuid.describe('The new person'),
  fromId: uuid,
});

const set = storable(500).nullable().optional();
const contact = (max: number) =>
  z
    .array(
      z.strictObject({
        value: text(max),
        status: z
          .enum(contactStatuses)
          .nullable()
          .describe('verified, unverified, invalid: not theirs; null takes it back'),
      }),
    )
    .max(50)
    .optional();

export const correctionBody = z
  .strictObject({
    name: set,
    headline: set,
    title: set,
    employer: set,
    location: set,
    emails: contact(320),
    phones: contact(60),
  })
  .describe('A text holds over every source; "" says there is none; null takes it back');

export const correctionAnswer = z.object({ personId: uuid });
