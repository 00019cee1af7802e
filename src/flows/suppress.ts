// The one ledger of people not to contact: an entry counts at once and everywhere, stops what runs, and tells Lever.

import { createHash } from 'node:crypto';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { reasonParts } from '../core/governance/human-words.ts';
import { InputError } from '../core/input-error.ts';
import type { ReceivedTouch } from '../core/people/received.ts';
import type { Trx } from '../db/connect.ts';
import { lockPersonForOutreach } from '../db/queries/holds.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { raiseOutreachEpoch } from '../db/queries/outreach-settings.ts';
import { insertOwnTouch } from '../db/queries/own-touches.ts';
import { ourSource, raiseRunEpochs } from '../db/queries/runs-of-ours.ts';
import {
  addSuppression,
  findSuppression,
  liftSuppressionRow,
  listPersonsBehind,
} from '../db/queries/suppressions.ts';
import type {
  SuppressionCause,
  SuppressionChannel,
  SuppressionKind,
} from '../db/queries/suppressions.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import { lanes } from '../engine/lanes.ts';
import type { Deps } from './deps.ts';
import { hashKeyOf, keyedHash } from './hash-key.ts';
import { holdOutreach } from './hold-outreach.ts';
import { noticePerson } from './notice-person.ts';
import { getOutreachPolicy } from './outreach-policy.ts';
import { suppressionKey } from './suppression-key.ts';

export interface SuppressWish {
  workspaceId: string;
  kind: SuppressionKind;
  /** As written; it is normalised here and not kept. */
  value: string;
  personId: string | null;
  cause: SuppressionCause;
  /** Without personal values. */
  because: string;
  actor: string;
  channel?: SuppressionChannel;
  sequenceId?: string | null;
  messageId?: string | null;
}

/** A dead address is no word of the person's. */
function isWordOfPerson(cause: SuppressionCause): boolean {
  return cause !== 'bounce' && cause !== 'invalid';
}

/** Joins the caller's transaction. Asking again changes nothing. The caller appends the returned entries last. */
export async function suppress(trx: Trx, deps: Deps, wish: SuppressWish): Promise<AuditEntry[]> {
  const key = await hashKeyOf(trx, deps, wish.workspaceId);
  const region = await findDefaultRegion(trx, wish.workspaceId);
  const value = suppressionKey(wish.kind, wish.value, region);
  const keyHash = keyedHash(key, wish.kind, value);
  return await place(trx, deps, { ...wish, keyHash, values: [value] });
}

/** What may be kept readable: companies and domains are nobody's personal data. */
function shownOf({ kind, value, values }: ToPlace): string | null {
  if (kind === 'domain') return values[0] ?? null;
  return kind === 'employer' ? value.trim().slice(0, 200) : null;
}

/** What somebody said about one message of ours; works after erasure too, when only the hash of the address is left. */
export async function suppressMessage(
  trx: Trx,
  deps: Deps,
  said: { message: MessageRow; cause: SuppressionCause; because: string; actor: string },
): Promise<AuditEntry[]> {
  const { message, cause, because, actor } = said;
  const { workspaceId, personId, addressHash, id } = message;
  const wish = { workspaceId, personId, cause, because, actor, messageId: id };
  const entries = await suppress(trx, deps, { ...wish, kind: 'person', value: personId });
  if (addressHash === null) return entries;
  const kind = message.channel === 'sms' ? 'phone' : 'address';
  const more = await place(trx, deps, {
    ...wish,
    kind,
    value: '',
    keyHash: addressHash,
    values: [],
  });
  return [...entries, ...more];
}

/** One address of a person and nothing more: mail to it came back. */
export async function suppressAddress(
  trx: Trx,
  deps: Deps,
  of: {
    workspaceId: string;
    personId: string;
    address: string;
    cause: 'bounce' | 'invalid';
    because: string;
    messageId: string | null;
  },
): Promise<AuditEntry[]> {
  const { address, ...rest } = of;
  return await suppress(trx, deps, { ...rest, kind: 'address', value: address, actor: 'system' });
}

/** Takes an entry back, with the human's reason. What it stopped stays stopped. */
export async function unsuppress(
  trx: Trx,
  deps: Deps,
  input: { workspaceId: string; suppressionId: string; because: string; actor: string },
): Promise<AuditEntry[]> {
  const { workspaceId, suppressionId, because, actor } = input;
  const found = await findSuppression(trx, { workspaceId, suppressionId });
  if (found === undefined || found.liftedAt !== null)
    throw new InputError('not_found', 'There is no such entry in force. It may be lifted already.');
  if (because.trim() === '')
    throw new InputError('invalid', 'Say why this person may be contacted again.', 'because');
  if (found.cause === 'erasure')
    throw new InputError(
      'conflict',
      'This person was erased; a new consent begins with a new profile.',
    );
  await liftSuppressionRow(trx, {
    workspaceId,
    suppressionId,
    by: actor,
    because,
    now: deps.clock.now(),
  });
  const reason = reasonParts(because, { actor, personId: found.personId });
  return [
    {
      workspaceId,
      actor,
      action: 'suppression.lifted',
      subjectKind: 'suppression',
      subjectId: suppressionId,
      ...(found.personId === null ? {} : { personId: found.personId }),
      detail: { kind: found.kind, cause: found.cause, ...reason.detail },
      ...reason.personal,
    },
  ];
}

type ToPlace = SuppressWish & { keyHash: Uint8Array; values: readonly string[] };

async function place(trx: Trx, deps: Deps, wish: ToPlace): Promise<AuditEntry[]> {
  const { workspaceId, kind, cause, because, actor, personId } = wish;
  const behind = await listPersonsBehind(trx, {
    workspaceId,
    kind,
    hash: wish.keyHash,
    values: wish.values,
  });
  const personIds = [...new Set([...behind, ...(personId === null ? [] : [personId])])].toSorted();
  for (const each of personIds) await lockPersonForOutreach(trx, { workspaceId, personId: each });
  const { id, isNew } = await addSuppression(trx, {
    workspaceId,
    id: deps.ids.next(),
    kind,
    keyHash: wish.keyHash,
    shownAs: shownOf(wish),
    channel: wish.channel ?? '',
    sequenceId: wish.sequenceId ?? null,
    personId: personId ?? behind[0] ?? null,
    cause,
    because,
    messageId: wish.messageId ?? null,
    placedBy: actor,
    placedAt: deps.clock.now(),
  });
  if (!isNew) return [];
  // What was let in under the old state is decided again before its content may go out.
  await raiseRunEpochs(trx, { workspaceId, personIds });
  if (kind === 'domain' || kind === 'employer') await raiseOutreachEpoch(trx, workspaceId);
  const reason = reasonParts(because, { actor, personId });
  const entries: AuditEntry[] = [
    {
      workspaceId,
      actor,
      action: 'suppression.placed',
      subjectKind: 'suppression',
      subjectId: id,
      ...(personId === null ? {} : { personId }),
      detail: {
        kind,
        cause,
        ...reason.detail,
        channel: wish.channel ?? '',
        persons: personIds.length,
      },
      ...reason.personal,
    },
  ];
  const isEverywhere = (wish.channel ?? '') === '' && (wish.sequenceId ?? null) === null;
  if (!isWordOfPerson(cause) || !isEverywhere || kind === 'domain' || kind === 'employer')
    return entries;
  for (const each of personIds) {
    entries.push(
      ...(await holdOutreach(trx, deps, {
        workspaceId,
        personId: each,
        effect: 'stop',
        cause: cause === 'erasure' ? 'erasure' : 'opt_out',
        because,
        actor,
      })),
    );
  }
  // What was said in Lever is known there.
  if (cause !== 'lever')
    await noteOnTimeline(trx, deps, {
      workspaceId,
      personIds,
      suppressionId: id,
      channel: wish.channel ?? '',
    });
  const noticed = await noticePerson(trx, deps, {
    workspaceId,
    personIds,
    because: 'a person must not be contacted',
    lane: lanes.safety,
  });
  return [...entries, ...noticed];
}

// Recruiters who only look at Lever see it there.
async function noteOnTimeline(
  trx: Trx,
  deps: Deps,
  of: { workspaceId: string; personIds: readonly string[]; suppressionId: string; channel: string },
): Promise<void> {
  const { workspaceId, suppressionId } = of;
  const { policy } = await getOutreachPolicy(trx, workspaceId);
  if (policy.leverMark === 'none') return;
  const now = deps.clock.now();
  for (const personId of of.personIds) {
    const channel = of.channel === 'sms' ? 'sms' : 'email';
    const sourceEventId = `${suppressionId} ${personId}`;
    const payload = JSON.stringify({
      source: ourSource,
      sourceEventId,
      person: {},
      channel,
      kind: 'unsubscribed',
      occurredAt: now.toISOString(),
    } satisfies ReceivedTouch);
    await insertOwnTouch(trx, {
      workspaceId,
      id: deps.ids.next(),
      sourceEventId,
      contentHash: createHash('sha256').update(payload).digest(),
      personId,
      jobId: null,
      channel,
      kind: 'unsubscribed',
      sequence: '',
      step: null,
      payload,
      now,
    });
  }
}
