// A form template that somebody changed in Lever no longer takes what the mapping writes. Found before a write,
// it parks only the rules it breaks, with what changed; every other field goes on.

import { checkMapping } from './mapping-check.ts';
import type { FormTemplateLike } from './form-fields.ts';
import { findTemplate } from './form-fields.ts';
import type { Mapping } from './mapping.ts';
import { templatesOf } from './mapping.ts';

export interface MappingDrift {
  /** As the mapping names it. */
  template: string;
  /** Indexes of the rules that cannot be written until somebody acts. */
  rules: number[];
  /** What changed and what to do, one sentence each. */
  messages: string[];
}

/** Where the account's templates no longer fit the mapping; empty while all is well. */
export function templateDrift(
  mapping: Mapping,
  templates: readonly FormTemplateLike[],
): MappingDrift[] {
  const problems = checkMapping(mapping, { templates });
  const drifts: MappingDrift[] = [];
  for (const name of templatesOf(mapping)) {
    const drift: MappingDrift = { template: name, rules: [], messages: [] };
    for (const { at, message } of problems) {
      const index = Number(/^rules\[(\d+)\]/.exec(at)?.[1] ?? -1);
      const to = mapping.rules[index]?.to;
      if (to?.kind !== 'form' || to.template !== name) continue;
      if (!drift.rules.includes(index)) drift.rules.push(index);
      if (!drift.messages.includes(message)) drift.messages.push(message);
    }
    addUnfillable(drift, { mapping, templates });
    if (drift.messages.length > 0) drifts.push(drift);
  }
  return drifts;
}

/** A form is written whole: a required field that no rule fills stops every field of its template. */
function addUnfillable(
  drift: MappingDrift,
  { mapping, templates }: { mapping: Mapping; templates: readonly FormTemplateLike[] },
): void {
  const template = findTemplate(templates, drift.template);
  if (template === null) return;
  const ofTemplate = mapping.rules
    .map((rule, index) => ({ rule, index }))
    .filter(({ rule }) => rule.to.kind === 'form' && rule.to.template === drift.template);
  const mapped = new Set(
    ofTemplate.map(({ rule }) => (rule.to.kind === 'form' ? rule.to.field : '')),
  );
  for (const field of template.fields) {
    if (field.required !== true || mapped.has(field.text)) continue;
    const message = `The form "${template.text}" now requires "${field.text}", which no rule fills; map it or make it optional in Lever.`;
    drift.messages.push(message);
    drift.rules = ofTemplate.map(({ index }) => index);
  }
}
