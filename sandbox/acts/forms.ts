// Profile forms: append-only snapshots that must answer every field of their template.
import { changeOpportunity, type Account, type Actor } from '../account.ts';
import { badRequest } from '../wire/refusal.ts';
import type { Body } from '../wire/fields.ts';
import type { Form, FormField, FormTemplate, Opportunity } from '../world/rows.ts';
import { remember } from '../world/world.ts';

export const FORM_FIELD_TYPES = [
  'currency',
  'date',
  'dropdown',
  'multiple-choice',
  'multiple-select',
  'text',
  'textarea',
  'yes-no',
] as const;

/** Adds a form; any mismatch with the template refuses the whole. */
export function addForm(
  account: Account,
  wish: { row: Opportunity; template: FormTemplate; answers: Body[]; secret?: boolean | undefined },
  actor: Actor,
): Form {
  const { row, template } = wish;
  const now = account.clock.now();
  const form: Form = {
    id: account.ids.uuid(),
    opportunity: row.id,
    text: template.text,
    instructions: template.instructions,
    baseTemplateId: template.id,
    fields: answersOf(template, wish.answers),
    user: actor.user,
    stage: row.stage,
    secret: wish.secret ?? template.secretByDefault,
    createdAt: now,
    completedAt: now,
    deletedAt: null,
  };
  remember(account.world, form.id, null, now);
  const list = account.world.forms.get(row.id);
  if (list) list.push(form);
  else account.world.forms.set(row.id, [form]);
  changeOpportunity(account, row, { lastInteractionAt: now });
  return form;
}

function answersOf(template: FormTemplate, answers: Body[]): FormField[] {
  if (answers.length !== template.fields.length) {
    throw badRequest('fields must hold every field of the form template');
  }
  const left = answers.slice();
  return template.fields.map((field) => {
    const at = left.findIndex((each) => isAnswerTo(field, each));
    const answer = at < 0 ? undefined : left.splice(at, 1)[0];
    if (!answer) throw badRequest(`fields do not match the form template: ${field.text}`);
    return { ...field, value: checkedValue(field, answer['value']) };
  });
}

/** An answer belongs to a field by id, or by type and text where no id was sent. */
function isAnswerTo(field: FormField, answer: Body): boolean {
  if (answer['id'] !== undefined) return answer['id'] === field.id;
  return answer['type'] === field.type && answer['text'] === field.text;
}

function checkedValue(field: FormField, value: unknown): unknown {
  if (value === undefined || value === null || value === '') {
    if (field.required) throw badRequest(`${field.text} is required`);
    return field.type === 'multiple-select' ? [] : null;
  }
  const refuse = (wanted: string): never => {
    throw badRequest(`${field.text} must be ${wanted}`);
  };
  const options = optionTexts(field);
  switch (field.type) {
    case 'text':
    case 'textarea':
      return typeof value === 'string' ? value : refuse('a string');
    case 'dropdown':
    case 'multiple-choice':
      return typeof value === 'string' && options.includes(value)
        ? value
        : refuse('one of its options');
    case 'multiple-select': {
      const known = Array.isArray(value) && value.every((each) => options.includes(String(each)));
      return known ? value : refuse('an array of its options');
    }
    case 'yes-no':
      return value === 'yes' || value === 'no' ? value : refuse('yes or no');
    case 'date':
      return Number.isSafeInteger(value) ? value : refuse('a timestamp in milliseconds');
    case 'currency':
      return typeof value === 'number' && Number.isFinite(value) ? value : refuse('a number');
    default:
      return value;
  }
}

function optionTexts(field: FormField): string[] {
  const options = field['options'];
  if (!Array.isArray(options)) return [];
  return options.map((each: { text?: unknown }) => String(each.text));
}
