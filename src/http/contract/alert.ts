// /v1/alerts: what is or was wrong, who is told and when, and what was sent.
import { z } from 'zod';
import { alertKinds } from '../../core/governance/alert-rules.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { text, uuid } from './text.ts';

export const alertsQuery = pageQuery.extend({
  isOpen: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
});

export const alertsAnswer = pageAnswer(
  z.object({
    id: uuid,
    kind: z.enum(alertKinds),
    subject: z.string().describe('Which one of its kind, such as the id of a mailbox'),
    isUrgent: z.boolean(),
    because: z.string(),
    nextAction: z.string(),
    openedAt: time,
    seenAt: time,
    closedAt: time.nullable(),
    toldAt: time.nullable(),
  }),
).meta({ id: 'Alerts' });

const rules = z.object({
  owner: z.object({ name: z.string(), email: z.string() }).nullable(),
  zone: z.string(),
  quiet: z.object({ from: z.string(), to: z.string() }).nullable(),
  digestAt: z.string().nullable(),
  remindHours: z.int(),
  parkedOver: z.int(),
  driftOver: z.int(),
  muted: z.array(z.enum(alertKinds)),
});

export const alertSettingsAnswer = z
  .object({
    version: z.int().describe('0 is what ships with Fulcrum'),
    body: rules,
    hasWebhook: z.boolean().describe('A chat room is named; its address is never shown'),
    hasMail: z.boolean().describe('This server has a mail account for alerts'),
  })
  .meta({ id: 'AlertSettings' });

export const alertSettingsBody = z.strictObject({
  body: z.looseObject({}).describe('What is left out is as it ships'),
  webhookUrl: text(2_000).nullable().optional().describe('Slack-compatible; null takes it away'),
  basedOn: z.int().min(0).optional().describe('The version that was looked at'),
});

export const alertSettingsChange = z.object({ version: z.int() });

export const alertMessagesAnswer = pageAnswer(
  z.object({
    id: uuid,
    channel: z.enum(['email', 'webhook']),
    sort: z.enum(['alert', 'digest', 'test']),
    subject: z.string(),
    body: z.string(),
    state: z.enum(['waiting', 'sent', 'failed']),
    attempts: z.int(),
    createdAt: time,
    finishedAt: time.nullable(),
    lastError: z.string().nullable(),
  }),
).meta({ id: 'AlertMessages' });

export const alertTestAnswer = z.object({ messageCount: z.int() }).meta({ id: 'AlertTest' });
