// Making, editing, publishing, pausing and archiving a sequence. What was sent stays as it was; what was not takes the
// newest published version.

import { InputError } from '../core/input-error.ts';
import { lintSequence, refuseUnfit } from '../core/outreach/lint-sequence.ts';
import type { LintProblem } from '../core/outreach/lint-sequence.ts';
import { missingIdentity } from '../core/outreach/outreach-policy.ts';
import type { SequenceBody } from '../core/outreach/sequence.ts';
import type { Trx } from '../db/connect.ts';
import { isUniqueViolation } from '../db/errors.ts';
import { appendAudit } from '../db/queries/audit.ts';
import {
  addSequence,
  addSequenceVersion,
  findSequenceVersion,
  listSentSteps,
  lockSequence,
  markPublished,
  replaceDraft,
  updateSequence,
} from '../db/queries/sequences.ts';
import type { Sequence, SequenceState } from '../db/queries/sequences.ts';
import { wakeSequence } from '../db/queries/wake-messages.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { getOutreachPolicy } from './outreach-policy.ts';
import { wakeMailboxes } from './run-mailbox.ts';
import { waitForInFlight } from './wait-for-in-flight.ts';
import type { Acknowledged } from './wait-for-in-flight.ts';

export interface SavedSequence {
  sequenceId: string;
  version: number;
  createdAt: Date;
  /** What keeps it from being published; a draft may have any. */
  problems: LintProblem[];
}

/** A draft; nothing of it is sent. */
export async function createSequence(
  deps: Deps,
  given: {
    workspaceId: string;
    name: string;
    ownerEmail: string;
    body: SequenceBody;
    actor: string;
  },
): Promise<SavedSequence> {
  const { workspaceId, ownerEmail, body, actor } = given;
  const name = given.name.trim();
  if (name === '' || name.length > 200)
    throw new InputError('invalid', 'Give the sequence a name of at most 200 characters.', 'name');
  const sequenceId = deps.ids.next();
  const now = deps.clock.now();
  try {
    await inTransaction(deps.db, async (trx) => {
      await addSequence(trx, { workspaceId, id: sequenceId, name, ownerEmail, now });
      await addSequenceVersion(trx, {
        workspaceId,
        sequenceId,
        version: 1,
        body,
        createdBy: actor,
        now,
      });
      await audit(trx, deps, {
        workspaceId,
        sequenceId,
        actor,
        action: 'sequence.created',
        detail: { steps: body.steps.length },
      });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new InputError('conflict', 'Another sequence has this name. Choose another.', 'name');
  }
  return { sequenceId, version: 1, createdAt: now, problems: lintSequence(body) };
}

/**
 * Writes the draft: over the one there is, or the version after the published one. With `expectedAt`, only where the
 * newest version still is the one made then.
 */
export async function editSequence(
  deps: Deps,
  given: {
    workspaceId: string;
    sequenceId: string;
    body: SequenceBody;
    actor: string;
    expectedAt?: Date;
  },
): Promise<SavedSequence> {
  const { workspaceId, sequenceId, body, actor, expectedAt } = given;
  const now = deps.clock.now();
  const version = await inTransaction(deps.db, async (trx) => {
    await getSequence(trx, given);
    const newest = await findSequenceVersion(trx, { workspaceId, sequenceId, version: 'newest' });
    if (expectedAt !== undefined && newest?.createdAt.getTime() !== expectedAt.getTime())
      throw new InputError(
        'conflict',
        'Somebody else saved this draft meanwhile. Load theirs, or save yours over it.',
      );
    const isDraft = newest?.publishedAt === null;
    const number = (newest?.version ?? 0) + (isDraft ? 0 : 1);
    const row = {
      workspaceId,
      sequenceId,
      version: number,
      body,
      createdBy: actor,
      now,
    };
    await (isDraft ? replaceDraft(trx, row) : addSequenceVersion(trx, row));
    await audit(trx, deps, {
      workspaceId,
      sequenceId,
      actor,
      action: 'sequence.edited',
      detail: { version: number },
    });
    return number;
  });
  return { sequenceId, version, createdAt: now, problems: lintSequence(body) };
}

/** Puts the newest version in force for everybody's unsent steps; throws InputError naming every problem. */
export async function publishSequence(
  deps: Deps,
  given: { workspaceId: string; sequenceId: string; actor: string },
): Promise<{ version: number }> {
  const { workspaceId, sequenceId, actor } = given;
  const published = await inTransaction(deps.db, async (trx) => {
    const sequence = await getSequence(trx, given);
    if (sequence.state === 'archived')
      throw new InputError('conflict', 'This sequence is archived. Make a new one from it.');
    const newest = await findSequenceVersion(trx, { workspaceId, sequenceId, version: 'newest' });
    if (newest === undefined) throw new InputError('not_found', 'There is no version to publish.');
    refuseUnfit(lintSequence(newest.body));
    const { policy } = await getOutreachPolicy(trx, workspaceId);
    const missing = missingIdentity(policy);
    if (missing.length > 0)
      throw new InputError(
        'conflict',
        `Every message says who writes: first add ${missing.join(' and ')} to the outreach policy.`,
      );
    await refuseLostSteps(trx, { workspaceId, sequenceId, body: newest.body });
    const now = deps.clock.now();
    await markPublished(trx, { workspaceId, sequenceId, version: newest.version, now });
    const state: SequenceState = sequence.state === 'draft' ? 'active' : sequence.state;
    await updateSequence(trx, {
      workspaceId,
      sequenceId,
      set: { state, version: newest.version },
      now,
    });
    await audit(trx, deps, {
      workspaceId,
      sequenceId,
      actor,
      action: 'sequence.published',
      detail: { version: newest.version },
    });
    return { version: newest.version };
  });
  deps.wake();
  return published;
}

/** `paused` and `archived` are kept once they return; `active` lets it go on. */
export async function setSequenceState(
  deps: Deps,
  given: {
    workspaceId: string;
    sequenceId: string;
    state: 'active' | 'paused' | 'archived';
    because: string;
    actor: string;
  },
): Promise<Acknowledged> {
  const { workspaceId, sequenceId, state, actor, because } = given;
  await inTransaction(deps.db, async (trx) => {
    const sequence = await getSequence(trx, given);
    if (sequence.state === 'draft' || sequence.state === 'archived')
      throw new InputError(
        'conflict',
        `This sequence is ${sequence.state === 'draft' ? 'not published yet' : 'archived'}.`,
      );
    const now = deps.clock.now();
    await updateSequence(trx, { workspaceId, sequenceId, set: { state }, now });
    if (state === 'active')
      await wakeMailboxes(trx, await wakeSequence(trx, { workspaceId, sequenceId, now }));
    await audit(trx, deps, {
      workspaceId,
      sequenceId,
      actor,
      action: 'sequence.switched',
      detail: { state, because },
    });
  });
  deps.wake();
  if (state === 'active') return { alreadySent: [] };
  return await waitForInFlight(deps, { workspaceId, sequenceId });
}

async function getSequence(
  trx: Trx,
  key: { workspaceId: string; sequenceId: string },
): Promise<Sequence> {
  const found = await lockSequence(trx, { ...key, as: 'writer' });
  if (found === undefined) throw new InputError('not_found', 'There is no such sequence.');
  return found;
}

// A step that somebody got keeps its channel: what was sent is known under its name.
async function refuseLostSteps(
  trx: Trx,
  of: { workspaceId: string; sequenceId: string; body: SequenceBody },
): Promise<void> {
  for (const { stepId, channel } of await listSentSteps(trx, of)) {
    const step = of.body.steps.find((each) => each.id === stepId);
    if (step === undefined || step.channel === channel) continue;
    throw new InputError(
      'conflict',
      `Step ${stepId} went out as ${channel} already. Add a new step instead.`,
      'steps',
    );
  }
}

async function audit(
  trx: Trx,
  deps: Deps,
  of: {
    workspaceId: string;
    sequenceId: string;
    actor: string;
    action: string;
    detail: Record<string, unknown>;
  },
): Promise<void> {
  const { workspaceId, actor, action, detail } = of;
  await appendAudit(trx, deps, [
    { workspaceId, actor, action, subjectKind: 'sequence', subjectId: of.sequenceId, detail },
  ]);
}
