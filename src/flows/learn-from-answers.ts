// Human answers to "are these one?" correct how sure matching is of itself, from the next profile on.

import { calibrate } from '../core/people/calibrate.ts';
import type { Calibration } from '../core/people/calibrate.ts';
import { defaultModel } from '../core/people/match-model.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { listAnsweredPairs } from '../db/queries/match-report.ts';
import { addRules, findRules } from '../db/queries/rules.ts';
import type { Deps } from './deps.ts';

const answersMax = 2_000;

export interface LearnedFromAnswers {
  calibration: Calibration;
  answers: number;
  /** Null: nothing new, so the version in force stays. */
  version: number | null;
  because: string;
}

/** Cheap; for a daily job or after a round of review. Answers themselves are never changed by it. */
export async function learnFromAnswers(
  deps: Deps,
  input: { workspaceId: string; actor: string },
): Promise<LearnedFromAnswers> {
  const { workspaceId, actor } = input;
  const kind = 'match_calibration';
  const answered = await listAnsweredPairs(deps.db, { workspaceId, limit: answersMax });
  const calibration = calibrate(
    answered.map(({ isSame, parts }) => ({
      isSame,
      bits: parts.reduce((sum, part) => sum + part.bits, 0),
    })),
    defaultModel.calibration,
  );
  const answers = answered.length;
  const known = await findRules<Calibration>(deps.db, { workspaceId, kind });
  if (answers === 0) {
    const because = 'nobody has answered a question yet';
    return { calibration, answers, version: null, because };
  }
  if (known !== undefined && isSame(known.body, calibration)) {
    return { calibration, answers, version: null, because: 'no answer since changes anything' };
  }
  const version = await deps.db.transaction().execute(async (trx) => {
    const rules = { workspaceId, kind, body: calibration, createdBy: actor };
    const added = await addRules(trx, { ...rules, now: deps.clock.now() });
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'match_calibration.learned',
        subjectKind: kind,
        subjectId: String(added),
        detail: { ...calibration, answers },
      },
    ]);
    return added;
  });
  return { calibration, answers, version, because: `learned from ${answers} answers` };
}

function isSame(one: Calibration, other: Calibration): boolean {
  return Math.abs(one.slope - other.slope) + Math.abs(one.offset - other.offset) < 1e-6;
}
