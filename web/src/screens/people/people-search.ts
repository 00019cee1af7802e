// What the list of people is narrowed by, as the address names it.
import { outcomeStatuses } from '../../texts/settings-words.ts';

export type ListStatus = keyof typeof outcomeStatuses;

export interface PeopleSearch {
  q?: string;
  jobId?: string;
  status?: ListStatus;
  held?: 'true';
  inLever?: 'true' | 'false';
}

const statuses = Object.keys(outcomeStatuses) as ListStatus[];

export function readPeopleSearch(search: Record<string, unknown>): PeopleSearch {
  const { q, jobId, held, inLever } = search;
  const status = statuses.find((each) => each === search['status']);
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(typeof jobId === 'string' && jobId !== '' ? { jobId } : {}),
    ...(status === undefined ? {} : { status }),
    ...(String(held) === 'true' ? { held: 'true' } : {}),
    ...(String(inLever) === 'true' || String(inLever) === 'false'
      ? { inLever: String(inLever) === 'true' ? 'true' : 'false' }
      : {}),
  };
}
