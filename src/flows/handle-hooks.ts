// Does what a kept webhook hints at: pauses at once where it may mean that, and asks for the truth in Lever.

import { effectOf } from '../core/outreach/pause-rules.ts';
import { hookHint } from '../core/outreach/hook-hint.ts';
import type { HookClaim, HookHint } from '../core/outreach/hook-hint.ts';
import { isUuid } from '../core/ids.ts';
import { statusOf, statusOfStage } from '../core/status/status-rules.ts';
import type { Status } from '../core/status/status.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findConnectionQueue } from '../db/queries/connection-queue.ts';
import { claimReceipt, listOpenReceipts, markReceiptHandled } from '../db/queries/hook-receipts.ts';
import type { HookReceipt, ReceiptKey } from '../db/queries/hook-receipts.ts';
import {
  findRecordByOpportunity,
  listRecordsOfContact,
} from '../db/queries/records-by-opportunity.ts';
import type { RemoteRecord } from '../db/queries/records-by-opportunity.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWork } from '../engine/work.ts';
import { findArchiveReason } from './apply-lever-change.ts';
import type { Deps } from './deps.ts';
import { holdOutreach } from './hold-outreach.ts';
import { inTransaction } from './in-transaction.ts';
import { getOutreachRules } from './outreach-rules.ts';

const BATCH = 50;
/** Younger ones are still with the request that took them in. */
const LEFT_TO_REQUEST_MS = 5_000;
/** Our own creation echoes before its reply is stored; by then it is known as ours and needs no reading. */
const OWN_ECHO_MS = 10_000;

/** Without an effect on outreach themselves, but signs that a human is at work. All others wait for the poll. */
const readAtOnce = ['candidateArchiveChange', 'interviewCreated'];

/** Loop over receipts that a crash or a failure left open. */
export async function handleHooks(deps: Deps): Promise<'more' | 'idle'> {
  const before = new Date(deps.clock.now().getTime() - LEFT_TO_REQUEST_MS);
  const open = await listOpenReceipts(deps.db, { before, limit: BATCH });
  let handled = 0;
  for (const key of open) {
    // One that cannot be handled must not keep the others waiting.
    if (await triesToHandle(deps, key)) handled += 1;
  }
  return open.length === BATCH && handled > 0 ? 'more' : 'idle';
}

/** Handles the receipt; false where that failed, and the loop comes back to it. Never throws. */
export async function triesToHandle(deps: Deps, key: ReceiptKey): Promise<boolean> {
  try {
    await handleReceipt(deps, key);
    return true;
  } catch (error) {
    deps.log.warn('hook.not_handled', {
      workspaceId: key.workspaceId,
      event: key.event,
      problem: error instanceof Error ? error.name : 'unknown',
    });
    return false;
  }
}

/** No network call: the pause is durable when this returns. Safe to repeat. */
async function handleReceipt(deps: Deps, key: ReceiptKey): Promise<void> {
  const isHandled = await inTransaction(deps.db, async (trx) => {
    const receipt = await claimReceipt(trx, key);
    if (receipt === undefined) return false;
    const entries = await handle(trx, deps, receipt);
    await markReceiptHandled(trx, { ...key, now: deps.clock.now() });
    await appendAudit(trx, deps, entries);
    return true;
  });
  if (isHandled) deps.wake();
}

async function handle(trx: Trx, deps: Deps, receipt: HookReceipt): Promise<AuditEntry[]> {
  const { workspaceId } = receipt;
  const hint = hookHint(receipt.event, receipt.payload);
  if (hint.opportunityId !== null) {
    const { opportunityId } = hint;
    const record = await findRecordByOpportunity(trx, { workspaceId, opportunityId });
    if (record !== undefined) return await handleOfRecord(trx, deps, { receipt, hint, record });
  }
  await handleOfContact(trx, deps, { receipt, hint });
  return [];
}

interface Handled {
  receipt: HookReceipt;
  hint: HookHint;
}

async function handleOfRecord(
  trx: Trx,
  deps: Deps,
  handled: Handled & { record: RemoteRecord },
): Promise<AuditEntry[]> {
  const { receipt, hint, record } = handled;
  const { workspaceId } = receipt;
  if (record.gone !== null) return [];
  // A reading made after the event has decided about it already; a human may have lifted what it led to.
  if (isOldNews(receipt, record)) return [];
  const claimed = await effectOfClaim(trx, workspaceId, hint.claim);
  // A pause is all that a stage asks for, and it is in force with this; the next poll confirms it with everything else.
  if (claimed.mayStop || readAtOnce.includes(receipt.event)) {
    await requestRead(trx, deps, {
      workspaceId,
      kind: 'record_read',
      subjectId: record.id,
      // What may have to become a stop is asked for first.
      lane: claimed.mayStop ? lanes.safety : lanes.reconcile,
      event: receipt.event,
      delayMs: 0,
    });
  }
  if (!claimed.mayHold) return [];
  return await holdOutreach(trx, deps, {
    workspaceId,
    personId: record.personId,
    // Never more than a pause: anybody who once saw a signed webhook could have written the data.
    effect: 'pause',
    cause: 'status',
    because: `Lever reports ${claimed.says}`,
    recordId: record.id,
    status: claimed.status,
    actor: 'lever',
  });
}

// Lever writes `updatedAt` some 40 ms after the change itself, so a reading may carry a time that lies after an event
// which it has not seen. Within this span the event is believed: at worst a pause is placed again.
const settlesWithinMs = 1_000;

function isOldNews(receipt: HookReceipt, record: RemoteRecord): boolean {
  return (
    record.opportunity !== null &&
    record.remoteUpdatedAt !== null &&
    record.remoteUpdatedAt.getTime() > receipt.triggeredAt.getTime() + settlesWithinMs
  );
}

async function effectOfClaim(
  trx: Trx,
  workspaceId: string,
  claim: HookClaim,
): Promise<{ mayHold: boolean; mayStop: boolean; says: string; status: Status | null }> {
  const rules = await getOutreachRules(trx, workspaceId);
  const ofStatus = (status: Status) => ({
    mayHold: effectOf(rules.pause, status) !== 'continue',
    mayStop: effectOf(rules.pause, status) === 'stop',
    says: `status ${status}`,
    status,
  });
  switch (claim.kind) {
    case 'stage':
      return ofStatus(statusOfStage(rules.status, claim.stageId).status);
    case 'archived': {
      const archive = await findArchiveReason(trx, workspaceId, claim.reasonId);
      return ofStatus(statusOf(rules.status, { stageId: null, archive }).status);
    }
    case 'hired':
      return ofStatus(rules.status.hiredReason);
    case 'deleted':
      return { mayHold: true, mayStop: true, says: 'that the candidate was deleted', status: null };
    case 'interview':
      return { ...ofStatus('in_process'), mayStop: false, says: 'an interview' };
    case 'changed':
      return { mayHold: false, mayStop: false, says: 'a change', status: null };
  }
}

/** An opportunity that is not ours: of a person we know it is read, of a stranger nothing happens. */
async function handleOfContact(trx: Trx, deps: Deps, handled: Handled): Promise<void> {
  const { receipt, hint } = handled;
  const { workspaceId } = receipt;
  // The subject of work is a UUID, and so are the ids of Lever; should one ever not be, the poll finds it.
  if (hint.contactId === null || hint.opportunityId === null || !isUuid(hint.opportunityId)) return;
  const records = await listRecordsOfContact(trx, { workspaceId, contactId: hint.contactId });
  if (records.length === 0) return;
  await requestRead(trx, deps, {
    workspaceId,
    kind: 'opportunity_read',
    subjectId: hint.opportunityId,
    lane: lanes.reconcile,
    event: receipt.event,
    delayMs: OWN_ECHO_MS,
  });
}

async function requestRead(
  trx: Trx,
  deps: Deps,
  wish: {
    workspaceId: string;
    kind: 'record_read' | 'opportunity_read';
    subjectId: string;
    lane: typeof lanes.safety | typeof lanes.reconcile;
    event: string;
    delayMs: number;
  },
): Promise<void> {
  const { workspaceId, kind, subjectId, lane, event, delayMs } = wish;
  const queueKey = await findConnectionQueue(trx, workspaceId);
  if (queueKey === undefined) return;
  await requestWork(trx, {
    workspaceId,
    kind,
    subjectId,
    queueKey,
    lane,
    dueAt: new Date(deps.clock.now().getTime() + delayMs),
    because: `webhook ${event}`,
  });
}
