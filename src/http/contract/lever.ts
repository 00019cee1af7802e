// /v1/lever: the connection to the Lever account, its preflight, and how the sync is.
import { z } from 'zod';
import { pageQuery, time } from './page.ts';
import { text, uuid } from './text.ts';

const baseUrl = z
  .string()
  .max(500)
  .default('https://api.lever.co/v1')
  .describe('https://api.eu.lever.co/v1 for accounts in the EU');
const performAsEmail = z
  .email()
  .describe('An active Lever user, in whose name candidates and notes are added');
const publicUrl = z
  .string()
  .max(500)
  .nullish()
  .describe('Where Lever reaches this server; left out: as set, null: changes are polled for');

export const connectBody = z.strictObject({
  baseUrl,
  apiKey: text(500),
  performAsEmail,
  publicUrl,
});
export const connectAnswer = z
  .object({
    leverUserId: z.string(),
    hookUrl: z.string().nullable().describe('Its last part is a secret'),
    mayReadConfidential: z.boolean(),
  })
  .meta({ id: 'LeverConnected' });

export const oauthBody = z.strictObject({
  baseUrl,
  performAsEmail,
  publicUrl,
  withConfidential: z.boolean().default(false).describe('Asks for confidential candidates too'),
});
export const oauthAnswer = z
  .object({
    url: z.string().describe('Open it where an admin of the Lever account is signed in'),
    expiresAt: time,
  })
  .meta({ id: 'LeverConsent' });

export const connectionAnswer = z
  .object({
    connection: z
      .object({
        state: z.enum(['on', 'off', 'unauthorized']),
        because: z.string().nullable(),
        credentialKind: z.enum(['api_key', 'oauth', 'none']),
        baseUrl: z.string(),
        performAs: z.string().describe('Lever user id'),
        mayReadConfidential: z.boolean(),
        hasWebhooks: z.boolean(),
        connectedAt: time,
      })
      .nullable()
      .describe('Null where none was ever made; the credential is never shown'),
  })
  .meta({ id: 'LeverConnection' });

const because = text(500).describe('Why; kept in the audit log');
export const becauseBody = z.strictObject({ because });
export const disconnectAnswer = z.object({
  hooksLeftCount: z.int().describe('Webhooks that Lever did not let us take away'),
});

export const preflightAnswer = z
  .object({
    id: uuid,
    result: z.enum(['pass', 'warn', 'fail']),
    checks: z.array(
      z.object({
        name: z.string(),
        result: z.enum(['pass', 'warn', 'fail']),
        because: z.string(),
        fix: z.string().describe('What to do; empty where it passes'),
      }),
    ),
    madeAt: time,
  })
  .meta({ id: 'Preflight' });

export const newestPreflightAnswer = z.object({
  report: preflightAnswer.nullable().describe('Null before the first'),
});

export const syncOnBody = z
  .strictObject({
    overrideBecause: text(500).optional().describe('Switches on although a check fails'),
  })
  .optional();
export const syncAnswer = z.object({ state: z.enum(['on', 'off']) });

export const healthAnswer = z
  .object({
    connection: z.object({ state: z.string(), because: z.string().nullable() }).nullable(),
    hooks: z.array(z.object({ event: z.string(), lastReceivedAt: time.nullable() })),
    pollAgeSeconds: z.int().nullable(),
    rate: z
      .object({
        ratePerSecond: z.number(),
        callCount: z.int(),
        refusedCount: z.int(),
        isHeld: z.boolean(),
      })
      .nullable(),
    lanes: z.array(
      z.object({
        name: z.string(),
        dueCount: z.int(),
        waitingSeconds: z.int().describe('How long the oldest has been due'),
        secondsToFinish: z.int().describe('Until this lane and those before it are empty'),
      }),
    ),
    parked: z.array(
      z.object({ because: z.string(), nextAction: z.string().nullable(), count: z.int() }),
    ),
    counts: z.looseObject({}),
    sweep: z.looseObject({}).nullable().describe('The full reading; see /v1/lever/mirror'),
  })
  .meta({ id: 'SyncHealth' });

export const driftQuery = pageQuery;
export const driftAnswer = z
  .object({
    items: z.array(
      z.object({
        recordId: uuid,
        personId: uuid,
        personName: z.string().nullable(),
        fields: z.array(
          z.object({
            field: z.string(),
            agreed: z.unknown(),
            theirs: z.unknown(),
            ours: z.unknown(),
            because: z.string(),
          }),
        ),
      }),
    ),
    next: z.string().nullable().describe('A page may be empty and have a next one'),
  })
  .meta({ id: 'Drift' });

export const sweepAnswer = z.object({ isNew: z.boolean() });

export const mirrorQuery = z.object({
  candidates: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000_000)
    .optional()
    .describe('How many the account has; Lever does not tell'),
});
export const mirrorAnswer = z
  .object({
    state: z.enum(['never', 'reading', 'checking', 'done']),
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    mirroredCount: z.int(),
    rowCount: z.int(),
    callCount: z.int(),
    callsLeft: z.int().nullable().describe('Null where nobody knows how many candidates there are'),
    secondsLeft: z.int().nullable(),
  })
  .meta({ id: 'Mirror' });

export const inLever = z.object({
  opportunityId: z.string(),
  contactId: z.string(),
  isConfidential: z.boolean().describe('Then nothing more is told'),
  isArchived: z.boolean(),
  stage: z.string().nullable(),
  owner: z.string().nullable(),
  posting: z.string().nullable(),
  lastMovedAt: time.nullable(),
  kind: z.string().describe('Of the identifier that led there'),
});

const someTexts = (max: number) => z.array(text(max)).max(20).default([]);
export const lookUpBody = z.strictObject({
  people: z
    .array(
      z.strictObject({
        emails: someTexts(320),
        phones: someTexts(60),
        profileUrls: someTexts(2_000),
      }),
    )
    .min(1)
    .max(200),
});
export const lookUpAnswer = z
  .object({
    items: z
      .array(z.object({ inLever: z.array(inLever).describe('Active before archived') }))
      .describe('One per person, in the order sent'),
  })
  .meta({ id: 'LeverLookUp' });
