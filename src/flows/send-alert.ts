// Brings one message to the owner; what does not get through is tried again for a day, then given up and shown.

import { composeMail } from '../core/outreach/mime.ts';
import type { AlertRules } from '../core/governance/alert-rules.ts';
import { Secret } from '../core/secret.ts';
import {
  findAlertMessage,
  findAlertWebhook,
  noteAlertAttempt,
} from '../db/queries/alert-messages.ts';
import type { AlertMessage } from '../db/queries/alert-messages.ts';
import { callUnlimited } from '../engine/limiter.ts';
import type { ClaimedWork, WorkResult } from '../engine/work.ts';
import type { WorkHandler } from '../engine/worker.ts';
import type { AlertWays } from '../ports/alert-ways.ts';
import { PortFailure } from '../ports/failure.ts';
import { getAlertRules } from './alert-messages.ts';
import type { Deps } from './deps.ts';

const gapsMs = [60_000, 300_000, 1_800_000, 7_200_000, 28_800_000, 43_200_000] as const;

/** Handler of work kind `alert_message`. A repeat after a crash may arrive twice; none is lost. */
export function alertHandler(ways: AlertWays): WorkHandler<Deps> {
  return async (deps, work) => await sendAlert(deps, ways, work);
}

async function sendAlert(deps: Deps, ways: AlertWays, work: ClaimedWork): Promise<WorkResult> {
  const { workspaceId, subjectId: id } = work;
  const message = await findAlertMessage(deps.db, { workspaceId, id });
  if (message?.state !== 'waiting') return { next: 'done' };
  const error =
    message.channel === 'email'
      ? await byMail(deps, ways, { workspaceId, message })
      : await toRoom(deps, ways, { workspaceId, message });
  const gapMs = gapsMs[message.attempts];
  const now = deps.clock.now();
  const attempt = { workspaceId, id, error, now };
  if (error === null) {
    await noteAlertAttempt(deps.db, { ...attempt, state: 'sent' });
    return { next: 'done' };
  }
  deps.log.error('alert.not_sent', { workspaceId, messageId: id, because: error });
  if (gapMs === undefined) {
    await noteAlertAttempt(deps.db, { ...attempt, state: 'failed' });
    return { next: 'done' };
  }
  await noteAlertAttempt(deps.db, { ...attempt, state: 'waiting' });
  return { next: 'again', dueAt: new Date(now.getTime() + gapMs), because: error };
}

interface Sending {
  workspaceId: string;
  message: AlertMessage;
}

/** Null where the server took it over; else why not. */
async function byMail(deps: Deps, ways: AlertWays, sending: Sending): Promise<string | null> {
  const { workspaceId, message } = sending;
  const { owner } = await getAlertRules(deps.db, workspaceId);
  if (owner === null) return 'nobody is named as owner any more';
  if (ways.mail === null)
    return 'this server has no mail account for alerts; set ALERT_SMTP_URL and ALERT_FROM';
  const { access, from } = ways.mail;
  const bytes = mailOf({ message, from, owner });
  const mail = { bytes, envelopeFrom: from, envelopeTo: owner.email };
  const outcome = await callUnlimited(deps, async () => {
    const watch = { signal: AbortSignal.timeout(60_000), mayIssueData: async () => true };
    return await ways.mailSender.send(access, mail, watch);
  });
  switch (outcome.outcome) {
    case 'accepted':
      return null;
    case 'refused':
      return `the mail server refused it: ${outcome.code} ${outcome.answer}`;
    case 'unsent':
    case 'unknown':
      return outcome.because;
  }
}

function mailOf(given: {
  message: AlertMessage;
  from: string;
  owner: NonNullable<AlertRules['owner']>;
}): Uint8Array {
  const { message, from, owner } = given;
  const domain = from.split('@').at(-1) ?? 'localhost';
  return composeMail({
    fromName: 'Fulcrum',
    from,
    to: owner.email,
    subject: message.subject,
    date: message.createdAt,
    messageId: `<${message.id}@${domain}>`,
    inReplyTo: null,
    references: [],
    headers: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
    text: message.body,
    html: `<pre>${escaped(message.body)}</pre>`,
    boundary: `alert-${message.id}`,
  });
}

async function toRoom(deps: Deps, ways: AlertWays, sending: Sending): Promise<string | null> {
  const { workspaceId, message } = sending;
  const sealed = await findAlertWebhook(deps.db, workspaceId);
  if (sealed === null) return 'no chat room is named any more';
  const url = new Secret(Buffer.from(deps.sealer.open(sealed)).toString('utf8'));
  const text = `*${message.subject}*\n${message.body}`;
  try {
    await callUnlimited(deps, async () => await ways.chat.post(url, text));
    return null;
  } catch (error) {
    if (error instanceof PortFailure) return error.message;
    throw error;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
