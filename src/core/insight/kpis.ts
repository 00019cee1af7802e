// The numbers in words: what each one counts, how it is worked out, and which events it opens.

export const kpis = [
  'first_contact',
  'contacted',
  'replied',
  'interested',
  'in_lever',
  'interview',
  'offer',
  'hired',
  'found',
  'duplicates',
  'found_in_lever',
  'reviewed',
  'messages',
  'replies',
  'positive',
] as const;
export type Kpi = (typeof kpis)[number];

/** The way from being found to being hired. Each step is told by an event of its own. */
export const funnelSteps = [
  'found',
  'contacted',
  'replied',
  'interested',
  'interview',
  'offer',
  'hired',
] as const;
export type FunnelStep = (typeof funnelSteps)[number];

export interface KpiWords {
  name: string;
  /** What is counted and over what. */
  counts: string;
  /** Which events stand behind it. */
  events: string;
}

export const kpiWords: Readonly<Record<Kpi, KpiWords>> = {
  found: {
    name: 'People found',
    counts:
      'Each person once, on the day (UTC) and for the job, sourcer and source of the first profile of theirs. Merged people are one; erased people are not counted.',
    events: 'The first profile of each person.',
  },
  first_contact: {
    name: 'Time to first contact',
    counts:
      'From the first finding of a person to the first message, call or step by hand to them: median and 90th percentile over the people found in the chosen time who were contacted since. People who were contacted before they were found are left out and counted apart.',
    events: 'The first outgoing touch of each person.',
  },
  contacted: {
    name: 'Contacted',
    counts: 'People with at least one message, call or step by hand, of the people found.',
    events: 'The first outgoing touch of each person.',
  },
  replied: {
    name: 'Replied',
    counts:
      'People with at least one reply written by a person, of the people found. Absence notes, receipts, bounces and other mail of machines are no replies.',
    events: 'The first reply of each person.',
  },
  interested: {
    name: 'Interested',
    counts: 'People with at least one reply judged as interested, of the people found.',
    events: 'The first interested reply of each person.',
  },
  in_lever: {
    name: 'In Lever',
    counts: 'People who stand in Lever, written there by Fulcrum or found there.',
    events: 'The first record of each person that Lever has.',
  },
  interview: {
    name: 'Interview',
    counts:
      'People who ever had the status "in process" or a later one in Lever, of the people found. The rules of statuses say which stages that are.',
    events: 'The first such change of status of each person.',
  },
  offer: {
    name: 'Offer',
    counts: 'People who ever had the status "offer" or "hired" in Lever, of the people found.',
    events: 'The first such change of status of each person.',
  },
  hired: {
    name: 'Hired',
    counts: 'People who ever had the status "hired" in Lever, of the people found.',
    events: 'The first such change of status of each person.',
  },
  duplicates: {
    name: 'Duplicate rate',
    counts:
      'Profiles of somebody who was known already, of all profiles. Follows every merge and every merge taken back.',
    events: 'People with more than one profile.',
  },
  reviewed: {
    name: 'Asked',
    counts: 'Questions to a human whether two people are one, by the people they are about.',
    events: 'People who were asked about.',
  },
  found_in_lever: {
    name: 'Already in Lever',
    counts: 'People who stood in Lever before Fulcrum wrote them, of the people found.',
    events: 'The record of each such person.',
  },
  messages: {
    name: 'Messages',
    counts:
      'Messages, calls and steps by hand. All that a person got in a group counts on the day, for the job and the sourcer of the first one, so that replies stand beside the messages they answer.',
    events: 'The first message of each person and group.',
  },
  replies: {
    name: 'Response rate',
    counts:
      'People who replied, of the people written to; and replies, of the messages. A reply belongs to the newest message before it that fits in source, sequence, step and channel.',
    events: 'The first reply of each person and group.',
  },
  positive: {
    name: 'Positive replies',
    counts: 'People with an interested reply, of the people written to.',
    events: 'The first reply of each person and group with an interested one.',
  },
};

export interface KpiFilter {
  /** Days in UTC, both included. */
  from: string;
  to: string;
  jobId?: string;
  sourcer?: string;
  source?: string;
}
