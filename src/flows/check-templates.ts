// Holds the mappings in force against the form templates as they are now: what no longer fits is parked, what fits
// again is released and written. Every hour, and with the preflight.

import { templateDrift, type MappingDrift } from '../core/sync/drift.ts';
import { templatesOf } from '../core/sync/mapping.ts';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { listMappings, type MappingVersion } from '../db/queries/mappings.ts';
import { listParkedTemplates, unparkTemplate } from '../db/queries/parked-templates.ts';
import { listMappedRecords } from '../db/queries/run-scope.ts';
import { lanes } from '../engine/lanes.ts';
import type { Deps } from './deps.ts';
import { parkDriftedIn, readFormTemplates } from './form-templates.ts';
import { requestRecordWork } from './notice-person.ts';
import type { EffectContext } from './record-effects/effect.ts';

const sliceSize = 500;
const slicesMax = 20_000;

/** One call, and none where no mapping writes a form. Safe to repeat. */
export async function checkTemplates(
  context: Pick<EffectContext, 'deps' | 'access' | 'workspaceId' | 'limited'>,
): Promise<MappingDrift[]> {
  const { deps, workspaceId } = context;
  const mappings = await listMappings(deps.db, workspaceId);
  if (mappings.every(({ body }) => templatesOf(body).length === 0)) return [];
  const templates = await readFormTemplates(context, 0);
  const drifts = mappings.flatMap(({ body }) => templateDrift(body, templates));
  const drifted = new Set(drifts.map((drift) => drift.template));
  const parked = await listParkedTemplates(deps.db, workspaceId);
  const free = parked.map((one) => one.template).filter((template) => !drifted.has(template));
  await deps.db.transaction().execute(async (trx) => {
    const entries: AuditEntry[] = [];
    for (const { template, messages } of drifts)
      entries.push(
        ...(await parkDriftedIn(trx, deps, { workspaceId, drifted: { template, messages } })),
      );
    for (const template of free) {
      await unparkTemplate(trx, { workspaceId, template });
      const entry = { workspaceId, actor: 'system', subjectKind: 'form_template', detail: {} };
      entries.push({ ...entry, action: 'mapping.released', subjectId: template });
    }
    await appendAudit(trx, deps, entries);
  });
  for (const mapping of mappings)
    if (templatesOf(mapping.body).some((template) => free.includes(template)))
      await requestWaiting(deps, workspaceId, mapping);
  return drifts;
}

/** What waited for the template is looked at again. */
async function requestWaiting(
  deps: Deps,
  workspaceId: string,
  { kind }: MappingVersion,
): Promise<void> {
  const jobId = kind === 'mapping' ? null : kind.slice('mapping:'.length);
  let after: string | null = null;
  for (let slice = 0; slice < slicesMax; slice += 1) {
    const scope = { workspaceId, jobId, after, limit: sliceSize };
    const recordIds: string[] = await listMappedRecords(deps.db, scope);
    if (recordIds.length === 0) break;
    await deps.db.transaction().execute(async (trx) => {
      const because = 'a form template fits again';
      await requestRecordWork(trx, deps, { workspaceId, recordIds, because, lane: lanes.backfill });
    });
    after = recordIds.at(-1) ?? null;
  }
  deps.wake();
}
