// /v1/consents and /v1/legal-bases: on which ground somebody is contacted over a channel. Rows are added, never changed.
import { z } from 'zod';
import {
  consentBases,
  consentChannels,
  consentKinds,
  legalBases,
} from '../../core/governance/contact-basis.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { instant, text, uuid } from './text.ts';

const evidence = z.strictObject({
  text: text(10_000).describe('The words that were shown or said'),
  where: text(2_000).optional().describe('The page, form, mail or call'),
});

const recorded = {
  id: uuid,
  personId: uuid,
  evidence: evidence.nullable().describe('Sealed for the person; null after an erasure'),
  recordedBy: z.string(),
  recordedAt: time,
};

const consent = z
  .object({
    ...recorded,
    channel: z.enum(consentChannels),
    kind: z.enum(consentKinds),
    basis: z.enum(consentBases),
    givenAt: time,
    expiresAt: time.nullable(),
  })
  .meta({ id: 'Consent' });

export const ledgerQuery = pageQuery.extend({ personId: uuid.optional() });
export const consentsAnswer = pageAnswer(consent).meta({ id: 'Consents' });

export const consentBody = z.strictObject({
  personId: uuid,
  channel: z.enum(consentChannels),
  kind: z.enum(consentKinds),
  basis: z.enum(consentBases).default('express'),
  address: text(320).optional().describe('It was given for; kept as a keyed hash'),
  evidence,
  givenAt: instant,
  expiresAt: instant.nullish(),
});

export const recordedAnswer = z.object({ id: uuid, personId: uuid });

const legalBasis = z
  .object({
    ...recorded,
    channel: z.enum(['', ...consentChannels]).describe('Empty: every channel'),
    basis: z.enum(legalBases),
  })
  .meta({ id: 'LegalBasis' });

export const legalBasesAnswer = pageAnswer(legalBasis).meta({ id: 'LegalBases' });

export const legalBasisBody = z.strictObject({
  personId: uuid,
  channel: z.enum(['', ...consentChannels]).default(''),
  basis: z.enum(legalBases).describe('objected stops outreach at once'),
  evidence: evidence.nullish(),
});

export const contactBasisAnswer = z
  .object({
    items: z.array(
      z.object({
        channel: z.enum(consentChannels),
        isAllowed: z.boolean(),
        hasConsent: z.boolean(),
        basis: z.enum(legalBases).nullable(),
        because: z.string(),
      }),
    ),
  })
  .describe('By the ledger and by Lever; the policy of the country comes on top')
  .meta({ id: 'ContactBasis' });

export const consentImportAnswer = z
  .object({
    addedCount: z.int(),
    refused: z.array(z.object({ row: z.int(), because: z.string() })),
  })
  .meta({ id: 'ConsentImport' });
