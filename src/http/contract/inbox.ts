// /v1/inbox: received mail, what it was taken for, and what people do with it.
import { z } from 'zod';
import { mailKinds } from '../../core/mail/classify.ts';
import { replyIntents } from '../../core/mail/reply-intents.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { text, uuid } from './text.ts';

const inboxItem = z
  .object({
    id: uuid,
    channel: z.enum(['email', 'sms']),
    mailboxId: uuid.nullable(),
    personId: uuid.nullable(),
    personName: z.string().nullable(),
    messageId: uuid.nullable().describe('Our message it is about'),
    matchedBy: z
      .enum(['message_id', 'token', 'address', 'thread', 'name', 'hand'])
      .nullable()
      .describe('How that was found'),
    needsReview: z.boolean(),
    kind: z.enum(mailKinds),
    evidence: z.unknown().describe('What the kind was decided on'),
    intent: z.enum(replyIntents).nullable(),
    confidence: z.number().nullable(),
    intentBecause: z.string().nullable(),
    labelledBy: z.string().nullable().describe('Who said so last; null: the rules'),
    from: z.string().nullable(),
    fromName: z.string().nullable(),
    subject: z.string().nullable(),
    excerpt: z.string().nullable().describe('What they wrote themselves; null after an erasure'),
    byteCount: z.number(),
    isTruncated: z.boolean(),
    hasRaw: z.boolean().describe('Whether the mail as it came is still kept'),
    mailId: z.string().nullable(),
    receivedAt: time,
    state: z.enum(['open', 'snoozed', 'done']),
    assignee: z.string().nullable(),
    snoozedUntil: time.nullable(),
    changedAt: time,
  })
  .meta({ id: 'InboxItem' });

export const inboxQuery = pageQuery.extend({
  state: z.enum(['open', 'snoozed', 'done', 'all']).default('open'),
  assignee: z.email().optional(),
  personId: uuid.optional(),
  kind: z.enum(mailKinds).optional(),
});
export const inboxAnswer = pageAnswer(inboxItem).meta({ id: 'Inbox' });

export const inboxMessageAnswer = z
  .object({
    item: inboxItem,
    text: z.string().nullable(),
    labels: z.array(
      z.object({
        kind: z.string(),
        intent: z.string().nullable(),
        because: z.string(),
        labelledBy: z.string(),
        labelledAt: time,
      }),
    ),
  })
  .meta({ id: 'InboxMessage' });

export const changeInboxBody = z.strictObject({
  assignee: z.email().nullable().optional(),
  state: z.enum(['open', 'done']).optional(),
  snoozedUntil: z.iso.datetime().optional(),
});

export const relabelBody = z.strictObject({
  kind: z.enum(mailKinds).optional(),
  intent: z.enum(replyIntents).optional(),
  because: text(1000),
  givesRunBack: z
    .boolean()
    .optional()
    .describe('The run that a false bounce ended is paused, so that a person may let it go on'),
});

export const answerInboxBody = z.strictObject({
  text: text(100_000),
  userEmail: z
    .email()
    .optional()
    .describe('Who writes, where an API key asks; must be allowed to send from the mailbox'),
});
export const answerInboxAnswer = z.object({ messageId: uuid });
export const inboxDone = z.object({ id: uuid });
