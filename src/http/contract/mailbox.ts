// /v1/mailboxes: where mail goes out from and comes in to. Credentials go in and never come out.
import { z } from 'zod';
import { domainChecks } from '../../core/mail/domain-health.ts';
import { mailProviders } from '../../core/outreach/mailbox-limits.ts';
import { mailSecurities } from '../../ports/mail-account.ts';
import { oauthProviders } from '../../ports/mail-oauth.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { storable, text, timeZone, uuid } from './text.ts';

const server = z.strictObject({
  host: text(253),
  port: z.int().min(1).max(65_535),
  security: z.enum(mailSecurities).describe('none: only within your own network'),
});

// To send nothing, pause it: a cap of nothing would look like a fault.
const cap = z.int().min(1).max(10_000);
const settings = {
  senderName: text(200),
  zone: timeZone,
  newDayCap: cap.describe('First messages in 24 hours'),
  followUpDayCap: cap.describe('Follow-ups in 24 hours'),
  hourCap: cap.nullable(),
  rampStart: z.int().min(1).max(10_000).describe('On its first sending day'),
  rampStep: z.int().min(0).max(1_000).describe('More on each further sending day'),
  gapMinSeconds: z.int().min(1).max(86_400),
  gapMaxSeconds: z.int().min(1).max(86_400),
  signature: storable(5_000),
  filesSent: z.boolean().describe('Whether the server keeps a copy in Sent by itself'),
};

const mailbox = z
  .object({
    id: uuid,
    ownerEmail: z.string(),
    address: z.string(),
    provider: z.enum(mailProviders),
    smtp: server,
    imap: server.nullable(),
    auth: z.enum(['password', 'xoauth2']),
    signInAs: z.string(),
    state: z.enum(['on', 'paused', 'unauthorized', 'off']),
    because: z.string().nullable().describe('Why it is not on'),
    ...settings,
    rampDays: z.int(),
    rampFrozenBecause: z.string().nullable(),
    lastSentAt: time.nullable(),
    closedUntil: time.nullable().describe('The provider asked to wait until then'),
    closedBecause: z.string().nullable(),
    createdAt: time,
  })
  .meta({ id: 'Mailbox' });

export const mailboxesQuery = pageQuery;
export const mailboxesAnswer = pageAnswer(mailbox).meta({ id: 'Mailboxes' });

export const mailboxAnswer = z
  .object({
    mailbox,
    lentTo: z.array(z.string()).describe('Users who may send from it too'),
    week: z
      .object({
        sends: z.int(),
        bounces: z.int(),
        policyBlocks: z.int(),
        complaints: z.int(),
      })
      .describe('The last seven days'),
  })
  .meta({ id: 'MailboxDetail' });

export const connectMailboxBody = z.strictObject({
  userEmail: z.email().optional().describe('Whose it is; needed with an API key'),
  address: z.email(),
  senderName: text(200),
  provider: z.enum(mailProviders).default('other'),
  smtp: server,
  imap: server.nullable().describe('Without it no answer is seen, and nothing stops by itself'),
  signInAs: text(320).optional().describe('The address where left out'),
  password: text(1_000),
  zone: timeZone,
  signature: settings.signature.optional(),
  filesSent: settings.filesSent.optional(),
});
export const connectMailboxAnswer = z.object({ id: uuid });

export const changeMailboxBody = z
  .strictObject(settings)
  .partial()
  .refine((body) => Object.keys(body).length > 0, { error: 'Name at least one setting.' });

export const mailboxStateBody = z.strictObject({ because: text(1_000) });
export const acknowledgedAnswer = z.object({
  id: uuid,
  alreadySent: z.array(uuid).describe('Messages that were on the wire when this came'),
});

export const lendMailboxBody = z.strictObject({ userEmail: z.email(), isLent: z.boolean() });
export const mailboxDone = z.object({ id: uuid });

export const testMailboxAnswer = z
  .object({
    tries: z.array(
      z.object({ side: z.enum(['smtp', 'imap']), isGood: z.boolean(), because: z.string() }),
    ),
  })
  .meta({ id: 'MailboxTest' });

export const mailboxHealthQuery = z.object({
  selector: z
    .string()
    .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,62})$/)
    .optional()
    .describe('The DKIM selector, where it is not a usual one'),
});
export const mailboxHealthAnswer = z
  .object({
    domain: z.string(),
    checks: z.array(
      z.object({
        check: z.enum(domainChecks),
        state: z.enum(['good', 'weak', 'missing', 'unknown']),
        because: z.string(),
      }),
    ),
  })
  .meta({ id: 'MailboxHealth' });

export const signMailboxBody = z.strictObject({
  selector: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
    .default('fulcrum'),
});
export const signMailboxAnswer = z
  .object({
    isOn: z.boolean().describe('Whether its mails are signed from now on'),
    name: z.string().describe('Where to publish the record'),
    record: z.string().describe('A TXT record'),
    because: z.string(),
  })
  .meta({ id: 'MailboxSigning' });

export const mailConsentBody = z.strictObject({
  provider: z.enum(oauthProviders),
  userEmail: z.email().optional().describe('Whose it is; needed with an API key'),
  address: z.email(),
  senderName: text(200),
  zone: timeZone,
});
export const mailConsentAnswer = z.object({
  url: z.string().describe('Open it in the browser of whoever owns the mailbox'),
  expiresAt: time,
});
