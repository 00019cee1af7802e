// What one person adds to the numbers: the finding that counts, the first event of each step, and every group of
// messages they got. A pure function of what is stored, so counting anew gives the same at any time.

/** The job of somebody who was found for none. */
export const noJobId = '00000000-0000-0000-0000-000000000000';

export interface FindingEvidence {
  profileId: string;
  foundAt: Date;
  source: string;
  jobId: string | null;
  /** Who found them: as the profile says, else the owner of the job. */
  sourcer: string | null;
}

export interface TouchEvidence {
  id: string;
  at: Date;
  kind: 'sent' | 'replied' | 'task_done';
  source: string;
  sequence: string;
  step: number | null;
  variant: string | null;
  channel: string;
  jobId: string | null;
  isInterested: boolean;
}

export interface StatusEvidence {
  recordId: string;
  status: string;
  at: Date;
}

export interface RecordEvidence {
  recordId: string;
  isOurs: boolean;
  /** When it was first known to stand in Lever. */
  inLeverAt: Date;
}

export interface PersonEvidence {
  personId: string;
  findings: readonly FindingEvidence[];
  touches: readonly TouchEvidence[];
  statuses: readonly StatusEvidence[];
  records: readonly RecordEvidence[];
  reviewCount: number;
}

export interface PersonRow {
  personId: string;
  foundAt: Date;
  day: string;
  profileId: string;
  jobId: string;
  sourcer: string;
  source: string;
  contactedAt: Date | null;
  contactTouchId: string | null;
  waitSeconds: number | null;
  waitBucket: number | null;
  repliedAt: Date | null;
  replyTouchId: string | null;
  interestedAt: Date | null;
  interestedTouchId: string | null;
  inLeverAt: Date | null;
  interviewAt: Date | null;
  offerAt: Date | null;
  hiredAt: Date | null;
  recordId: string | null;
  profileCount: number;
  reviewCount: number;
  isFoundInLever: boolean;
}

export interface GroupRow {
  personId: string;
  source: string;
  sequence: string;
  step: number;
  variant: string;
  channel: string;
  jobId: string;
  sourcer: string;
  firstSentAt: Date;
  firstTouchId: string;
  messageCount: number;
  replyCount: number;
  firstReplyAt: Date | null;
  replyTouchId: string | null;
  isPositive: boolean;
}

export interface PersonFacts {
  /** Null for somebody who is known only from messages. */
  person: PersonRow | null;
  groups: GroupRow[];
}

/** The facts of one live person. */
export function personFacts(evidence: PersonEvidence): PersonFacts {
  const found = firstOf(
    evidence.findings,
    (one) => one.foundAt,
    (one) => one.profileId,
  );
  const sent = evidence.touches.filter((touch) => touch.kind !== 'replied');
  const replies = evidence.touches.filter((touch) => touch.kind === 'replied');
  return {
    person: found === undefined ? null : personRow(evidence, { found, sent, replies }),
    groups: groupRows(evidence.personId, { found, sent, replies }),
  };
}

interface Parts {
  found: FindingEvidence | undefined;
  sent: readonly TouchEvidence[];
  replies: readonly TouchEvidence[];
}

function personRow(
  evidence: PersonEvidence,
  { found, sent, replies }: Parts & { found: FindingEvidence },
): PersonRow {
  const contact = firstTouch(sent);
  const reply = firstTouch(replies);
  const interested = firstTouch(replies.filter((touch) => touch.isInterested));
  const wait = contact === undefined ? null : secondsBetween(found.foundAt, contact.at);
  const counted = wait !== null && wait >= 0 ? wait : null;
  const inLever = firstOf(
    evidence.records,
    (one) => one.inLeverAt,
    (one) => one.recordId,
  );
  // A later step of the selection says that the earlier ones were passed.
  const reached = (steps: readonly string[]): Date | null =>
    firstStatus(evidence.statuses, steps)?.at ?? null;
  const selection = firstStatus(evidence.statuses, ['in_process', 'offer', 'hired']);
  return {
    personId: evidence.personId,
    foundAt: found.foundAt,
    day: dayOf(found.foundAt),
    profileId: found.profileId,
    jobId: found.jobId ?? noJobId,
    sourcer: found.sourcer ?? '',
    source: found.source,
    contactedAt: contact?.at ?? null,
    contactTouchId: contact?.id ?? null,
    waitSeconds: counted,
    waitBucket: counted === null ? null : waitBucket(counted),
    repliedAt: reply?.at ?? null,
    replyTouchId: reply?.id ?? null,
    interestedAt: interested?.at ?? null,
    interestedTouchId: interested?.id ?? null,
    inLeverAt: inLever?.inLeverAt ?? null,
    interviewAt: reached(['in_process', 'offer', 'hired']),
    offerAt: reached(['offer', 'hired']),
    hiredAt: reached(['hired']),
    recordId: selection?.recordId ?? inLever?.recordId ?? null,
    profileCount: evidence.findings.length,
    reviewCount: evidence.reviewCount,
    isFoundInLever: evidence.records.some((record) => !record.isOurs),
  };
}

function groupRows(personId: string, { found, sent, replies }: Parts): GroupRow[] {
  const answered = Map.groupBy(
    replies.flatMap((reply) => {
      const message = messageAnswered(sent, reply);
      return message === undefined ? [] : [{ reply, key: groupKey(message) }];
    }),
    ({ key }) => key,
  );
  return [...Map.groupBy(sent, groupKey)].flatMap(([key, messages]) => {
    const first = firstTouch(messages);
    if (first === undefined) return [];
    const given = (answered.get(key) ?? []).map(({ reply }) => reply);
    const reply = firstTouch(given);
    return [
      {
        personId,
        source: first.source,
        sequence: first.sequence,
        step: first.step ?? 0,
        variant: first.variant ?? '',
        channel: first.channel,
        jobId: first.jobId ?? found?.jobId ?? noJobId,
        sourcer: found?.sourcer ?? '',
        firstSentAt: first.at,
        firstTouchId: first.id,
        messageCount: messages.length,
        replyCount: given.length,
        firstReplyAt: reply?.at ?? null,
        replyTouchId: reply?.id ?? null,
        isPositive: given.some((touch) => touch.isInterested),
      },
    ];
  });
}

/**
 * A reply answers the newest message before it of the same source that fits what the source says of it. Clocks of
 * sources differ: a reply with no message before it answers the first one that fits.
 */
function messageAnswered(
  sent: readonly TouchEvidence[],
  reply: TouchEvidence,
): TouchEvidence | undefined {
  const ofSource = sent.filter((touch) => touch.source === reply.source);
  const wishes: readonly ((touch: TouchEvidence) => boolean)[] = [
    (touch) =>
      touch.sequence === reply.sequence &&
      touch.step === reply.step &&
      touch.channel === reply.channel,
    (touch) => touch.sequence === reply.sequence && touch.channel === reply.channel,
    (touch) => touch.sequence === reply.sequence,
    // A source that names no sequence for a reply means any of its own.
    (touch) => reply.sequence === '' && touch.channel === reply.channel,
    () => reply.sequence === '',
  ];
  for (const fits of wishes) {
    const fitting = ofSource.filter(fits).toSorted(byTime);
    if (fitting.length === 0) continue;
    return fitting.findLast((touch) => touch.at <= reply.at) ?? fitting[0];
  }
  return undefined;
}

const growth = Math.log(1.02);

/** Waits within two per cent of each other share a bucket; where one lies in it is looked up exactly. */
export function waitBucket(seconds: number): number {
  return Math.floor(Math.log(seconds + 1) / growth);
}

/** A wait in the middle of a bucket, in seconds. */
export function waitOfBucket(bucket: number): number {
  return Math.max(0, Math.round(Math.exp((bucket + 0.5) * growth)) - 1);
}

/** The day of an instant, in UTC. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function groupKey(touch: TouchEvidence): string {
  return JSON.stringify([
    touch.source,
    touch.sequence,
    touch.step ?? 0,
    touch.variant ?? '',
    touch.channel,
  ]);
}

function firstStatus(
  all: readonly StatusEvidence[],
  steps: readonly string[],
): StatusEvidence | undefined {
  return firstOf(
    all.filter((one) => steps.includes(one.status)),
    (one) => one.at,
    (one) => one.recordId,
  );
}

function firstTouch(touches: readonly TouchEvidence[]): TouchEvidence | undefined {
  return firstOf(
    touches,
    (one) => one.at,
    (one) => one.id,
  );
}

function byTime(one: TouchEvidence, other: TouchEvidence): number {
  return one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : 1);
}

/** The earliest; of two at once the one with the lower id, so that the order of reading does not matter. */
function firstOf<Item>(
  items: readonly Item[],
  at: (item: Item) => Date,
  id: (item: Item) => string,
): Item | undefined {
  let first: Item | undefined;
  for (const item of items) {
    const order = first === undefined ? -1 : at(item).getTime() - at(first).getTime();
    if (order < 0 || (order === 0 && first !== undefined && id(item) < id(first))) first = item;
  }
  return first;
}

function secondsBetween(one: Date, other: Date): number {
  return Math.floor((other.getTime() - one.getTime()) / 1_000);
}
