// A dry run of status and pause rules: whose status would be another, and whose outreach would be held that is not.
// Writes nothing; rules in force count from the next reading on, so this says what a full re-reading would bring.

import { checkPauseRules, effectOf } from '../core/outreach/pause-rules.ts';
import { checkStatusRules, statusOf } from '../core/status/status-rules.ts';
import type { OutreachEffect, Status } from '../core/status/status.ts';
import type { Deps } from './deps.ts';
import { findArchiveReason } from './apply-lever-change.ts';
import { listStatusPage, type StatusRow } from '../db/queries/status-page.ts';
import { getOutreachRules } from './outreach-rules.ts';

export interface RuleChangeItem {
  personId: string;
  recordId: string;
  before: { status: Status; effect: OutreachEffect };
  after: { status: Status; effect: OutreachEffect };
  because: string;
}

export interface RulesPreview {
  recordCount: number;
  /** Records whose status would be another. */
  statusChangeCount: number;
  /** Records whose outreach would be held more strictly than now. */
  tighterCount: number;
  /** Records whose rule would be milder; a hold in force stays until a human lifts it. */
  milderCount: number;
  items: RuleChangeItem[];
}

const pageSize = 1_000;
const pagesMax = 5_000;
const itemsMax = 200;
const strength: Record<OutreachEffect, number> = { continue: 0, pause: 1, stop: 2 };

/** What is not given stays as it is. Throws InputError where rules are wrong. */
export async function previewOutreachRules(
  deps: Deps,
  input: { workspaceId: string; status?: unknown; pause?: unknown },
): Promise<RulesPreview> {
  const { workspaceId } = input;
  const now = await getOutreachRules(deps.db, workspaceId);
  const next = {
    status: input.status === undefined ? now.status : checkStatusRules(input.status),
    pause: input.pause === undefined ? now.pause : checkPauseRules(input.pause),
  };
  const preview: RulesPreview = {
    recordCount: 0,
    statusChangeCount: 0,
    tighterCount: 0,
    milderCount: 0,
    items: [],
  };
  let after: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const rows: StatusRow[] = await listStatusPage(deps.db, {
      workspaceId,
      after,
      limit: pageSize,
    });
    for (const row of rows) {
      const standing = {
        stageId: row.stageId,
        archive:
          row.archiveReasonId === null
            ? null
            : await findArchiveReason(deps.db, workspaceId, row.archiveReasonId),
      };
      const before = statusOf(now.status, standing);
      const found = statusOf(next.status, standing);
      addItem(preview, {
        personId: row.personId,
        recordId: row.id,
        before: { status: before.status, effect: effectOf(now.pause, before.status) },
        after: { status: found.status, effect: effectOf(next.pause, found.status) },
        because: found.because,
      });
    }
    if (rows.length < pageSize) break;
    after = rows.at(-1)?.id ?? null;
  }
  return preview;
}

function addItem(preview: RulesPreview, item: RuleChangeItem): void {
  const { before, after } = item;
  preview.recordCount += 1;
  if (before.status !== after.status) preview.statusChangeCount += 1;
  if (strength[after.effect] > strength[before.effect]) preview.tighterCount += 1;
  if (strength[after.effect] < strength[before.effect]) preview.milderCount += 1;
  const isSame = before.status === after.status && before.effect === after.effect;
  if (!isSame && preview.items.length < itemsMax) preview.items.push(item);
}
