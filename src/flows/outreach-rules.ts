// The rules on status and outreach in force in a workspace, and how they are changed.

import { checkPauseRules, defaultPauseRules } from '../core/outreach/pause-rules.ts';
import type { PauseRules } from '../core/outreach/pause-rules.ts';
import { checkStatusRules, defaultStatusRules } from '../core/status/status-rules.ts';
import type { StatusRules } from '../core/status/status-rules.ts';
import type { Conn } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addRules, findRules } from '../db/queries/rules.ts';
import type { Deps } from './deps.ts';
import { refuseOutdated } from './refuse-outdated.ts';

export interface OutreachRules {
  status: StatusRules;
  pause: PauseRules;
  /** For the audit log; 0 is the default. */
  versions: { status: number; pause: number };
}

/** The rules in force. */
export async function getOutreachRules(conn: Conn, workspaceId: string): Promise<OutreachRules> {
  const status = await findRules<StatusRules>(conn, { workspaceId, kind: 'status' });
  const pause = await findRules<PauseRules>(conn, { workspaceId, kind: 'pause' });
  return {
    status: status?.body ?? defaultStatusRules,
    pause: pause?.body ?? defaultPauseRules,
    versions: { status: status?.version ?? 0, pause: pause?.version ?? 0 },
  };
}

export interface RulesChange {
  workspaceId: string;
  body: unknown;
  actor: string;
  /** The version that was looked at. */
  basedOn?: number | undefined;
}

/** Puts new status rules in force; throws InputError naming what is wrong. They count from the next reading on. */
export async function changeStatusRules(
  deps: Deps,
  change: RulesChange,
): Promise<{ version: number }> {
  return await changeRules(deps, {
    ...change,
    kind: 'status',
    body: checkStatusRules(change.body),
  });
}

/** Puts new pause rules in force; throws InputError naming what is wrong. They count from the next change on. */
export async function changePauseRules(
  deps: Deps,
  change: RulesChange,
): Promise<{ version: number }> {
  return await changeRules(deps, { ...change, kind: 'pause', body: checkPauseRules(change.body) });
}

async function changeRules(
  deps: Deps,
  change: RulesChange & { kind: 'status' | 'pause' },
): Promise<{ version: number }> {
  const { workspaceId, kind, actor, body, basedOn } = change;
  return await deps.db.transaction().execute(async (trx) => {
    await refuseOutdated(trx, { workspaceId, kind, basedOn });
    const version = await addRules(trx, {
      workspaceId,
      kind,
      body,
      createdBy: actor,
      now: deps.clock.now(),
    });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'rules.changed',
        subjectKind: 'rules',
        subjectId: kind,
        detail: { version, rules: body },
      },
    ]);
    return { version };
  });
}
