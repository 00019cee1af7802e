// /v1/api-keys: made, listed, rotated, revoked. A key is told once.
import { z } from 'zod';
import { scopes } from '../../core/governance/scopes.ts';
import { pageAnswer, time } from './page.ts';
import { instant, text, uuid } from './text.ts';

const apiKey = z.object({
  id: uuid,
  name: z.string(),
  hint: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: time,
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
  lastUsedAt: time.nullable(),
});

export const apiKeysAnswer = pageAnswer(apiKey).meta({ id: 'ApiKeys' });

export const newApiKeyBody = z.strictObject({
  name: text(200),
  scopes: z.array(z.enum(scopes)).min(1),
  expiresAt: instant.nullable().optional(),
});

export const madeApiKey = z
  .object({
    id: uuid,
    key: z.string().describe('Told this once; store it now'),
    hint: z.string(),
  })
  .meta({ id: 'MadeApiKey' });

export const rotateBody = z.strictObject({
  overlapSeconds: z
    .int()
    .min(0)
    .max(30 * 24 * 60 * 60)
    .default(3600)
    .describe('How long the old key works beside the new one'),
});

export const rotatedApiKey = madeApiKey.extend({ oldExpiresAt: time });
