// The mapping a new workspace starts with, and the form template it suggests.

import type { FormFieldLike } from './form-fields.ts';
import { hasOptions } from './form-values.ts';
import type { FormFieldType, Mapping, MappingRule } from './mapping.ts';

export const defaultTemplateName = 'Sourcing';

export interface DefaultMappingChoice {
  /** The constant source on every opportunity. */
  sourceName?: string;
  /** Before each tag of the source; '' writes them as they are, null writes none. */
  tagPrefix?: string | null;
  /** Form template to write the sourcing facts to; null writes no form. */
  templateName?: string | null;
}

/** Human-owned fields are only filled where empty; lists lose only what is ours; facts go to a form. */
export function defaultMapping(choice: DefaultMappingChoice = {}): Mapping {
  const { sourceName = 'Pin', tagPrefix = '', templateName = defaultTemplateName } = choice;
  const rules: MappingRule[] = [
    contactRule('name', 'name'),
    { ...contactRule('headline', 'headline'), transforms: headlineTransforms() },
    contactRule('location', 'location'),
    { ...contactRule('emails', 'emails'), policy: 'set_union' },
    { ...contactRule('phones', 'phones'), policy: 'set_union' },
    { from: 'profileUrls', transforms: [], to: { kind: 'links' }, policy: 'set_union' },
    {
      from: null,
      transforms: [{ kind: 'template', text: sourceName, fallback: null }],
      to: { kind: 'sources' },
      policy: 'set_union',
    },
  ];
  if (tagPrefix !== null) {
    const to = { kind: 'tags', prefix: tagPrefix } as const;
    rules.push({ from: 'tags', transforms: [], to, policy: 'set_union' });
  }
  if (templateName !== null) rules.push(...formRules(templateName));
  return { version: 1, computed: [], rules };
}

/** The template to create in Lever for the form fields of a mapping under this name, or null where it has none. */
export function suggestedTemplate(
  mapping: Mapping,
  templateName: string,
): { text: string; instructions: string; fields: FormFieldLike[] } | null {
  const fields: FormFieldLike[] = [];
  for (const { to, transforms } of mapping.rules) {
    if (to.kind !== 'form' || to.template !== templateName) continue;
    const field: FormFieldLike = {
      type: to.type,
      text: to.field,
      description: '',
      required: false,
    };
    if (to.type === 'currency') field.currency = 'USD';
    if (hasOptions(to.type)) {
      const last = transforms.at(-1);
      const texts = last?.kind === 'map' ? Object.values(last.table) : [];
      field.options = [...new Set(texts)].map((text) => ({ text }));
      if (to.type === 'dropdown') field.prompt = 'Select one';
    }
    fields.push(field);
  }
  if (fields.length === 0) return null;
  const instructions = 'Filled in from sourcing. A new copy is added when something changed.';
  return { text: templateName, instructions, fields };
}

function contactRule(from: string, field: 'name' | 'headline' | 'location' | 'emails' | 'phones') {
  return {
    from,
    transforms: [],
    to: { kind: 'contact', field },
    policy: 'fill_if_empty',
  } satisfies MappingRule;
}

function headlineTransforms(): MappingRule['transforms'] {
  return [
    { kind: 'first_filled', of: ['title'] },
    { kind: 'truncate', length: 250 },
  ];
}

function formRules(template: string): MappingRule[] {
  const rule = (
    from: string,
    field: string,
    more: { type: FormFieldType; transforms?: MappingRule['transforms'] },
  ): MappingRule => ({
    from,
    transforms: more.transforms ?? [],
    to: { kind: 'form', template, field, type: more.type },
    policy: 'ours_if_untouched',
  });
  const stages = { in_sequence: 'In sequence', contacted: 'Contacted', replied: 'Replied' };
  return [
    rule('source', 'pin_source', { type: 'text' }),
    rule('sourcer', 'pin_sourcer', { type: 'text' }),
    rule('foundAt', 'pin_date_found', { type: 'date' }),
    rule('hasVerifiedEmail', 'has_verified_email', { type: 'yes-no' }),
    rule('outreachStage', 'outreach_stage', {
      type: 'dropdown',
      transforms: [{ kind: 'map', table: stages, otherwise: null }],
    }),
  ];
}
