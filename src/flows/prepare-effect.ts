// Makes a planned effect complete: the payload holds everything a later process needs to send the same bytes.

import { fillForm } from '../core/sync/form-fields.ts';
import type { Effect, RecordFacts } from '../core/sync/plan-record.ts';
import type { EffectContext } from './record-effects/effect.ts';
import { getFormTemplate, TemplateDrifted } from './form-templates.ts';
import { creationPayload } from './record-effects/resolve-effect.ts';

/** Throws PortFailure where the outside does not allow it as it is, TemplateDrifted where a form template changed. */
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
      const { kind: _kind, settles, conflicts, ...change } = effect;
      return {
        change,
        settles,
        conflicts,
        before: facts.contact,
        readAtMs: facts.contactReadAtMs,
      };
    }
    case 'set_stage':
      return { from: effect.from, to: effect.to };
    case 'write_note':
      return { note: effect.note };
    case 'upload_resume':
      return {
        contentHash: effect.contentHash,
        name: facts.wanted.resume?.name,
        mediaType: facts.wanted.resume?.mediaType,
      };
    case 'create_form': {
      const template = await getFormTemplate(context, effect.form.template);
      const filled = fillForm(template, new Map(Object.entries(effect.form.values)));
      if ('refused' in filled) throw new TemplateDrifted(effect.form.template, filled.refused);
      return {
        template: effect.form.template,
        templateId: template.id,
        fields: filled.fields,
        before: effect.before,
        written: effect.form.values,
        settles: effect.settles,
        conflicts: effect.conflicts,
      };
    }
  }
}
