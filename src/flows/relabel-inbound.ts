// A person says what a received mail really was. A false bounce gives the address back; a missed answer stops what runs.

import type { MailKind } from '../core/mail/classify.ts';
import type { ReplyIntent } from '../core/mail/reply-intents.ts';
import { InputError } from '../core/input-error.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { moveEnrollments } from '../db/queries/enrollments.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import {
  addInboundLabel,
  linkSuppressions,
  listLinkedSuppressions,
  lockInbound,
  updateInbound,
} from '../db/queries/inbound.ts';
import type { InboundRow } from '../db/queries/inbound.ts';
import { findMessage } from '../db/queries/messages.ts';
import type { Deps } from './deps.ts';
import { noteInboundTouch, stopEverything } from './inbound-effects.ts';
import { inTransaction } from './in-transaction.ts';
import { suppress, unsuppress } from './suppress.ts';

export interface Relabel {
  workspaceId: string;
  inboundId: string;
  kind?: MailKind;
  intent?: ReplyIntent;
  because: string;
  /** The run that a false bounce ended is paused instead, so that a person may let it go on. */
  givesRunBack?: boolean;
  actor: string;
}

/** Throws InputError. The verdicts before are kept. */
export async function relabelInbound(deps: Deps, given: Relabel): Promise<void> {
  const { workspaceId, inboundId, actor, because } = given;
  if (because.trim() === '') throw new InputError('invalid', 'Say why.', 'because');
  await inTransaction(deps.db, async (trx) => {
    const row = await lockInbound(trx, { workspaceId, inboundId });
    if (row === undefined) throw new InputError('not_found', 'There is no such message.');
    if (row.personId !== null)
      await lockPersonForOutreach(trx, { workspaceId, personId: row.personId });
    const kind = given.kind ?? row.kind;
    const intent = given.intent ?? row.intent;
    const now = deps.clock.now();
    const set = { kind, intent, confidence: 1, intentBecause: because, labelledBy: actor };
    await updateInbound(trx, { workspaceId, inboundId, set, now });
    const label = { kind, intent, because, labelledBy: actor, labelledAt: now };
    await addInboundLabel(trx, { workspaceId, inboundId, id: deps.ids.next(), ...label });
    const entries = await follow(trx, deps, { row, given, kind, intent });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'inbound.relabelled',
        subjectKind: 'inbound',
        subjectId: inboundId,
        ...(row.personId === null ? {} : { personId: row.personId }),
        detail: { from: row.kind, to: kind, fromIntent: row.intent, toIntent: intent, because },
      },
      ...entries,
    ]);
  });
  deps.wake();
}

interface Following {
  row: InboundRow;
  given: Relabel;
  kind: MailKind;
  intent: ReplyIntent | null;
}

async function follow(trx: Trx, deps: Deps, following: Following): Promise<AuditEntry[]> {
  const { row, kind, intent } = following;
  const entries: AuditEntry[] = [];
  const wasAgainst =
    row.kind === 'bounce' ||
    row.kind === 'complaint' ||
    row.intent === 'stop' ||
    row.intent === 'left_company';
  const isAgainst =
    kind === 'bounce' || kind === 'complaint' || intent === 'stop' || intent === 'left_company';
  if (wasAgainst && !isAgainst) entries.push(...(await giveBack(trx, deps, following)));
  if (kind === 'human' && row.kind !== 'human')
    entries.push(...(await countAsAnswer(trx, deps, following)));
  if (intent === 'stop' && row.intent !== 'stop')
    entries.push(...(await stopForGood(trx, deps, following)));
  return entries;
}

async function giveBack(trx: Trx, deps: Deps, { row, given }: Following): Promise<AuditEntry[]> {
  const { workspaceId, inboundId, actor, because } = given;
  const entries: AuditEntry[] = [];
  for (const suppressionId of await listLinkedSuppressions(trx, { workspaceId, inboundId }))
    entries.push(...(await unsuppress(trx, deps, { workspaceId, suppressionId, because, actor })));
  const message =
    row.messageId === null ? undefined : await findMessage(trx, { workspaceId, id: row.messageId });
  const enrollmentId = message?.enrollmentId ?? null;
  if (given.givesRunBack !== true || enrollmentId === null || row.personId === null) return entries;
  const moved = await moveEnrollments(trx, {
    workspaceId,
    personId: row.personId,
    ids: [enrollmentId],
    from: ['stopped'],
    to: 'paused',
    because: 'the message that ended it was read wrongly',
    now: deps.clock.now(),
  });
  return [
    ...entries,
    ...moved.map((each) => ({
      workspaceId,
      actor,
      action: 'enrollment.paused',
      subjectKind: 'enrollment',
      subjectId: each.id,
      detail: { because: 'the message that ended it was read wrongly', epoch: each.epoch },
    })),
  ];
}

async function countAsAnswer(
  trx: Trx,
  deps: Deps,
  { row, given, intent }: Following,
): Promise<AuditEntry[]> {
  const { workspaceId, inboundId, actor } = given;
  const { personId } = row;
  if (personId === null) return [];
  const stop = { workspaceId, personId, inboundId, because: 'the person replied', actor };
  const message =
    row.messageId === null ? undefined : await findMessage(trx, { workspaceId, id: row.messageId });
  const touch = {
    workspaceId,
    personId,
    inboundId,
    message,
    channel: row.channel,
    intent,
  } as const;
  return [
    ...(await stopEverything(trx, deps, stop)),
    ...(await noteInboundTouch(trx, deps, { ...touch, kind: 'replied', at: row.receivedAt })),
  ];
}

async function stopForGood(trx: Trx, deps: Deps, { row, given }: Following): Promise<AuditEntry[]> {
  const { workspaceId, inboundId, actor } = given;
  const { personId } = row;
  if (personId === null) return [];
  const entries = await suppress(trx, deps, {
    workspaceId,
    kind: 'person',
    value: personId,
    personId,
    cause: 'reply',
    because: 'the answer asks to stop, as a person read it',
    actor,
  });
  const suppressionIds = entries
    .filter((entry) => entry.action === 'suppression.placed')
    .map((entry) => entry.subjectId);
  await linkSuppressions(trx, { workspaceId, inboundId, suppressionIds });
  return entries;
}
