// A trial on some jobs and users: what it is, how it stands at a time, and who is outside its scope.

export const pilotTargets = [
  'median_hours_to_first_contact',
  'response_rate',
  'positive_rate',
  'interview_rate',
  'duplicate_rate',
] as const;
export type PilotTarget = (typeof pilotTargets)[number];

export const pilotStates = [
  'planned',
  'running',
  'ended',
  'widened',
  'rolled_back',
  'closed',
] as const;
export type PilotState = (typeof pilotStates)[number];

export interface PilotBody {
  /** Empty: people of every job. */
  jobIds: string[];
  /** Sourcers by email address, in lower case; empty: of everybody. */
  users: string[];
  /** Days in UTC, both included: what the pilot is compared with. */
  baseline: { from: string; to: string };
  /** Hours, or shares between 0 and 1. */
  targets: Partial<Record<PilotTarget, number>>;
}

export interface Pilot {
  id: string;
  name: string;
  /** As decided: running until somebody widens, rolls back or closes it. */
  decided: 'running' | 'widened' | 'rolled_back' | 'closed';
  body: PilotBody;
  personCap: number | null;
  startsAt: Date;
  endsAt: Date;
  createdAt: Date;
  createdBy: string;
  decidedAt: Date | null;
  decidedBy: string | null;
  undoRunId: string | null;
}

/** How it stands now: time alone begins and ends one that nobody decided about. */
export function pilotState(pilot: Pilot, now: Date): PilotState {
  if (pilot.decided !== 'running') return pilot.decided;
  if (now < pilot.startsAt) return 'planned';
  return now < pilot.endsAt ? 'running' : 'ended';
}

export interface PilotSubject {
  /** What the person is considered for, with who found them for it. */
  candidacies: readonly { jobId: string; sourcer: string | null }[];
  isTaken: boolean;
  takenCount: number;
}

export type PilotVerdict =
  | { may: 'go'; isNew: boolean }
  /** One line; without personal values. */
  | { may: 'wait'; because: string };

/** Whether anything may be written or sent for the person under this pilot. */
export function judgeForPilot(pilot: Pilot, subject: PilotSubject, now: Date): PilotVerdict {
  const state = pilotState(pilot, now);
  if (state === 'planned' || state === 'widened' || state === 'closed')
    return { may: 'go', isNew: false };
  const wait = (because: string): PilotVerdict => ({ may: 'wait', because });
  if (state === 'rolled_back')
    return wait(`the pilot "${pilot.name}" was rolled back: nothing is written until it is closed`);
  if (!isInScope(pilot.body, subject))
    return wait(`outside the pilot "${pilot.name}": its jobs and users only`);
  if (subject.isTaken) return { may: 'go', isNew: false };
  if (state === 'ended') return wait(`the pilot "${pilot.name}" has ended: nobody new is taken in`);
  if (pilot.personCap !== null && subject.takenCount >= pilot.personCap)
    return wait(`the pilot "${pilot.name}" has its ${pilot.personCap} people`);
  return { may: 'go', isNew: true };
}

function isInScope(body: PilotBody, subject: PilotSubject): boolean {
  // People who are considered for no job are in a pilot that names neither jobs nor users.
  if (body.jobIds.length === 0 && body.users.length === 0) return true;
  return subject.candidacies.some(
    ({ jobId, sourcer }) =>
      (body.jobIds.length === 0 || body.jobIds.includes(jobId)) &&
      (body.users.length === 0 || (sourcer !== null && body.users.includes(sourcer))),
  );
}
