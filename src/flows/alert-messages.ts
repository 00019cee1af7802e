// Puts a message for the owner into the queue, once per way there is to reach them.

import { defaultAlertRules } from '../core/governance/alert-rules.ts';
import type { AlertRules } from '../core/governance/alert-rules.ts';
import { testText } from '../core/governance/alert-text.ts';
import type { AlertText } from '../core/governance/alert-text.ts';
import { InputError } from '../core/input-error.ts';
import type { Conn, Trx } from '../db/connect.ts';
import { addAlertMessage, findAlertWebhook } from '../db/queries/alert-messages.ts';
import type { AlertMessage } from '../db/queries/alert-messages.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findRules } from '../db/queries/rules.ts';
import { findWorkspaceName } from '../db/queries/workspaces.ts';
import { lanes } from '../engine/lanes.ts';
import { requestWork } from '../engine/work.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';

export const alertWorkKind = 'alert_message';

/** What an admin set, else what Fulcrum ships with. */
export async function getAlertRules(conn: Conn, workspaceId: string): Promise<AlertRules> {
  const found = await findRules<AlertRules>(conn, { workspaceId, kind: 'alert' });
  return { ...defaultAlertRules, ...found?.body };
}

/** Joins the caller's transaction, which wakes the workers afterwards. Tells how many messages there are. */
export async function queueAlert(
  trx: Trx,
  deps: Deps,
  message: {
    workspaceId: string;
    rules: AlertRules;
    sort: AlertMessage['sort'];
    text: AlertText;
  },
): Promise<number> {
  const { workspaceId, rules, sort, text } = message;
  const webhook = await findAlertWebhook(trx, workspaceId);
  const channels = [
    ...(rules.owner === null ? [] : (['email'] as const)),
    ...(webhook === null ? [] : (['webhook'] as const)),
  ];
  const now = deps.clock.now();
  for (const channel of channels) {
    const id = deps.ids.next();
    await addAlertMessage(trx, { workspaceId, id, channel, sort, ...text, createdAt: now });
    await requestWork(trx, {
      workspaceId,
      kind: alertWorkKind,
      subjectId: id,
      // One that hangs does not hold up the other.
      queueKey: `alert:${channel}`,
      lane: lanes.safety,
      dueAt: now,
      because: sort,
    });
  }
  return channels.length;
}

/** Throws InputError where nobody is named yet. */
export async function sendTestAlert(
  deps: Deps,
  given: { workspaceId: string; actor: string },
): Promise<{ messageCount: number }> {
  const { workspaceId, actor } = given;
  const messageCount = await inTransaction(deps.db, async (trx) => {
    const rules = await getAlertRules(trx, workspaceId);
    const text = testText(await findWorkspaceName(trx, workspaceId));
    const count = await queueAlert(trx, deps, { workspaceId, rules, sort: 'test', text });
    if (count === 0)
      throw new InputError('conflict', 'Name an owner or a chat room first.', 'owner');
    const subject = { subjectKind: 'alert', subjectId: 'test' };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'alert.tested', ...subject, detail: { messageCount: count } },
    ]);
    return count;
  });
  deps.wake();
  return { messageCount };
}
