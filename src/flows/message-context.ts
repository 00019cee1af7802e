// A message with what it belongs to: run, sequence, step, mailbox. Read again whenever something is decided about it.

import { sequenceDefaults } from '../core/outreach/sequence.ts';
import type { SequenceBody, SequenceStep } from '../core/outreach/sequence.ts';
import type { Conn } from '../db/connect.ts';
import { findMailbox } from '../db/queries/mailboxes.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import { findMessage } from '../db/queries/messages.ts';
import type { MessageRow } from '../db/queries/messages.ts';
import { findRun } from '../db/queries/runs-of-ours.ts';
import type { Run } from '../db/queries/runs-of-ours.ts';
import { findSequence, findSequenceVersion } from '../db/queries/sequences.ts';
import type { Sequence } from '../db/queries/sequences.ts';

export interface MessageContext {
  message: MessageRow;
  /** Null for an answer by hand. */
  run: Run | null;
  sequence: Sequence | null;
  body: SequenceBody;
  version: number;
  /** Null where the version that is sent does not have it any more. */
  step: SequenceStep | null;
  mailbox: Mailbox | null;
}

const noBody: SequenceBody = { ...sequenceDefaults, steps: [] };

export async function findMessageContext(
  conn: Conn,
  key: { workspaceId: string; id: string },
): Promise<MessageContext | undefined> {
  const message = await findMessage(conn, key);
  if (message === undefined) return undefined;
  const { workspaceId, enrollmentId, sequenceId, mailboxId } = message;
  const run =
    enrollmentId === null ? null : ((await findRun(conn, { workspaceId, enrollmentId })) ?? null);
  const sequence =
    sequenceId === null ? null : ((await findSequence(conn, { workspaceId, sequenceId })) ?? null);
  const version =
    sequence === null || sequence.version === null
      ? undefined
      : await findSequenceVersion(conn, {
          workspaceId,
          sequenceId: sequence.id,
          version: sequence.version,
        });
  const body = version?.body ?? noBody;
  return {
    message,
    run,
    sequence,
    body,
    version: version?.version ?? 0,
    step: body.steps.find((step) => step.id === message.stepId) ?? null,
    mailbox:
      mailboxId === null ? null : ((await findMailbox(conn, { workspaceId, mailboxId })) ?? null),
  };
}
