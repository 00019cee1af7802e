// Makes a planned effect complete: the payload holds everything a later process needs to send the same bytes.

import { fillForm } from '../core/sync/form-fields.ts';
import type { Effect, RecordFacts } from '../core/sync/plan-record.ts';
import { PortFailure } from '../ports/failure.ts';
import type { LeverFormTemplate } from '../ports/lever.ts';
import type { EffectContext } from './record-effects/effect.ts';
import { readPages } from './read-pages.ts';
import { creationPayload } from './record-effects/resolve-effect.ts';

const templatePagesMax = 20;

/** Throws PortFailure where the outside does not allow it as it is, such as a changed form template. */
export async function prepareEffect(
  context: EffectContext,
  planned: { effect: Effect; facts: RecordFacts },
): Promise<unknown> {
  const { effect, facts } = planned;
  switch (effect.kind) {
    case 'create_opportunity':
      return creationPayload(effect, facts.wanted, facts.postingId);
    case 'add_set':
    case 'remove_set':
      return { field: effect.field, values: effect.values };
    case 'update_contact': {
      const { kind: _kind, ...change } = effect;
      const { emails, phones } = facts.wanted;
      return {
        change,
        wanted: { emails, phones },
        before: facts.contact,
        readAtMs: facts.contactReadAtMs,
      };
    }
    case 'write_note':
      return { note: effect.note };
    case 'upload_resume':
      return {
        contentHash: effect.contentHash,
        name: facts.wanted.resume?.name,
        mediaType: facts.wanted.resume?.mediaType,
      };
    case 'create_form': {
      const template = await findTemplate(context, effect.form.template);
      const filled = fillForm(template, new Map(Object.entries(effect.form.values)));
      if ('refused' in filled) {
        throw new PortFailure({
          kind: 'rejected',
          message: `The form "${template.text}" changed in Lever: ${filled.refused.join(' ')}`,
          detail: 'form template drifted',
        });
      }
      return {
        template: effect.form.template,
        templateId: template.id,
        fields: filled.fields,
        values: effect.values,
      };
    }
  }
}

/** Read before every form: a recruiter may have edited the template, and Lever refuses a form that lacks a field. */
async function findTemplate(context: EffectContext, wanted: string): Promise<LeverFormTemplate> {
  const { deps, access } = context;
  const pages = readPages(
    (page) => context.limited(() => deps.lever.listFormTemplates(access, page)),
    templatePagesMax,
  );
  for await (const rows of pages) {
    const found = rows.find((one) => one.id === wanted || one.text === wanted);
    if (found !== undefined) return found;
  }
  throw new PortFailure({
    kind: 'rejected',
    message: `Lever has no active profile form "${wanted}". Create it, or change the field mapping.`,
    detail: 'form template not found',
  });
}
