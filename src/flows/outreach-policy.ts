// The policy of law and courtesy in force in a workspace, and how it is changed.

import { checkPolicy, defaultPolicy } from '../core/outreach/outreach-policy.ts';
import type { OutreachPolicy } from '../core/outreach/outreach-policy.ts';
import type { Conn } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addRules, findRules } from '../db/queries/rules.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { refuseOutdated } from './refuse-outdated.ts';

const kind = 'outreach';

/** Version 0 is the default, under which nothing goes out: it does not say who we are. */
export async function getOutreachPolicy(
  conn: Conn,
  workspaceId: string,
): Promise<{ version: number; policy: OutreachPolicy }> {
  const found = await findRules<OutreachPolicy>(conn, { workspaceId, kind });
  return found === undefined
    ? { version: 0, policy: defaultPolicy }
    : { version: found.version, policy: { ...defaultPolicy, ...found.body } };
}

/** What the body leaves out stays as it is. Throws InputError naming what is wrong. Counts from the next message on. */
export async function changeOutreachPolicy(
  deps: Deps,
  change: { workspaceId: string; body: unknown; actor: string; basedOn?: number | undefined },
): Promise<{ version: number; policy: OutreachPolicy }> {
  const { workspaceId, actor, basedOn } = change;
  return await inTransaction(deps.db, async (trx) => {
    await refuseOutdated(trx, { workspaceId, kind, basedOn });
    const before = await getOutreachPolicy(trx, workspaceId);
    const policy = checkPolicy(change.body, before.policy);
    const now = deps.clock.now();
    const version = await addRules(trx, { workspaceId, kind, body: policy, createdBy: actor, now });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'rules.changed',
        subjectKind: 'rules',
        subjectId: kind,
        detail: { version, rules: policy },
      },
    ]);
    return { version, policy };
  });
}
