// Creates in Lever the form template a mapping suggests, unless one of that name exists already.

import { InputError } from '../core/input-error.ts';
import { suggestedTemplate } from '../core/sync/mapping-default.ts';
import { findTemplate } from '../core/sync/form-fields.ts';
import type { Mapping } from '../core/sync/mapping.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { lanes } from '../engine/lanes.ts';
import { callLimited } from '../engine/limiter.ts';
import type { Deps } from './deps.ts';
import { readFormTemplates } from './form-templates.ts';
import { findLeverAccess } from './lever-access.ts';

export interface CreatedTemplate {
  id: string;
  /** False where Lever had one of that name: it is checked with the mapping, never changed. */
  isNew: boolean;
}

/**
 * Looks before it creates, and looks again should the answer be lost: the name is what tells templates apart.
 * Throws InputError where the mapping writes no such template or Lever is not connected.
 */
export async function createFormTemplate(
  deps: Deps,
  input: { workspaceId: string; mapping: Mapping; templateName: string; actor: string },
): Promise<CreatedTemplate> {
  const { workspaceId, mapping, templateName, actor } = input;
  const suggested = suggestedTemplate(mapping, templateName);
  if (suggested === null)
    throw new InputError('invalid', `The mapping writes no form "${templateName}".`);
  const lever = await findLeverAccess(deps.db, deps, workspaceId);
  if (lever === null) throw new InputError('conflict', 'Lever is not connected; connect it first.');
  const { access, queueKey } = lever;
  const limited = async <Answer>(call: () => Promise<Answer>): Promise<Answer> =>
    await callLimited(deps, { queueKey, lane: lanes.interactive }, call);
  const context = { deps, access, workspaceId, limited };
  const there = findTemplate(await readFormTemplates(context, 0), templateName);
  if (there !== null) return { id: there.id, isNew: false };
  const { id } = await limited(() => deps.lever.createFormTemplate(access, suggested));
  await readFormTemplates(context, 0);
  await deps.db.transaction().execute(async (trx) => {
    const detail = { templateName, fields: suggested.fields.map((field) => field.text) };
    const entry = { workspaceId, actor, subjectKind: 'form_template', subjectId: id, detail };
    await appendAudit(trx, deps, [{ ...entry, action: 'form_template.created' }]);
  });
  return { id, isNew: true };
}
