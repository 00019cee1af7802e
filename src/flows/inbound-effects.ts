// What received mail does to outreach: an answer ends everything automatic, and stands on the timeline.

import { createHash } from 'node:crypto';
import type { ReplyIntent } from '../core/mail/reply-intents.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { ReceivedTouch, TouchKind } from '../core/people/received.ts';
import type { Trx } from '../db/connect.ts';
import { moveEnrollments } from '../db/queries/enrollments.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { insertOwnTouch } from '../db/queries/own-touches.ts';
import { findRun, ourSource } from '../db/queries/runs-of-ours.ts';
import { lanes } from '../engine/lanes.ts';
import type { Deps } from './deps.ts';
import { noticePerson } from './notice-person.ts';
import { stopForReply } from './stop-for-reply.ts';
import { tellSource } from './tell-source.ts';

interface PersonOf {
  workspaceId: string;
  personId: string;
}

/** Ends every run of the person: ours, and those of all sources, which are told. The caller holds the person's lock. */
export async function stopEverything(
  trx: Trx,
  deps: Deps,
  stop: PersonOf & { inboundId: string; because: string; actor: string },
): Promise<AuditEntry[]> {
  const { workspaceId, personId, inboundId, because, actor } = stop;
  const ours = await stopForReply(trx, deps, stop);
  const theirs = await moveEnrollments(trx, {
    workspaceId,
    personId,
    from: ['active', 'paused'],
    to: 'stopped',
    because,
    now: deps.clock.now(),
  });
  if (theirs.length === 0) return ours;
  const told = await tellSource(trx, deps, {
    workspaceId,
    personId,
    event: 'outreach.stop',
    scope: 'sequences',
    reason: { cause: 'reply', text: 'The person replied.', status: null },
    enrollments: theirs,
  });
  const entry: AuditEntry = {
    workspaceId,
    actor,
    action: 'sequence.answered',
    subjectKind: 'inbound',
    subjectId: inboundId,
    personId,
    detail: {
      because,
      enrollments: theirs.map((each) => ({ id: each.id, state: each.state, epoch: each.epoch })),
    },
  };
  return [...ours, entry, ...told];
}

const interestOf: Readonly<Record<ReplyIntent, ReceivedTouch['interest']>> = {
  interested: 'interested',
  not_interested: 'not_interested',
  stop: 'not_interested',
  later: 'unclear',
  referral: 'unclear',
  out_of_office: 'unclear',
  left_company: 'unclear',
  other: 'unclear',
};

function stepOf(message: MessageRow | undefined): { step?: number } {
  const position = message?.position ?? null;
  return position === null ? {} : { step: position + 1 };
}

export interface InboundTouch extends PersonOf {
  inboundId: string;
  message: MessageRow | undefined;
  channel: 'email' | 'sms';
  kind: TouchKind;
  intent: ReplyIntent | null;
  isHardBounce?: boolean;
  at: Date;
}

/** The event on the person's timeline. Once for each received mail. */
export async function noteInboundTouch(
  trx: Trx,
  deps: Deps,
  touch: InboundTouch,
): Promise<AuditEntry[]> {
  const { workspaceId, personId, inboundId, message, channel, kind, intent } = touch;
  const enrollmentId = message?.enrollmentId ?? null;
  const run = enrollmentId === null ? undefined : await findRun(trx, { workspaceId, enrollmentId });
  const interest = kind === 'replied' && intent !== null ? interestOf[intent] : undefined;
  const received: ReceivedTouch = {
    source: ourSource,
    sourceEventId: `inbound:${inboundId}`,
    person: {},
    channel,
    kind,
    ...(run === undefined ? {} : { sequence: run.sequence }),
    ...stepOf(message),
    ...(interest === undefined ? {} : { interest }),
    ...(touch.isHardBounce === undefined ? {} : { isHardBounce: touch.isHardBounce }),
    occurredAt: touch.at.toISOString(),
  };
  const payload = JSON.stringify(received);
  await insertOwnTouch(trx, {
    workspaceId,
    id: deps.ids.next(),
    sourceEventId: received.sourceEventId,
    contentHash: createHash('sha256').update(payload).digest(),
    personId,
    jobId: run?.jobId ?? null,
    channel,
    kind,
    sequence: run?.sequence ?? '',
    step: received.step ?? null,
    payload,
    now: touch.at,
  });
  return await noticePerson(trx, deps, {
    workspaceId,
    personIds: [personId],
    because: kind === 'replied' ? 'the person replied' : `mail: ${kind}`,
    lane: kind === 'replied' ? lanes.reply : lanes.timeline,
  });
}
