// The numbers matching works with in a workspace: what ships, with what was learned laid over it.

import type { MatchModel } from '../core/people/match-model.ts';
import type { Conn } from '../db/connect.ts';
import { loadMatchingInForce } from './matching-in-force.ts';

/** With the weights of the workspace's own data and the calibration that answers gave. */
export async function loadMatchModel(conn: Conn, workspaceId: string): Promise<MatchModel> {
  return (await loadMatchingInForce(conn, workspaceId)).model;
}
