// The pipeline and archive reasons every new sandbox account starts with.
import type { Random } from '../random.ts';
import type { ArchiveReason, Stage } from './rows.ts';

/** Built-in stages have word ids; the account's own have UUIDs. */
export function standardStages(random: Random): Stage[] {
  const own = (): string => random.uuid();
  return [
    { id: 'lead-new', text: 'New lead', pipeline: 'lead', rank: 1, hasInterview: false },
    { id: 'lead-reached-out', text: 'Reached out', pipeline: 'lead', rank: 3, hasInterview: false },
    { id: 'lead-responded', text: 'Responded', pipeline: 'lead', rank: 5, hasInterview: false },
    {
      id: 'applicant-new',
      text: 'New applicant',
      pipeline: 'applicant',
      rank: 101,
      hasInterview: false,
    },
    {
      id: own(),
      text: 'Recruiter screen',
      pipeline: 'applicant',
      rank: 105.5,
      hasInterview: false,
    },
    { id: own(), text: 'Phone interview', pipeline: 'screen', rank: 201, hasInterview: true },
    { id: own(), text: 'Take-home exercise', pipeline: 'onsite', rank: 230.5, hasInterview: false },
    { id: own(), text: 'On-site interview', pipeline: 'onsite', rank: 231, hasInterview: true },
    { id: own(), text: 'Reference check', pipeline: 'onsite', rank: 231.5, hasInterview: false },
    { id: 'offer', text: 'Offer', pipeline: 'offer', rank: 261, hasInterview: false },
    { id: own(), text: 'Background check', pipeline: 'offer', rank: 265.5, hasInterview: false },
  ];
}

const REASONS = [
  ['Position filled', 'active', 'non-hired'],
  ['Compensation', 'active', 'non-hired'],
  ['Better suited to another role', 'active', 'non-hired'],
  ['Future hire', 'active', 'non-hired'],
  ['Underqualified', 'active', 'non-hired'],
  ['No reply (old)', 'inactive', 'non-hired'],
  ['Timing', 'active', 'non-hired'],
  ['Withdrew', 'active', 'non-hired'],
  ['Offer declined', 'active', 'non-hired'],
  ['Position closed', 'active', 'non-hired'],
  ['Hired', 'active', 'hired'],
  ['No reply', 'active', 'non-hired'],
] as const;

/** Reasons in no visible order; one of type hired always exists. */
export function standardReasons(random: Random): ArchiveReason[] {
  return REASONS.map(([text, status, type]) => ({ id: random.uuid(), text, status, type }));
}
