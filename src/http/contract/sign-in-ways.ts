// Single sign-on and passkeys: the other ways to sign in.
import { z } from 'zod';
import { time } from './page.ts';
import { storable, text, uuid } from './text.ts';

const firstRole = z.enum(['sourcer', 'viewer', 'auditor']).nullable();

export const singleSignOnAnswer = z
  .object({
    redirectUrl: z.string().describe('To be registered at the provider'),
    provider: z
      .object({
        issuer: z.string(),
        clientId: z.string(),
        domains: z.array(z.string()),
        firstRole: firstRole.describe('Of whoever comes uninvited; null: nobody does'),
        trustsEmail: z.boolean(),
        changedAt: time,
        changedBy: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'SingleSignOn' });

export const singleSignOnBody = z.strictObject({
  issuer: text(500),
  clientId: text(500),
  clientSecret: storable(2_000).nullable().default(null).describe('Left out, the stored one stays'),
  domains: z.array(text(253)).min(1).max(100),
  firstRole: firstRole.default(null),
  trustsEmail: z
    .boolean()
    .default(false)
    .describe('For a provider of your own that does not say that addresses are verified'),
});

export const beginSignOnBody = z.strictObject({ workspace: text(63) });
export const beginSignOnAnswer = z
  .object({ url: z.string().describe('Where the browser goes') })
  .meta({ id: 'BegunSingleSignOn' });

export const passkeyOptionsAnswer = z
  .looseObject({ challenge: z.string() })
  .meta({ id: 'PasskeyOptions' });
const passkeyResponse = z
  .looseObject({ id: z.string().max(2_000), response: z.looseObject({}) })
  .describe('As the browser gives it');
export const passkeySignInBody = z.strictObject({ response: passkeyResponse });
export const passkeyBody = z.strictObject({ response: passkeyResponse, name: text(100) });
export const madePasskeyAnswer = z.object({ id: uuid }).meta({ id: 'MadePasskey' });
export const passkeysAnswer = z
  .object({
    items: z.array(
      z.object({ id: uuid, name: z.string(), createdAt: time, lastUsedAt: time.nullable() }),
    ),
  })
  .meta({ id: 'Passkeys' });
