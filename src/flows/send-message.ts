// One message from a decided step to a settled outcome.

import { noteData } from '../db/queries/send-locks.ts';
import type { MailOutcome } from '../ports/mail-sender.ts';
import { PortFailure } from '../ports/failure.ts';
import type { Point } from './outreach-points.ts';
import { inTransaction } from './in-transaction.ts';
import { lookBeforeSend } from './look-before-send.ts';
import { mailAccess } from './mail-access.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import { prepareMessage } from './prepare-message.ts';
import { settleMessage } from './settle-message.ts';
import { submitMessage } from './submit-message.ts';
import type { Submission } from './submit-message.ts';

export interface SendTurn {
  /** The worker's epoch. */
  fence: number;
  /** Aborted when the worker stops. */
  signal: AbortSignal;
  onPoint?(point: Point): void | Promise<void>;
}

/** True where it was handed to the server or tried; false where something kept it back (the database says what). */
export async function sendMessage(
  deps: OutreachDeps,
  key: { workspaceId: string; id: string },
  turn: SendTurn,
): Promise<boolean> {
  if ((await prepareMessage(deps, key)) === 'left') return false;
  await turn.onPoint?.('prepared');
  if (!(await lookBeforeSend(deps, key))) return false;
  const submitted = await submitMessage(deps, { ...key, fence: turn.fence });
  if (submitted.did === 'left') return false;
  await turn.onPoint?.('submitting');
  const { submission } = submitted;
  const outcome = await attempt(deps, submission, turn);
  await turn.onPoint?.('answered');
  await settleMessage(deps, { submission, outcome, fence: turn.fence });
  await turn.onPoint?.('settled');
  if (outcome.outcome === 'accepted') await fileCopy(deps, submission);
  return true;
}

async function attempt(
  deps: OutreachDeps,
  submission: Submission,
  turn: SendTurn,
): Promise<MailOutcome> {
  const { message, content, mailbox, deadlineAt } = submission;
  const { workspaceId, id } = message;
  const end = new AbortController();
  const over = new AbortController();
  const remainingMs = deadlineAt.getTime() - deps.clock.now().getTime();
  const stop = (): void => end.abort();
  turn.signal.addEventListener('abort', stop, { once: true });
  void deps.clock.sleep(remainingMs, over.signal).then(stop);
  try {
    const access = await mailAccess(deps, { ...mailbox, workspaceId }, 'smtp');
    const mail = {
      bytes: content.bytes ?? new Uint8Array(),
      envelopeFrom: mailbox.address,
      envelopeTo: content.address,
    };
    return await deps.mailSender.send(access, mail, {
      signal: end.signal,
      mayIssueData: async () => {
        const isOk = await inTransaction(deps.db, async (trx) => {
          const now = deps.clock.now();
          return await noteData(trx, { workspaceId, id, fence: turn.fence, now });
        });
        if (isOk) await turn.onPoint?.('data');
        return isOk;
      },
    });
  } catch (error) {
    // Only what comes before the connection throws: a token that could not be renewed.
    if (!(error instanceof PortFailure)) throw error;
    if (error.kind !== 'unauthorized')
      return { outcome: 'unsent', phase: 'connect', because: error.message };
    return {
      outcome: 'refused',
      code: 535,
      enhanced: null,
      answer: error.message,
      phase: 'sign_in',
    };
  } finally {
    over.abort();
    turn.signal.removeEventListener('abort', stop);
  }
}

/** Servers that keep no copy get one from us; where that fails, nothing is sent again. */
async function fileCopy(deps: OutreachDeps, submission: Submission): Promise<void> {
  const { mailbox, content, message } = submission;
  if (mailbox.filesSent || mailbox.imap === null || content.bytes === null) return;
  try {
    const access = await mailAccess(deps, { ...mailbox, workspaceId: message.workspaceId }, 'imap');
    await deps.mailReader.fileSent(access, content.bytes);
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    deps.log.warn('message.copy_failed', { messageId: message.id, failure: error.kind });
  }
}
