// An admin says who answers for the integration and when they want to be told.

import { checkAlertRules } from '../core/governance/alert-rules.ts';
import { InputError } from '../core/input-error.ts';
import type { Secret } from '../core/secret.ts';
import { saveAlertWebhook } from '../db/queries/alert-messages.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addRules } from '../db/queries/rules.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { refuseOutdated } from './refuse-outdated.ts';

const kind = 'alert';
const urlCharsMax = 2_000;

export interface AlertRulesChange {
  workspaceId: string;
  body: unknown;
  actor: string;
  basedOn?: number | undefined;
  /** The address of the chat room; null takes it away, left out it stays. */
  webhookUrl?: Secret | null;
}

/** Throws InputError with what to change. */
export async function changeAlertRules(
  deps: Deps,
  change: AlertRulesChange,
): Promise<{ version: number }> {
  const { workspaceId, actor, basedOn, webhookUrl } = change;
  const rules = checkAlertRules(change.body);
  if (webhookUrl !== undefined && webhookUrl !== null) refuseBadAddress(webhookUrl);
  return await inTransaction(deps.db, async (trx) => {
    await refuseOutdated(trx, { workspaceId, kind, basedOn });
    const now = deps.clock.now();
    const version = await addRules(trx, { workspaceId, kind, body: rules, createdBy: actor, now });
    if (webhookUrl !== undefined) {
      const sealedWebhookUrl =
        webhookUrl === null ? null : deps.sealer.seal(Buffer.from(webhookUrl.reveal(), 'utf8'));
      await saveAlertWebhook(trx, { workspaceId, sealedWebhookUrl });
    }
    const subject = { subjectKind: 'rules', subjectId: kind };
    const detail = { version, body: rules, changesRoom: webhookUrl !== undefined };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'rules.changed', ...subject, detail },
    ]);
    return { version };
  });
}

function refuseBadAddress(secret: Secret): void {
  const text = secret.reveal();
  const url = URL.canParse(text) ? new URL(text) : null;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (isHttp && text.length <= urlCharsMax && url.username === '') return;
  throw new InputError(
    'invalid',
    'Give the full https address of the incoming webhook.',
    'webhookUrl',
  );
}
