// Outreach stops where Lever or the person says so, stays stopped until a human lifts it, and the source is told.

import { sql } from 'kysely';
import { effectOf } from '../../src/core/outreach/pause-rules.ts';
import { strongerEffect, type OutreachEffect } from '../../src/core/status/status.ts';
import { statusOf, statusOfStage } from '../../src/core/status/status-rules.ts';
import { getOutreachRules } from '../../src/flows/outreach-rules.ts';
import type { Checked, Invariant, SandboxOpportunity } from './invariant.ts';

export const outreachInvariants: readonly Invariant[] = [
  { id: 'I8', says: 'what happened in Lever holds outreach by the pause rule', check: ruleHolds },
  { id: 'I8', says: 'only a human lifts a hold', check: onlyHumansLift },
  { id: 'I8', says: 'nobody who opted out is without a stop', check: optOutStops },
  { id: 'I7', says: 'no enrollment is active under a hold', check: noneActive },
  { id: 'I7', says: 'the source was told, or somebody has to act', check: sourceIsTold },
];

async function ruleHolds(checked: Checked): Promise<string[]> {
  const { db, workspaceId } = checked;
  const rules = await getOutreachRules(db, workspaceId);
  const { rows } = await sql<{
    recordId: string;
    opportunityId: string;
    isOurs: boolean;
    effects: string[];
    wasLifted: boolean;
  }>`
    with recursive live as (
      select workspace_id, id as first_id, id, merged_into from persons where workspace_id = ${workspaceId}
      union all
      select p.workspace_id, l.first_id, p.id, p.merged_into from persons p
        join live l on p.workspace_id = l.workspace_id and p.id = l.merged_into
    )
    select r.id as record_id, r.opportunity_id, r.is_ours,
      coalesce((select jsonb_agg(h.effect) from holds h where h.workspace_id = r.workspace_id
        and h.person_id = l.id and h.lifted_at is null), '[]'::jsonb) as effects,
      exists (select from holds h where h.workspace_id = r.workspace_id and h.lifted_at is not null) as was_lifted
    from records r join live l on l.first_id = r.person_id and l.merged_into is null
    where r.opportunity_id is not null and r.gone is null`.execute(db);
  const byId = new Map(checked.opportunities.map((one) => [one.id, one]));
  const reasons = new Map(
    checked.world.sandbox.control.archiveReasons({}).map((reason) => [reason.id, reason]),
  );
  return rows.flatMap((row) => {
    const there = byId.get(row.opportunityId);
    // After a lift only new changes count, and which were new is not for this rule to say.
    if (there === undefined || there.isAnonymized || row.wasLifted) return [];
    const archive =
      there.archived === null
        ? null
        : {
            reasonId: there.archived.reason,
            text: reasons.get(there.archived.reason)?.text ?? null,
            isHired: reasons.get(there.archived.reason)?.type === 'hired',
          };
    const { status } = statusOf(rules.status, { stageId: there.stage, archive });
    const wanted = row.isOurs
      ? strongerEffect(effectOf(rules.pause, status), strongestEver(rules, there))
      : effectOf(rules.pause, status);
    const held = row.effects.reduce<OutreachEffect>(
      (strongest, effect) => strongerEffect(strongest, effect as OutreachEffect),
      'continue',
    );
    return strongerEffect(held, wanted) === held
      ? []
      : [`record ${row.recordId} asks for ${wanted}, in force is ${held}`];
  });
}

function strongestEver(
  rules: Awaited<ReturnType<typeof getOutreachRules>>,
  there: SandboxOpportunity,
): OutreachEffect {
  return there.stageChanges.reduce<OutreachEffect>(
    (strongest, { toStageId }) =>
      strongerEffect(
        strongest,
        effectOf(rules.pause, statusOfStage(rules.status, toStageId).status),
      ),
    'continue',
  );
}

async function onlyHumansLift({ world, db, workspaceId }: Checked): Promise<string[]> {
  const lifted = await db
    .selectFrom('holds')
    .select(['id', 'liftedBy'])
    .where('workspaceId', '=', workspaceId)
    .where('liftedAt', 'is not', null)
    .execute();
  return lifted
    .filter((hold) => !world.seen.liftedHoldIds.has(hold.id))
    .map((hold) => `hold ${hold.id} was lifted by ${hold.liftedBy}`);
}

async function optOutStops({ db, workspaceId }: Checked): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select t.id from touches t join persons p on p.workspace_id = t.workspace_id and p.id = t.person_id
    where t.workspace_id = ${workspaceId} and t.kind = 'unsubscribed' and not p.is_erased
      and not exists (select from holds h where h.workspace_id = t.workspace_id and h.person_id = t.person_id
        and h.effect = 'stop' and h.lifted_at is null)`.execute(db);
  return rows.map(({ id }) => `the person of touch ${id} opted out and is not stopped`);
}

async function noneActive({ db, workspaceId }: Checked): Promise<string[]> {
  const { rows } = await sql<{ id: string; effect: string; state: string }>`
    select e.id, h.effect, e.state from enrollments e
    join holds h on h.workspace_id = e.workspace_id and h.person_id = e.person_id and h.lifted_at is null
    where e.workspace_id = ${workspaceId}
      and (e.state = 'active' or (e.state = 'paused' and h.effect = 'stop'))`.execute(db);
  return rows.map((row) => `enrollment ${row.id} is ${row.state} under a ${row.effect}`);
}

async function sourceIsTold({ world, db, workspaceId }: Checked): Promise<string[]> {
  const deliveries = await db
    .selectFrom('webhookDeliveries')
    .select(['id', 'state', 'event'])
    .where('workspaceId', '=', workspaceId)
    .execute();
  const got = new Set(world.seen.webhooks.map((webhook) => webhook.id));
  return deliveries.flatMap(({ id, state, event }) => {
    if (state === 'pending') return [`${event} ${id} still waits`];
    if (state === 'delivered' && !got.has(id)) return [`${event} ${id} was never received`];
    return [];
  });
}
