// GET /v1/people/{id}/fields: what both sides hold of each mapped field.
import { z } from 'zod';
import { fieldStates } from '../../core/sync/field-states.ts';
import { uuid } from './text.ts';

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);

export const personFieldsAnswer = z
  .object({
    items: z.array(
      z.object({
        recordId: uuid,
        opportunityId: z.string().nullable(),
        isRead: z.boolean().describe('false: theirs is what was last agreed'),
        fields: z.array(
          z.object({
            field: z.string(),
            state: z.enum(fieldStates),
            agreed: value,
            ours: value,
            theirs: value,
            because: z.string(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'PersonFields' });
