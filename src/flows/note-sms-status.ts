// What became of a text message of ours, as its provider says: delivered, or why not, with what follows.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import { findMessageByIds } from '../db/queries/messages.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { setNumberState } from '../db/queries/sms-numbers.ts';
import { noteSmsDelivery } from '../db/queries/sms-receipts.ts';
import type { SmsCall, SmsFailure } from '../ports/sms-sender.ts';
import { noteInboundTouch } from './inbound-effects.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import type { SmsNumberCalled } from './receive-sms.ts';
import { openMessage } from './sealed-message.ts';
import { stopRun } from './stop-run.ts';
import { suppress, suppressMessage } from './suppress.ts';

type Status = Extract<SmsCall, { kind: 'status' }>;

/** Joins the caller's transaction. A message nobody knows changes nothing. */
export async function noteSmsStatus(
  trx: Trx,
  deps: OutreachDeps,
  { number, call }: { number: SmsNumberCalled; call: Status },
): Promise<AuditEntry[]> {
  const { workspaceId } = number;
  if (call.delivery === 'other') return [];
  const messageIds = [call.providerId];
  const message = await findMessageByIds(trx, { workspaceId, messageIds });
  if (message?.channel !== 'sms') return [];
  await lockPersonForOutreach(trx, { workspaceId, personId: message.personId });
  const { delivery, code } = call;
  await noteSmsDelivery(trx, { workspaceId, id: message.id, delivery: call.state, code });
  const entry: AuditEntry = {
    workspaceId,
    actor: 'provider',
    action: delivery === 'delivered' ? 'message.delivered' : 'message.not_delivered',
    subjectKind: 'message',
    subjectId: message.id,
    personId: message.personId,
    detail: { channel: 'sms', state: call.state, code, failure: call.failure },
  };
  if (call.failure === null) return [entry];
  const touch = await noteInboundTouch(trx, deps, {
    workspaceId,
    personId: message.personId,
    inboundId: `sms ${message.id}`,
    message,
    channel: 'sms',
    kind: 'bounced',
    intent: null,
    isHardBounce: call.failure === 'dead_number',
    at: deps.clock.now(),
  });
  return [
    entry,
    ...touch,
    ...(await afterFailure(trx, deps, { number, message, failure: call.failure })),
  ];
}

async function afterFailure(
  trx: Trx,
  deps: OutreachDeps,
  of: { number: SmsNumberCalled; message: MessageRow; failure: SmsFailure },
): Promise<AuditEntry[]> {
  const { number, message, failure } = of;
  const actor = 'provider';
  switch (failure) {
    case 'opted_out':
      return await suppressMessage(trx, deps, {
        message,
        cause: 'sms_stop',
        because: 'they answered STOP',
        actor,
      });
    case 'dead_number':
      return await leaveNumber(trx, deps, message);
    case 'unregistered':
      return await pauseNumber(trx, deps, number);
    case 'passing':
      return [];
  }
}

/** Nobody is reached under that number: it is no word of the person's, so only the number is left alone. */
async function leaveNumber(
  trx: Trx,
  deps: OutreachDeps,
  message: MessageRow,
): Promise<AuditEntry[]> {
  const { workspaceId, personId, enrollmentId, id } = message;
  const because = 'the number takes no text messages';
  const content = await openMessage(trx, deps, message);
  const dead =
    content === null
      ? []
      : await suppress(trx, deps, {
          workspaceId,
          kind: 'phone',
          value: content.address,
          personId,
          cause: 'invalid',
          because,
          actor: 'provider',
          channel: 'sms',
          messageId: id,
        });
  if (enrollmentId === null) return dead;
  const stop = { workspaceId, personId, enrollmentId, to: 'stopped', because } as const;
  return [...dead, ...(await stopRun(trx, deps, { ...stop, actor: 'system' }))];
}

/** Carriers block what is not registered; each further try makes it worse. */
async function pauseNumber(
  trx: Trx,
  deps: OutreachDeps,
  number: SmsNumberCalled,
): Promise<AuditEntry[]> {
  const { workspaceId, id } = number;
  const because = 'carriers block it: the number is not registered for 10DLC';
  await setNumberState(trx, { workspaceId, id, state: 'paused', because, now: deps.clock.now() });
  return [
    {
      workspaceId,
      actor: 'system',
      action: 'sms_number.switched',
      subjectKind: 'sms_number',
      subjectId: id,
      detail: { state: 'paused', because },
    },
  ];
}
