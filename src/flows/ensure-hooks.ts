// Keeps our webhook subscriptions at Lever: the wanted events once each, every one with a token we know.

import { hookEvents } from '../core/outreach/hook-hint.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { addHook, listHooks, removeHooks } from '../db/queries/lever-hooks.ts';
import type { StoredHook } from '../db/queries/lever-hooks.ts';
import { callLimited } from '../engine/limiter.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { WorkResult } from '../engine/worker.ts';
import type { LeverHook } from '../ports/lever.ts';
import { PortFailure } from '../ports/failure.ts';
import type { Deps } from './deps.ts';
import { findLeverAccess } from './lever-access.ts';
import type { ConnectedLever } from './lever-access.ts';

const EVERY_MS = 6 * 60 * 60_000;

/**
 * Handler of work kind `lever_hooks`; the subject is the workspace. Safe to repeat at any point: a subscription made
 * whose reply was lost has a token we do not know, and is replaced by the next run.
 */
export async function ensureHooks(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const { workspaceId } = work;
  const lever = await findLeverAccess(deps.db, deps, workspaceId);
  if (lever === null || lever.connection.hookUrl === null) return { next: 'done' };
  try {
    await bringInLine(deps, { work, lever, hookUrl: lever.connection.hookUrl });
  } catch (error) {
    // The key has no permission for webhooks, or the address is refused: the poll does without.
    if (!(error instanceof PortFailure) || error.kind !== 'rejected') throw error;
    deps.log.warn('hooks.refused', { workspaceId, detail: error.detail });
  }
  const dueAt = new Date(deps.clock.now().getTime() + EVERY_MS);
  return { next: 'again', dueAt, because: 'the next look at the subscriptions' };
}

interface Upkeep {
  work: ClaimedWork;
  lever: ConnectedLever;
  hookUrl: string;
}

async function bringInLine(deps: Deps, upkeep: Upkeep): Promise<void> {
  const { work, lever, hookUrl } = upkeep;
  const { workspaceId } = work;
  const atLever = await callLimited(deps, work, () => deps.lever.listHooks(lever.access));
  const stored = await listHooks(deps.db, { workspaceId });
  const keep = new Set<string>();
  for (const event of hookEvents) {
    const kept = atLever.find(
      (hook) => hook.event === event && hook.url === hookUrl && hasToken(stored, hook),
    );
    if (kept !== undefined) keep.add(kept.id);
    else await createOne(deps, { ...upkeep, event });
  }
  // Ours with a lost token, doubles, and those of a former address. Foreign ones are never touched.
  const surplus = atLever.filter((hook) => !keep.has(hook.id) && isOurs(stored, hook, hookUrl));
  for (const hook of surplus) {
    await callLimited(deps, work, () => deps.lever.deleteHook(lever.access, hook.id));
  }
  const lost = stored.filter((hook) => !keep.has(hook.id)).map((hook) => hook.id);
  await removeHooks(deps.db, { workspaceId, ids: lost });
}

async function createOne(deps: Deps, upkeep: Upkeep & { event: string }): Promise<void> {
  const { work, lever, hookUrl, event } = upkeep;
  const { workspaceId } = work;
  const made = await callLimited(deps, work, () =>
    deps.lever.createHook(lever.access, { event, url: hookUrl }),
  );
  const sealedToken =
    made.signatureToken === null
      ? null
      : deps.sealer.seal(Buffer.from(made.signatureToken, 'utf8'));
  await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock.now();
    await addHook(trx, { workspaceId, id: made.id, event, url: hookUrl, sealedToken, now });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: 'system',
        action: 'hook.subscribed',
        subjectKind: 'hook',
        subjectId: made.id,
        detail: { event },
      },
    ]);
  });
}

function hasToken(stored: readonly StoredHook[], hook: LeverHook): boolean {
  return stored.some((each) => each.id === hook.id && each.sealedToken !== null);
}

function isOurs(stored: readonly StoredHook[], hook: LeverHook, hookUrl: string): boolean {
  return hook.url === hookUrl || stored.some((each) => each.id === hook.id);
}
