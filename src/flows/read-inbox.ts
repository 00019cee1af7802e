// The inbox as people see it: who wrote what, what it was taken for and why, and what was done with it.

import { stripQuoted } from '../core/mail/quoted-text.ts';
import { InputError } from '../core/input-error.ts';
import { findInbound, listInbound, listInboundLabels } from '../db/queries/inbound.ts';
import type { InboundLabel, InboundRow, InboxPage } from '../db/queries/inbound.ts';
import type { Deps } from './deps.ts';
import { openInbound } from './inbound-content.ts';

export interface InboxItem extends Omit<
  InboundRow,
  'workspaceId' | 'firstPersonId' | 'sealed' | 'sealedRaw' | 'mailReferences'
> {
  from: string | null;
  fromName: string | null;
  subject: string | null;
  /** What they wrote themselves, its beginning; null after an erasure. */
  excerpt: string | null;
  hasRaw: boolean;
}

const excerptMax = 400;

export async function readInbox(
  deps: Deps,
  page: Omit<InboxPage, 'before'> & { beforeId: string | null },
): Promise<InboxItem[]> {
  const { beforeId, ...rest } = page;
  const at =
    beforeId === null
      ? undefined
      : await findInbound(deps.db, { workspaceId: page.workspaceId, inboundId: beforeId });
  const before = at === undefined ? null : { receivedAt: at.receivedAt, id: at.id };
  const rows = await listInbound(deps.db, { ...rest, before });
  const items: InboxItem[] = [];
  for (const row of rows) items.push(await itemOf(deps, row));
  return items;
}

export interface InboxMessage {
  item: InboxItem;
  /** The whole text as read, quotes included. */
  text: string | null;
  labels: InboundLabel[];
}

/** Throws InputError where there is none. */
export async function readInboxMessage(
  deps: Deps,
  key: { workspaceId: string; inboundId: string },
): Promise<InboxMessage> {
  const row = await findInbound(deps.db, key);
  if (row === undefined) throw new InputError('not_found', 'There is no such message.');
  const content = await openInbound(deps.db, deps, row);
  return {
    item: await itemOf(deps, row),
    text: content?.text ?? null,
    labels: await listInboundLabels(deps.db, key),
  };
}

async function itemOf(deps: Deps, row: InboundRow): Promise<InboxItem> {
  const content = await openInbound(deps.db, deps, row);
  return {
    id: row.id,
    mailboxId: row.mailboxId,
    channel: row.channel,
    personId: row.personId,
    messageId: row.messageId,
    matchedBy: row.matchedBy,
    needsReview: row.needsReview,
    kind: row.kind,
    evidence: row.evidence,
    intent: row.intent,
    confidence: row.confidence,
    intentBecause: row.intentBecause,
    labelledBy: row.labelledBy,
    byteCount: row.byteCount,
    isTruncated: row.isTruncated,
    mailId: row.mailId,
    receivedAt: row.receivedAt,
    state: row.state,
    assignee: row.assignee,
    snoozedUntil: row.snoozedUntil,
    changedAt: row.changedAt,
    from: content?.from ?? null,
    fromName: content?.fromName ?? null,
    subject: content?.subject ?? null,
    excerpt: content === null ? null : stripQuoted(content.text).said.slice(0, excerptMax),
    hasRaw: row.sealedRaw !== null,
  };
}
