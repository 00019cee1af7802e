// Profile forms, the nearest thing Lever has to custom fields: append-only snapshots that must carry every
// field of their template, so one is filled whole or refused with what has changed.

import { hasOptions, readFormValue } from './form-values.ts';
import type { FieldValue } from './mapping.ts';

/** A template's field as Lever returns it; what we do not know of is sent back as it came. */
export interface FormFieldLike {
  id?: string;
  type: string;
  text: string;
  required?: boolean;
  options?: { text: string; optionId?: string }[];
  value?: unknown;
  [key: string]: unknown;
}

export interface FormTemplateLike {
  id: string;
  text: string;
  fields: FormFieldLike[];
}

export interface FormLike {
  baseTemplateId: string;
  fields: FormFieldLike[];
  createdAt: number;
}

/** Every field of the template verbatim with its value, null where we have none; or why it cannot be filled. */
export function fillForm(
  template: FormTemplateLike,
  values: ReadonlyMap<string, FieldValue>,
): { fields: FormFieldLike[] } | { refused: string[] } {
  const refused: string[] = [];
  const fields: FormFieldLike[] = [];
  const texts = new Set(template.fields.map((field) => field.text));
  for (const text of values.keys()) {
    if (!texts.has(text))
      refused.push(
        `The form "${template.text}" has no field "${text}" any more; map another field or add it again in Lever.`,
      );
  }
  for (const field of template.fields) {
    const filled = filledField(template, field, values.get(field.text) ?? null);
    if ('refused' in filled) refused.push(filled.refused);
    else fields.push({ ...field, value: filled.value });
  }
  return refused.length > 0 ? { refused } : { fields };
}

/** The option as the template writes it: exact, or the only one that differs in case and blanks alone. */
export function matchOption(field: FormFieldLike, wanted: string): string | null {
  const options = (field.options ?? []).map((option) => option.text);
  if (options.includes(wanted)) return wanted;
  const near = options.filter((option) => folded(option) === folded(wanted));
  return near.length === 1 ? (near[0] ?? null) : null;
}

/** What Lever holds per field text: the newest form made from the template counts. */
export function newestFormValues(
  forms: readonly FormLike[],
  templateId: string,
): Map<string, FieldValue> {
  let newest: FormLike | null = null;
  for (const form of forms) {
    if (form.baseTemplateId !== templateId) continue;
    if (newest === null || form.createdAt >= newest.createdAt) newest = form;
  }
  const values = new Map<string, FieldValue>();
  for (const field of newest?.fields ?? [])
    values.set(field.text, readFormValue(field.type, field.value));
  return values;
}

/** The template by id, else by its name; names are compared without case. */
export function findTemplate<Template extends FormTemplateLike>(
  templates: readonly Template[],
  idOrName: string,
): Template | null {
  const byId = templates.find((template) => template.id === idOrName);
  if (byId !== undefined) return byId;
  return templates.find((template) => folded(template.text) === folded(idOrName)) ?? null;
}

function filledField(
  template: FormTemplateLike,
  field: FormFieldLike,
  value: FieldValue,
): { value: unknown } | { refused: string } {
  const where = `The field "${field.text}" of the form "${template.text}"`;
  if (value === null || value === '') {
    if (field.required === true)
      return {
        refused: `${where} is required, and we have no value for it; make it optional in Lever or map a fallback.`,
      };
    return { value: field.type === 'multiple-select' ? [] : null };
  }
  if (!hasOptions(field.type)) {
    if (isOfType(field.type, value)) return { value };
    return {
      refused: `${where} is now of type ${field.type}, which cannot hold this value; change the type in the mapping.`,
    };
  }
  const options: string[] = [];
  for (const wanted of Array.isArray(value) ? value : [String(value)]) {
    const option = matchOption(field, wanted);
    if (option === null)
      return {
        refused: `${where} has no option "${wanted}"; add it in Lever or map to one of: ${optionList(field)}.`,
      };
    options.push(option);
  }
  if (field.type === 'multiple-select') return { value: options };
  if (options.length > 1)
    return { refused: `${where} takes one option, not several; add the transform first.` };
  return { value: options[0] };
}

function isOfType(type: string, value: FieldValue): boolean {
  if (type === 'text' || type === 'textarea') return typeof value === 'string';
  if (type === 'yes-no') return value === 'yes' || value === 'no';
  if (type === 'date') return typeof value === 'number' && Number.isSafeInteger(value);
  return type === 'currency' && typeof value === 'number';
}

/** The options of a field for a message, at most ten of them. */
export function optionList(field: FormFieldLike): string {
  const options = (field.options ?? []).map((option) => `"${option.text}"`);
  return options.length > 10 ? `${options.slice(0, 10).join(', ')} …` : options.join(', ');
}

function folded(text: string): string {
  return text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim().toLowerCase();
}
