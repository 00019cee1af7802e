// What a webhook of Lever claims. Its signature does not cover the data, so a claim is only a hint: it may pause
// outreach at once, and anything more waits until Lever was asked.

export type HookClaim =
  | { kind: 'stage'; stageId: string }
  | { kind: 'archived'; reasonId: string }
  | { kind: 'hired' }
  | { kind: 'deleted' }
  /** Whoever is interviewed is in process, whatever the stage says. */
  | { kind: 'interview' }
  /** Something changed that has no direct meaning for outreach. */
  | { kind: 'changed' };

export interface HookHint {
  opportunityId: string | null;
  contactId: string | null;
  claim: HookClaim;
}

/** Events worth a subscription: everything that can change a status or tell of a change. */
export const hookEvents = [
  'applicationCreated',
  'candidateArchiveChange',
  'candidateDeleted',
  'candidateHired',
  'candidateStageChange',
  'contactUpdated',
  'interviewCreated',
] as const;

const ID_LENGTH_MAX = 200;

/** Reads an event leniently: every key of the data may be missing. */
export function hookHint(event: string, data: unknown): HookHint {
  const fields = objectOf(data);
  return {
    opportunityId: idIn(fields, 'opportunityId'),
    contactId: idIn(fields, 'contactId'),
    claim: claimOf(event, fields),
  };
}

/** The call that Lever's settings page makes to test an address: nothing in it, answered 2xx. */
export function isTestCall(event: string, data: unknown): boolean {
  return event === 'candidateHired' && Object.keys(objectOf(data)).length === 0;
}

function claimOf(event: string, fields: Record<string, unknown>): HookClaim {
  if (event === 'candidateStageChange') {
    const stageId = idIn(fields, 'toStageId');
    return stageId === null ? { kind: 'changed' } : { kind: 'stage', stageId };
  }
  if (event === 'candidateArchiveChange') {
    const archived = fields['toArchived'];
    // Unarchived: better news, which only a reading may believe.
    if (typeof archived !== 'object' || archived === null) return { kind: 'changed' };
    return { kind: 'archived', reasonId: idIn(objectOf(archived), 'reason') ?? '' };
  }
  if (event === 'candidateHired') return { kind: 'hired' };
  if (event === 'candidateDeleted') return { kind: 'deleted' };
  if (event === 'interviewCreated') return { kind: 'interview' };
  return { kind: 'changed' };
}

function idIn(fields: Record<string, unknown>, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' && value !== '' && value.length <= ID_LENGTH_MAX ? value : null;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
