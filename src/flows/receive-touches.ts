// Takes in touches: validated items in, one result per item out, committed before it returns.
import type { ReceivedTouch } from '../core/people/received.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { insertTouches } from '../db/queries/intake.ts';
import type { TouchRow } from '../db/queries/intake.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { contentHashOf, impossibleInstant, takeIntake } from './take-intake.ts';
import type { IntakeBatch, IntakeResult, Prepared } from './take-intake.ts';

interface PreparedTouch extends Prepared {
  row: TouchRow;
}

/** Idempotent by (source, sourceEventId): the same batch again gives only duplicates. */
export async function receiveTouches(
  deps: Deps,
  batch: IntakeBatch<ReceivedTouch>,
): Promise<IntakeResult[]> {
  const { workspaceId, actor } = batch;
  const now = deps.clock.now();
  const prepared = batch.items.map((item) =>
    item.isFit
      ? prepare(deps, item.item, now)
      : ({ result: 'rejected', field: item.field, message: item.message } as const),
  );
  const insert = (trx: Trx, rows: readonly PreparedTouch[]): Promise<Set<string>> =>
    insertTouches(trx, { workspaceId, now, rows: rows.map(({ row }) => row) });
  const kind = { kind: 'touch', table: 'touches', insert } as const;
  const results = await inTransaction(deps.db, async (trx) => {
    const taken = await takeIntake(trx, deps, { workspaceId, actor, kind, prepared });
    await appendAudit(trx, deps, taken.audit);
    return taken.results;
  });
  deps.wake();
  return results;
}

function prepare(
  deps: Deps,
  touch: ReceivedTouch,
  now: Date,
): PreparedTouch | Extract<IntakeResult, { result: 'rejected' }> {
  const impossible = impossibleInstant('occurredAt', touch.occurredAt, now);
  if (impossible !== null) return { result: 'rejected', field: 'occurredAt', message: impossible };
  const payload = JSON.stringify(touch);
  return {
    row: {
      id: deps.ids.next(),
      source: touch.source,
      sourceEventId: touch.sourceEventId,
      contentHash: contentHashOf(payload),
      jobId: null,
      payload,
      at: touch.occurredAt,
      channel: touch.channel,
      kind: touch.kind,
      sequence: touch.sequence ?? '',
      step: touch.step ?? null,
    },
    job: touch.job ?? null,
  };
}
