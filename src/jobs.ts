// Every kind of background work in one table: what is asked for by `requestWork`, and the loops that look for work.

import { readMail } from './adapters/mime/read-mail.ts';
import { tidyEmbedded } from './db/upkeep.ts';
import { approvalWorkKind, approvalsLoop } from './flows/approvals.ts';
import { carryOutApproval } from './flows/carry-out-approval.ts';
import { alertWorkKind } from './flows/alert-messages.ts';
import { alertHandler } from './flows/send-alert.ts';
import { claimDue } from './flows/claim-due.ts';
import { deliverWebhook } from './flows/deliver-webhook.ts';
import type { Deps } from './flows/deps.ts';
import { ensureHooks } from './flows/ensure-hooks.ts';
import { workOnErasure } from './flows/erase-finish.ts';
import { eraseGone, eraseGoneKind } from './flows/erase-gone.ts';
import { erasureWorkKind } from './flows/erase-request.ts';
import { handleHooks } from './flows/handle-hooks.ts';
import { identifyPending } from './flows/identify-pending.ts';
import type { ImportDeps } from './flows/import-deps.ts';
import type { MailPorts } from './flows/mail-deps.ts';
import { learnDaily, learnLoop, learnWorkKind } from './flows/learn-matching.ts';
import type { OutreachPorts } from './flows/outreach-deps.ts';
import { pollLever } from './flows/poll-lever.ts';
import { readOpportunity, readRecord } from './flows/read-record.ts';
import { recheckPerson } from './flows/recheck-person.ts';
import { refreshAggregates } from './flows/refresh-aggregates.ts';
import { refreshCatalog } from './flows/refresh-catalog.ts';
import { reportPilots } from './flows/report-pilot.ts';
import { recheckWorkKind } from './flows/request-rechecks.ts';
import { readBeforeSend } from './flows/read-before-send.ts';
import { mailboxReadKind, readMailbox } from './flows/read-mailbox.ts';
import { mailboxHandler } from './flows/run-mailbox.ts';
import { importHandler, type ImportPace } from './flows/run-import.ts';
import { smsStep } from './flows/sms-step.ts';
import { cleanUp, retentionLoop, retentionWorkKind } from './flows/run-retention.ts';
import { stepByHand } from './flows/step-by-hand.ts';
import { sweepLever } from './flows/sweep-lever.ts';
import { replayWorkKind } from './flows/start-replay.ts';
import { syncRecord } from './flows/sync-record.ts';
import { mailboxesLoop } from './flows/watch-mailboxes.ts';
import { workOutReplay } from './flows/work-out-replay.ts';
import type { AlertWays } from './ports/alert-ways.ts';
import type { WorkHandler, WorkLoop } from './engine/worker.ts';

export interface JobParts extends Pick<ImportDeps, 'sheets' | 'checkProfile'>, ImportPace {
  leverPollMs: number;
  /** Without them, the owner is told nothing by this process. */
  alertWays?: AlertWays;
  /** Without it, nothing is sent by this process. */
  outreach?: OutreachPorts;
}

const loopPollMs = 500;
const countPollMs = 2_000;
const reportPollMs = 60_000;
const tidyEveryMs = 60 * 60_000;

/** Subject of each kind: a record, a delivery, an import, a person; of the `lever_` kinds the workspace itself. */
export function workHandlers(parts: JobParts): Readonly<Record<string, WorkHandler<Deps>>> {
  return {
    record: syncRecord,
    record_read: readRecord,
    opportunity_read: readOpportunity,
    delivery: deliverWebhook,
    [erasureWorkKind]: workOnErasure,
    [eraseGoneKind]: eraseGone,
    [retentionWorkKind]: cleanUp,
    import: importHandler(parts),
    [replayWorkKind]: workOutReplay,
    [learnWorkKind]: learnDaily,
    [recheckWorkKind]: recheckPerson,
    [approvalWorkKind]: carryOutApproval,
    ...(parts.alertWays === undefined ? {} : { [alertWorkKind]: alertHandler(parts.alertWays) }),
    lever_poll: (deps, work) => pollLever(deps, work, { everyMs: parts.leverPollMs }),
    lever_catalog: refreshCatalog,
    lever_hooks: ensureHooks,
    lever_sweep: sweepLever,
    ...(parts.outreach === undefined ? {} : outreachHandlers(parts.outreach)),
  };
}

/** Subject of `mailbox` and `mailbox_read`: the mailbox; of the others: the message. */
function outreachHandlers(ports: OutreachPorts): Readonly<Record<string, WorkHandler<Deps>>> {
  const runMailbox = mailboxHandler({
    readFirst: async (deps, key) => await readBeforeSend({ ...deps, ...mailPorts(ports) }, key),
  });
  return {
    mailbox: async (deps, work) => await runMailbox({ ...deps, ...ports }, work),
    step_by_hand: async (deps, work) => await stepByHand({ ...deps, ...ports }, work),
    [mailboxReadKind]: async (deps, work) =>
      await readMailbox({ ...deps, ...mailPorts(ports) }, work),
    sms_step: async (deps, work) => await smsStep({ ...deps, ...ports }, work),
  };
}

/** What reads mail; without a model the rules alone decide what an answer wants. */
export function mailPorts(ports: OutreachPorts): OutreachPorts & MailPorts {
  return { ...ports, readMail, intentModel: ports.intentModel ?? null };
}

/** Keeps every connected mailbox being read. */
function readingLoop(ports: OutreachPorts): WorkLoop<Deps> {
  const loop = mailboxesLoop();
  return { ...loop, run: async (deps) => await loop.run({ ...deps, ...mailPorts(ports) }) };
}

/** Loops run on every wake too, so this one looks at the clock itself; the first time is an hour after the start. */
function tidyLoop(): WorkLoop<Deps> {
  let nextMs: number | null = null;
  return {
    name: 'tidy',
    pollMs: tidyEveryMs,
    async run(deps) {
      const nowMs = deps.clock.now().getTime();
      if (nextMs !== null && nowMs >= nextMs) await tidyEmbedded(deps.db);
      if (nextMs === null || nowMs >= nextMs) nextMs = nowMs + tidyEveryMs;
      return 'idle';
    },
  };
}

/** Without the ports of outreach no mailbox is read by this process. */
export function workLoops(outreach?: OutreachPorts): readonly WorkLoop<Deps>[] {
  return [
    { name: 'identify', pollMs: loopPollMs, run: identifyPending },
    { name: 'hooks', pollMs: loopPollMs, run: handleHooks },
    { name: 'sequences', pollMs: loopPollMs, run: claimDue },
    { name: 'insight', pollMs: countPollMs, run: refreshAggregates },
    { name: 'pilot reports', pollMs: reportPollMs, run: reportPilots },
    learnLoop(),
    retentionLoop(),
    approvalsLoop(),
    ...(outreach === undefined ? [] : [readingLoop(outreach)]),
    tidyLoop(),
  ];
}
