// Once it is quiet both sides agree: what Lever says is what we know, and nothing is left to write.

import { loadRecordFacts } from '../../src/flows/load-record-facts.ts';
import { findConnection } from '../../src/db/queries/lever-connections.ts';
import { nextRecordStep } from '../../src/core/sync/plan-record.ts';
import type { Checked, Invariant } from './invariant.ts';

export const agreementInvariants: readonly Invariant[] = [
  {
    id: 'I13',
    says: 'stage and archive reason are known as they are in Lever',
    check: sameStanding,
  },
  {
    id: 'I13',
    says: 'what was deleted or anonymised in Lever is known to be gone',
    check: goneIsGone,
  },
  { id: 'I12', says: 'nothing is left to write', check: nothingLeft },
];

async function recordsOf({ db, workspaceId }: Checked) {
  return await db
    .selectFrom('records')
    .innerJoin('persons', (on) =>
      on
        .onRef('persons.workspaceId', '=', 'records.workspaceId')
        .onRef('persons.id', '=', 'records.personId'),
    )
    .select([
      'records.id',
      'records.opportunityId',
      'records.stageId',
      'records.archiveReasonId',
      'records.opportunity',
      'records.gone',
    ])
    .where('records.workspaceId', '=', workspaceId)
    .where('records.opportunityId', 'is not', null)
    // Of whoever was erased nothing is kept up to date.
    .where('persons.isErased', '=', false)
    .orderBy('records.id')
    .execute();
}

async function sameStanding(checked: Checked): Promise<string[]> {
  const byId = new Map(checked.opportunities.map((one) => [one.id, one]));
  const records = await recordsOf(checked);
  return records.flatMap((record) => {
    const there = byId.get(record.opportunityId ?? '');
    if (record.gone !== null || there === undefined || there.isAnonymized) return [];
    if (record.opportunity === null) return [`record ${record.id} was never read back`];
    const known = `${record.stageId} ${record.archiveReasonId}`;
    const real = `${there.stage} ${there.archived?.reason ?? null}`;
    return known === real ? [] : [`record ${record.id} is believed at ${known}, and is at ${real}`];
  });
}

async function goneIsGone(checked: Checked): Promise<string[]> {
  const byId = new Map(checked.opportunities.map((one) => [one.id, one]));
  const records = await recordsOf(checked);
  return records.flatMap((record) => {
    const there = byId.get(record.opportunityId ?? '');
    const isGone = there === undefined || there.isAnonymized;
    if (isGone && record.gone === null) return [`record ${record.id} is gone in Lever, unnoticed`];
    if (!isGone && record.gone !== null)
      return [`record ${record.id} is believed gone, and is there`];
    return [];
  });
}

async function nothingLeft(checked: Checked): Promise<string[]> {
  const { db, workspaceId, world } = checked;
  const parked = await db
    .selectFrom('intents')
    .select('subjectId')
    .where('state', '=', 'parked')
    .execute();
  const isParked = new Set(parked.map((row) => row.subjectId));
  const connection = await findConnection(db, workspaceId);
  const now = new Date(world.scheduler.nowMs() + world.clockOffsetMs);
  const left: string[] = [];
  const records = await db
    .selectFrom('records')
    .select('id')
    .where('workspaceId', '=', workspaceId)
    .orderBy('id')
    .execute();
  for (const { id } of records) {
    if (isParked.has(id)) continue;
    const loaded = await loadRecordFacts(
      db,
      { workspaceId, recordId: id },
      { now, integrationUserId: connection?.performAs ?? '' },
    );
    if (loaded === undefined) continue;
    const step = nextRecordStep(loaded.facts);
    // Reading again is no change; what waits for company is due later.
    if (step.step === 'effect' || step.step === 'agree' || step.step === 'undo')
      left.push(`record ${id} still wants ${JSON.stringify(step).slice(0, 300)}`);
  }
  return left;
}
