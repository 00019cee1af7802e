// Reads the newest profile forms of a record before a new one is added: what a human put there is not blanked.

import { newestFormValues } from '../core/sync/form-fields.ts';
import type { FieldValue } from '../core/sync/mapping.ts';
import type { RecordFacts } from '../core/sync/plan-record.ts';
import { storeFormsRead } from '../db/queries/record-changes.ts';
import type { LeverForm } from '../ports/lever.ts';
import { getFormTemplate } from './form-templates.ts';
import { readPages } from './read-pages.ts';
import type { EffectContext } from './record-effects/effect.ts';

/** An opportunity with more pages of forms than this is not read to the end; the newest come first or last. */
const pagesMax = 10;

/** Stores per mapped template the values of its newest form. Throws TemplateDrifted where a template is gone. */
export async function readRecordForms(context: EffectContext, facts: RecordFacts): Promise<void> {
  const { deps, access, workspaceId, recordId, opportunityId } = context;
  const templateIds = new Map<string, string>();
  for (const { template } of facts.wanted.forms)
    templateIds.set(template, (await getFormTemplate(context, template)).id);
  const forms: LeverForm[] = [];
  const pages = readPages(
    (page) => context.limited(() => deps.lever.listForms(access, opportunityId ?? '', page)),
    pagesMax,
  );
  for await (const rows of pages) forms.push(...rows);
  const values: Record<string, Record<string, FieldValue>> = {};
  for (const [template, id] of templateIds)
    values[template] = Object.fromEntries(newestFormValues(forms, id));
  await deps.db.transaction().execute(async (trx) => {
    await storeFormsRead(trx, { workspaceId, recordId, forms: values, now: deps.clock.now() });
  });
}
