// The short way back: a stage change in Lever, and the pause that reaches the sourcing tool.

import { sql } from 'kysely';
import type { DemoParts } from './demo-parts.ts';
import { control } from './sandbox-world.ts';
import type { HeldFact, SourceWatch } from './source-watch.ts';

/** Somebody whose outreach goes on and who could be moved to an interview. */
export interface Movable {
  personId: string;
  name: string;
  opportunityId: string;
  stageId: string;
  stageText: string;
}

const pauseWithinMs = 30_000;

/** Somebody whose sequence is running; undefined where nobody is left. */
export async function findMovable({ fulcrum, sandbox }: DemoParts): Promise<Movable | undefined> {
  const found = await sql<{ personId: string; name: string; opportunityId: string }>`
    select r.person_id, p.canonical -> 'name' ->> 'value' as name, r.opportunity_id
    from records r
    join persons p on p.workspace_id = r.workspace_id and p.id = r.person_id
    where r.workspace_id = ${fulcrum.workspaceId} and r.opportunity_id is not null and r.gone is null
      and exists (select 1 from enrollments e where e.workspace_id = r.workspace_id
        and e.person_id = r.person_id and e.state = 'active')
      and not exists (select 1 from holds h where h.workspace_id = r.workspace_id
        and h.person_id = r.person_id and h.lifted_at is null)
    order by r.created_at, r.id limit 1`.execute(fulcrum.deps.db);
  const stages = await control<{ id: string; text: string }[]>(sandbox.controlUrl, 'stages');
  const stage = stages.find((one) => /interview/i.test(one.text));
  const [person] = found.rows;
  if (person === undefined || stage === undefined) return undefined;
  return { ...person, stageId: stage.id, stageText: stage.text };
}

/** Moves the candidate in the sandbox; the milliseconds until the source had the pause. Throws where none comes. */
export async function moveAndWait(
  parts: DemoParts,
  source: SourceWatch,
  movable: Movable,
): Promise<number> {
  const { clock } = parts.fulcrum.deps;
  const arrived = Promise.withResolvers<number>();
  source.onHeld((fact) => {
    if (fact.personId !== movable.personId) return;
    void sinceStageChange(parts, movable.opportunityId, fact).then(arrived.resolve, arrived.reject);
  });
  await control(parts.sandbox.controlUrl, 'moveStage', {
    opportunity: movable.opportunityId,
    stage: movable.stageId,
  });
  const late = clock.sleep(pauseWithinMs).then(() => {
    throw new Error(`No pause reached the source within ${pauseWithinMs / 1000} seconds.`);
  });
  late.catch(() => undefined);
  return await Promise.race([arrived.promise, late]);
}

/** Tells of each pause with the time since the stage changed in Lever. */
export function tellPauses(
  parts: DemoParts,
  source: SourceWatch,
  tell: (line: string) => void,
): void {
  source.onHeld((fact) => {
    void describe(parts, fact).then(tell, () => tell(`${fact.type} for ${fact.humanKey}`));
  });
}

async function describe(parts: DemoParts, fact: HeldFact): Promise<string> {
  const { fulcrum } = parts;
  const record = await sql<{ opportunityId: string; name: string }>`
    select r.opportunity_id, p.canonical -> 'name' ->> 'value' as name
    from records r
    join persons p on p.workspace_id = r.workspace_id and p.id = r.person_id
    where r.workspace_id = ${fulcrum.workspaceId} and r.person_id = ${fact.personId ?? null}
      and r.opportunity_id is not null
    order by r.status_at desc nulls last limit 1`.execute(fulcrum.deps.db);
  const [found] = record.rows;
  if (found === undefined) return `${fact.type} arrived for ${fact.humanKey}.`;
  const ms = await sinceStageChange(parts, found.opportunityId, fact);
  const word = fact.type === 'outreach.stop' ? 'stop' : 'pause';
  return `The ${word} for ${found.name} reached the sourcing tool ${ms} ms after the stage changed in Lever.`;
}

interface Moved {
  stageChanges: { updatedAt: number }[];
}

async function sinceStageChange(
  { sandbox }: DemoParts,
  opportunityId: string,
  fact: HeldFact,
): Promise<number> {
  const moved = await control<Moved>(sandbox.controlUrl, 'opportunity', { id: opportunityId });
  const movedMs = moved.stageChanges.at(-1)?.updatedAt ?? 0;
  return Date.parse(fact.receivedAt) - movedMs;
}
