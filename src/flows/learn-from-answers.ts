// Human answers to "are these one?" correct how sure matching is of itself, from the next profile on.

import { calibrate } from '../core/people/calibrate.ts';
import type { Calibration } from '../core/people/calibrate.ts';
import { defaultModel } from '../core/people/match-model.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { listAnsweredPairs } from '../db/queries/match-report.ts';
import { addRules } from '../db/queries/rules.ts';
import type { Deps } from './deps.ts';

const answersMax = 2_000;

/** Cheap; for a daily job or after a round of review. Answers themselves are never changed by it. */
export async function learnFromAnswers(
  deps: Deps,
  input: { workspaceId: string; actor: string },
): Promise<{ calibration: Calibration; answers: number }> {
  const { workspaceId, actor } = input;
  const answered = await listAnsweredPairs(deps.db, { workspaceId, limit: answersMax });
  const calibration = calibrate(
    answered.map(({ isSame, parts }) => ({
      isSame,
      bits: parts.reduce((sum, part) => sum + part.bits, 0),
    })),
    defaultModel.calibration,
  );
  await deps.db.transaction().execute(async (trx) => {
    const rules = { workspaceId, kind: 'match_calibration', body: calibration, createdBy: actor };
    const version = await addRules(trx, { ...rules, now: deps.clock.now() });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'match_calibration.learned',
        subjectKind: 'match_calibration',
        subjectId: String(version),
        detail: { ...calibration, answers: answered.length },
      },
    ]);
  });
  return { calibration, answers: answered.length };
}
