// The mapping Fulcrum suggests, and the form templates a mapping needs: created, or checked against what stands there.

import { InputError } from '../core/input-error.ts';
import type { MappingDrift } from '../core/sync/drift.ts';
import { defaultMapping, suggestedTemplate } from '../core/sync/mapping-default.ts';
import type { DefaultMappingChoice } from '../core/sync/mapping-default.ts';
import { templatesOf, type Mapping } from '../core/sync/mapping.ts';
import { lanes } from '../engine/lanes.ts';
import { callLimited } from '../engine/limiter.ts';
import { checkTemplates } from './check-templates.ts';
import type { Deps } from './deps.ts';
import { findLeverAccess } from './lever-access.ts';

export interface SuggestedMapping {
  mapping: Mapping;
  /** What to create in Lever before the mapping can be put in force. */
  templates: NonNullable<ReturnType<typeof suggestedTemplate>>[];
}

/** What an admin did not choose is as Fulcrum ships. */
export function suggestMapping(choice: DefaultMappingChoice): SuggestedMapping {
  const mapping = defaultMapping(choice);
  const templates = templatesOf(mapping).flatMap((name) => suggestedTemplate(mapping, name) ?? []);
  return { mapping, templates };
}

/** Holds every mapping in force against the templates as they are now. Throws InputError without a connection. */
export async function checkTemplatesNow(
  deps: Deps,
  input: { workspaceId: string },
): Promise<MappingDrift[]> {
  const { workspaceId } = input;
  const lever = await findLeverAccess(deps.db, deps, workspaceId);
  if (lever === null) throw new InputError('conflict', 'Lever is not connected; connect it first.');
  const { access, queueKey } = lever;
  const limited = async <Answer>(call: () => Promise<Answer>): Promise<Answer> =>
    await callLimited(deps, { queueKey, lane: lanes.interactive }, call);
  return await checkTemplates({ deps, access, workspaceId, limited });
}
