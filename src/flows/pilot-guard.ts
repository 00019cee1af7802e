// Outside the scope of a pilot nothing is written to Lever and nothing is sent. Whoever is in it is taken in here.

import { judgeForPilot, pilotState } from '../core/insight/pilot.ts';
import type { Conn, Trx } from '../db/connect.ts';
import { findPilotInForce, loadPilotSubject, lockPilot, takePerson } from '../db/queries/pilots.ts';
import type { Deps } from './deps.ts';

export interface GuardedPerson {
  workspaceId: string;
  personId: string;
  /** Null or left out: any job the person is considered for. */
  jobId?: string | null;
  /** Of a record: only the jobs it stands for. */
  recordId?: string;
}

/** Why nothing may be sent to the person now; null where it may. Takes nobody in, so it may be asked for a preview. */
export async function findPilotRefusal(
  conn: Conn,
  deps: Pick<Deps, 'clock'>,
  { workspaceId, personId }: GuardedPerson,
): Promise<string | null> {
  const pilot = await findPilotInForce(conn, workspaceId);
  if (pilot === null) return null;
  const subject = await loadPilotSubject(conn, { workspaceId, personId, pilotId: pilot.id });
  const verdict = judgeForPilot(pilot, subject, deps.clock.now());
  return verdict.may === 'wait' ? verdict.because : null;
}

/** Something was sent: the person counts against the cap. Joins the caller's transaction. */
export async function noteSentInPilot(
  trx: Trx,
  deps: Pick<Deps, 'clock'>,
  { workspaceId, personId }: GuardedPerson,
): Promise<void> {
  const pilot = await findPilotInForce(trx, workspaceId);
  const now = deps.clock.now();
  if (pilot === null || pilotState(pilot, now) !== 'running') return;
  await takePerson(trx, { workspaceId, personId, pilotId: pilot.id, now });
}

/** Why nothing may be written for the person now; null where it may. Takes the person in where there is room. */
export async function admitToPilot(
  deps: Pick<Deps, 'db' | 'clock'>,
  guarded: GuardedPerson,
): Promise<string | null> {
  const { workspaceId } = guarded;
  const pilot = await findPilotInForce(deps.db, workspaceId);
  if (pilot === null) return null;
  const now = deps.clock.now();
  const key = { ...guarded, pilotId: pilot.id };
  const seen = judgeForPilot(pilot, await loadPilotSubject(deps.db, key), now);
  if (seen.may === 'wait') return seen.because;
  if (!seen.isNew) return null;
  // Judged again under the lock: two people must not take the last place.
  return await deps.db.transaction().execute(async (trx) => {
    const held = await lockPilot(trx, key);
    if (held === undefined) return null;
    const verdict = judgeForPilot(held, await loadPilotSubject(trx, key), now);
    if (verdict.may === 'wait') return verdict.because;
    if (verdict.isNew) await takePerson(trx, { ...key, now });
    return null;
  });
}
