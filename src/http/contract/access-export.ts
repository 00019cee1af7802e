// /v1/people/:id/export: everything that is held on one person.
import { z } from 'zod';
import { time } from './page.ts';
import { uuid } from './text.ts';

export const accessExport = z
  .object({
    personId: uuid,
    personIds: z.array(uuid),
    madeAt: time,
    isErased: z.boolean(),
    sources: z.array(
      z.object({
        source: z.string(),
        profiles: z.int(),
        touches: z.int(),
        externalIds: z.array(z.string()),
      }),
    ),
    receivers: z.array(z.object({ kind: z.enum(['lever', 'webhook']), name: z.string() })),
    files: z.array(
      z.object({ name: z.string(), mediaType: z.string(), byteCount: z.int(), receivedAt: time }),
    ),
    tables: z
      .record(
        z.string(),
        z.object({
          rule: z.enum(['keep', 'delete', 'empty']).describe('What an erasure does with it'),
          rows: z.array(z.looseObject({})),
          isCut: z.boolean(),
        }),
      )
      .describe('Every table of the register of personal data, sealed texts opened'),
  })
  .meta({ id: 'AccessExport' });
