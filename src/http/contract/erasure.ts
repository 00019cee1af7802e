// /v1/people/:id/erase and /v1/erasures: somebody is forgotten, with a proof that can be checked later.
import { z } from 'zod';
import { erasureChecks } from '../../core/governance/erasure-checks.ts';
import { erasureCauses } from '../../db/queries/erasures.ts';
import { pageAnswer, time } from './page.ts';
import { text, uuid } from './text.ts';

export const eraseBody = z.strictObject({
  because: text(1_000).describe(
    'Kept for ever, so it must not name the person: the number of the request',
  ),
});

const rows = z.record(z.string(), z.int()).describe('Rows deleted or emptied, by table');

export const erasure = z
  .object({
    id: uuid,
    personId: uuid,
    cause: z.enum(erasureCauses),
    because: z.string(),
    state: z
      .enum(['waiting', 'erased', 'done'])
      .describe('erased: gone here, Lever is being told; done: the proof is signed'),
    requestedBy: z.string(),
    requestedAt: time,
    erasedAt: time.nullable(),
    finishedAt: time.nullable(),
    counts: rows,
  })
  .meta({ id: 'Erasure' });

export const erasuresAnswer = pageAnswer(erasure).meta({ id: 'Erasures' });

export const erasureAnswer = erasure
  .extend({
    proof: z.string().nullable().describe('The text that was signed, exactly'),
    signature: z.string().nullable().describe('Ed25519 over the proof, in base64'),
    inLever: z.array(
      z.object({
        recordId: uuid,
        opportunityId: z.string().nullable(),
        state: z.enum(['wanted', 'marked', 'impossible']),
        because: z.string(),
      }),
    ),
  })
  .meta({ id: 'ErasureProof' });

export const erasurePreview = z
  .object({
    personId: uuid,
    personIds: z.array(uuid),
    rows,
    turnedAwayBy: z.int().describe('Addresses, numbers, profiles and ids that keep the person out'),
    inLever: z.array(z.string()).describe('Candidates that would be marked'),
    endpointsTold: z.int(),
    inFlight: z.int().describe('Calls and messages on their way right now; they are waited for'),
    legalHoldIds: z.array(uuid).describe('While there are any, nothing is erased'),
    erasureId: uuid.nullable().describe('Of an erasure asked for before'),
  })
  .meta({ id: 'ErasurePreview' });

export const erasureVerdict = z
  .object({
    isProven: z.boolean(),
    checks: z.array(
      z.object({ check: z.enum(erasureChecks), isPassed: z.boolean(), found: z.string() }),
    ),
  })
  .meta({ id: 'ErasureVerdict' });
