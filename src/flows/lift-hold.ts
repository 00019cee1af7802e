// A human takes a hold away. Nothing else ever does: outreach does not resume by itself.

import { InputError } from '../core/input-error.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { moveEnrollments } from '../db/queries/enrollments.ts';
import {
  findHold,
  liftHoldRow,
  listHoldsInForce,
  lockPersonForOutreach,
} from '../db/queries/holds.ts';
import type { Hold } from '../db/queries/holds.ts';
import type { Deps } from './deps.ts';
import { effectInForce } from './hold-outreach.ts';
import { tellSource } from './tell-source.ts';

export interface HoldToLift {
  workspaceId: string;
  holdId: string;
  /** A person or the key of one; never the system itself. */
  actor: string;
  /** The human's reason, kept in the audit log. */
  because: string;
}

const BECAUSE_LENGTH_MAX = 1_000;

/** Lifts it; where it was the last one, paused enrollments go on and the sources are told. Stopped ones stay stopped. */
export async function liftHold(
  deps: Deps,
  lift: HoldToLift,
): Promise<{ personId: string; effectLeft: 'continue' | 'pause' | 'stop' }> {
  checkLift(lift);
  const lifted = await deps.db.transaction().execute(async (trx) => {
    const { workspaceId } = lift;
    const seen = await findHold(trx, lift);
    if (seen === undefined) throw noSuchHold();
    await lockPersonForOutreach(trx, { workspaceId, personId: seen.personId });
    // Read again under the lock: somebody else may have lifted it, or a merge may have moved it.
    const hold = await findHold(trx, lift);
    if (hold === undefined) throw noSuchHold();
    refuseFinal(hold);
    await liftHoldRow(trx, {
      workspaceId,
      holdId: hold.id,
      liftedBy: lift.actor,
      now: deps.clock.now(),
    });
    const { personId } = hold;
    const effectLeft = effectInForce(await listHoldsInForce(trx, { workspaceId, personId }));
    const resumed =
      effectLeft === 'continue'
        ? await moveEnrollments(trx, {
            workspaceId,
            personId,
            from: ['paused'],
            to: 'active',
            because: 'the hold was lifted by a person',
            now: deps.clock.now(),
          })
        : [];
    const told =
      effectLeft === 'continue'
        ? await tellSource(trx, deps, {
            workspaceId,
            personId,
            event: 'outreach.resume',
            scope: 'person',
            reason: { cause: hold.cause, text: 'A person lifted the hold.', status: null },
            enrollments: resumed,
          })
        : [];
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: lift.actor,
        action: 'hold.lifted',
        subjectKind: 'hold',
        subjectId: hold.id,
        personId,
        detail: {
          effect: hold.effect,
          cause: hold.cause,
          effectLeft,
          resumed: resumed.map((each) => ({ id: each.id, epoch: each.epoch })),
        },
        // Free text of a person may name people.
        personal: { because: lift.because },
      },
      ...told,
    ]);
    return { personId, effectLeft };
  });
  deps.wake();
  return lifted;
}

function checkLift(lift: HoldToLift): void {
  if (lift.actor === 'system' || lift.actor === 'lever' || lift.actor.trim() === '') {
    throw new InputError('forbidden', 'Only a person lifts a hold. Say who it is.', 'actor');
  }
  if (lift.because.trim() === '' || lift.because.length > BECAUSE_LENGTH_MAX) {
    throw new InputError(
      'invalid',
      `Say why outreach may go on, in at most ${BECAUSE_LENGTH_MAX} characters.`,
      'because',
    );
  }
}

function refuseFinal(hold: Hold): void {
  if (hold.cause !== 'erasure') return;
  throw new InputError(
    'conflict',
    'This person was erased, so outreach stays stopped. A new consent begins with a new profile.',
  );
}

function noSuchHold(): InputError {
  return new InputError('not_found', 'There is no such hold in force. It may be lifted already.');
}
