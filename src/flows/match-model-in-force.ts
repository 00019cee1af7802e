// The numbers matching works with in a workspace: what ships, with what was learned laid over it.

import type { Calibration } from '../core/people/calibrate.ts';
import { defaultModel } from '../core/people/match-model.ts';
import type { MatchModel } from '../core/people/match-model.ts';
import type { Conn } from '../db/connect.ts';
import { findRules } from '../db/queries/rules.ts';

/** With the calibration that answers gave. */
export async function loadMatchModel(conn: Conn, workspaceId: string): Promise<MatchModel> {
  const learned = await findRules<Calibration>(conn, { workspaceId, kind: 'match_calibration' });
  if (learned === undefined) return defaultModel;
  const { slope, offset } = learned.body;
  return { ...defaultModel, calibration: { slope, offset } };
}
