// A text message provider calls us: somebody answered one of our numbers, or it says what became of a message. Signed,
// taken in once, and everything that follows is in one transaction.

import { Secret } from '../core/secret.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addSmsReceipt, findNumberOfCall } from '../db/queries/sms-receipts.ts';
import type { SmsCall } from '../ports/sms-sender.ts';
import { actOnSms } from './act-on-sms.ts';
import { inTransaction } from './in-transaction.ts';
import { noteSmsStatus } from './note-sms-status.ts';
import type { OutreachDeps } from './outreach-deps.ts';

export interface SmsCallGiven {
  numberId: string;
  event: 'received' | 'status';
  /** Query included, as it was asked for. */
  path: string;
  fields: Readonly<Record<string, string>>;
  signature: string;
}

export type SmsCallTaken =
  | { did: 'taken'; answer: { type: string; body: string } }
  /** Not signed by the provider of this number; or there is no such number. */
  | { did: 'refused' };

/** What a call leads to, beside its audit entries. */
export interface SmsEffect {
  entries: AuditEntry[];
  /** Said to the person; null where nothing is. */
  answer: string | null;
}

export interface SmsNumberCalled {
  workspaceId: string;
  id: string;
  number: string;
  providerAnswers: boolean;
}

/** Where a provider reaches us about a number; null without an address of our own. */
export function smsCallUrl(
  deps: Pick<OutreachDeps, 'publicUrl'>,
  of: { numberId: string; event: 'received' | 'status' },
): string | null {
  const base = deps.publicUrl?.replace(/\/+$/u, '') ?? '';
  return base === '' ? null : `${base}/sms/${of.numberId}/${of.event}`;
}

/** The same call again is answered and changes nothing. */
export async function receiveSmsCall(
  deps: OutreachDeps,
  given: SmsCallGiven,
): Promise<SmsCallTaken> {
  const number = await findNumberOfCall(deps.db, given.numberId);
  const base = deps.publicUrl?.replace(/\/+$/u, '') ?? '';
  if (number === undefined || base === '') return { did: 'refused' };
  const secret = new Secret(Buffer.from(deps.sealer.open(number.sealedSecret)).toString('utf8'));
  const { fields, signature, path } = given;
  const call = deps.smsSender.readCall(secret, { url: `${base}${path}`, fields, signature });
  const isMeant = call?.kind !== 'received' || call.to === number.number;
  if (call === null || call.kind !== given.event || !isMeant) return { did: 'refused' };
  const answer = await inTransaction(deps.db, async (trx) => {
    const isNew = await addSmsReceipt(trx, {
      workspaceId: number.workspaceId,
      smsNumberId: number.id,
      providerId: call.providerId,
      event: call.kind === 'received' ? 'received' : call.state,
      receivedAt: deps.clock.now(),
    });
    if (!isNew) return null;
    const effect = await effectOf(trx, deps, { number, call });
    if (effect.entries.length > 0) await appendAudit(trx, deps, effect.entries);
    return effect.answer;
  });
  deps.wake();
  return { did: 'taken', answer: deps.smsSender.answerTo(answer) };
}

async function effectOf(
  trx: Trx,
  deps: OutreachDeps,
  { number, call }: { number: SmsNumberCalled; call: SmsCall },
): Promise<SmsEffect> {
  if (call.kind === 'received') return await actOnSms(trx, deps, { number, call });
  return { entries: await noteSmsStatus(trx, deps, { number, call }), answer: null };
}
