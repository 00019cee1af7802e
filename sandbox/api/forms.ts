// Profile forms and their templates. Forms can be added and read, never changed.
import { addForm, FORM_FIELD_TYPES } from '../acts/forms.ts';
import {
  optionalFlag,
  optionalObjects,
  optionalString,
  requiredString,
  type Body,
} from '../wire/fields.ts';
import { pageOf } from '../wire/page.ts';
import { badRequest, forbidden, notFound } from '../wire/refusal.ts';
import { NOTHING, type Call, type Route } from '../wire/route.ts';
import type { Form, FormField, FormTemplate } from '../world/rows.ts';
import { versionAt } from '../world/world.ts';
import { stageOrId } from './notes.ts';
import { userOrId } from './present-opportunity.ts';
import {
  actorOf,
  bodyOf,
  enveloped,
  expansions,
  narrowed,
  opportunityIn,
  opportunityToChange,
} from './shared.ts';

const FORMS = '/opportunities/:opportunity/forms';
const TEMPLATES = '/form_templates';
const FIELDS_MAX = 100;

export const formRoutes: Route[] = [
  {
    method: 'GET',
    path: FORMS,
    noun: 'forms',
    access: 'read',
    run: (call) => {
      const expanded = expansions(call, ['user', 'stage']);
      const forms = formsOf(call);
      const reply = pageOf(call.query, forms, {
        order: { key: (form) => [form.createdAt, form.id], directions: [-1, 1] },
        present: (form) => presentForm(call, form, expanded),
      });
      return call.account.switches.envelope === 'data'
        ? reply
        : { ...reply, body: (reply.body as { data: unknown }).data };
    },
  },
  {
    method: 'GET',
    path: `${FORMS}/:form`,
    noun: 'forms',
    access: 'read',
    run: (call) => {
      const id = call.param('form');
      const form = formsOf(call).find((each) => each.id === id);
      if (!form) throw notFound('forms', id);
      const expanded = expansions(call, ['user', 'stage']);
      return { status: 200, body: { data: presentForm(call, form, expanded) } };
    },
  },
  {
    method: 'POST',
    path: FORMS,
    noun: 'forms',
    access: 'write',
    run: (call) => {
      const actor = actorOf(call);
      const body = bodyOf(call);
      const template = templateById(call, requiredString(body, 'baseTemplateId'), badRequest);
      const answers = optionalObjects(body, 'fields');
      if (!answers) throw badRequest('Missing required parameter: fields');
      const secret = optionalFlag(body, 'secret');
      const row = opportunityToChange(call);
      const form = addForm(call.account, { row, template, answers, secret }, actor);
      const shown = { ...presentForm(call, form, new Set()), group: template.group };
      return enveloped(call, shown, { status: 201 });
    },
  },
  {
    method: 'GET',
    path: TEMPLATES,
    noun: 'form_templates',
    access: 'read',
    run: (call) => {
      const rows = [...call.account.world.formTemplates.values()].filter((each) => each.active);
      return pageOf(call.query, rows, {
        order: { key: (each) => [each.text.toLowerCase(), each.id], directions: [1, 1] },
        present: (each) =>
          narrowed(call, presentTemplate(each), { extras: [], expanded: new Set() }),
      });
    },
  },
  {
    method: 'GET',
    path: `${TEMPLATES}/:template`,
    noun: 'form_templates',
    access: 'read',
    run: (call) => {
      const template = templateIn(call);
      return enveloped(
        call,
        narrowed(call, presentTemplate(template), { extras: [], expanded: new Set() }),
      );
    },
  },
  { method: 'POST', path: TEMPLATES, noun: 'form_templates', access: 'write', run: createTemplate },
  {
    method: 'PUT',
    path: `${TEMPLATES}/:template`,
    noun: 'form_templates',
    access: 'write',
    run: (call) => {
      const values = templateValues(call);
      const template = templateIn(call);
      Object.assign(template, values, { updatedAt: call.now });
      return enveloped(call, presentTemplate(template));
    },
  },
  {
    method: 'DELETE',
    path: `${TEMPLATES}/:template`,
    noun: 'form_templates',
    access: 'write',
    run: (call) => {
      const template = templateIn(call);
      if (!template.byApi) throw forbidden('Only form templates created by API can be deleted');
      call.account.world.formTemplates.delete(template.id);
      return NOTHING;
    },
  },
];

function formsOf(call: Call): Form[] {
  const row = opportunityIn(call);
  const { world } = call.account;
  const forms = (world.forms.get(row.id) ?? []).map((form) =>
    versionAt(world, form, { id: form.id, at: call.asOf }),
  );
  return forms.filter((form) => form !== undefined && form.deletedAt === null) as Form[];
}

function templateIn(call: Call): FormTemplate {
  return templateById(call, call.param('template'), (message) =>
    notFound('form_templates', message),
  );
}

function templateById(call: Call, id: string, refuse: (text: string) => Error): FormTemplate {
  const template = call.account.world.formTemplates.get(id);
  if (!template) throw refuse(refuse === badRequest ? `form_templates ${id} was not found` : id);
  return template;
}

function createTemplate(call: Call) {
  const template: FormTemplate = {
    id: call.account.ids.uuid(),
    ...templateValues(call),
    createdAt: call.now,
    updatedAt: call.now,
    byApi: true,
    active: true,
  };
  call.account.world.formTemplates.set(template.id, template);
  return enveloped(call, presentTemplate(template), { status: 201 });
}

function templateValues(call: Call) {
  const body = bodyOf(call);
  const fields = optionalObjects(body, 'fields') ?? [];
  if (fields.length === 0) throw badRequest('A form template needs at least one field');
  if (fields.length > FIELDS_MAX)
    throw badRequest(`A form template has at most ${FIELDS_MAX} fields`);
  const group = optionalString(body, 'group');
  return {
    text: requiredString(body, 'text'),
    instructions: optionalString(body, 'instructions') ?? '',
    group: group ? { id: group, name: group } : null,
    secretByDefault: optionalFlag(body, 'secretByDefault') ?? false,
    fields: fields.map((field) => fieldOf(call, field)),
  };
}

function fieldOf(call: Call, field: Body): FormField {
  const type = requiredString(field, 'type');
  if (!FORM_FIELD_TYPES.some((each) => each === type)) {
    throw badRequest(`fields type must be one of ${FORM_FIELD_TYPES.join(', ')}`);
  }
  const options = optionalObjects(field, 'options');
  const hasOptions = ['dropdown', 'multiple-choice', 'multiple-select'].includes(type);
  if (hasOptions && (!options || options.length === 0)) throw badRequest(`${type} needs options`);
  return {
    id: call.account.ids.uuid(),
    type,
    text: requiredString(field, 'text'),
    description: optionalString(field, 'description') ?? '',
    required: optionalFlag(field, 'required') ?? false,
    ...(type === 'currency' ? { currency: optionalString(field, 'currency') ?? 'USD' } : {}),
    ...(type === 'dropdown' ? { prompt: optionalString(field, 'prompt') ?? 'Select one' } : {}),
    ...(hasOptions
      ? {
          options: (options ?? []).map((each) => ({
            text: requiredString(each, 'text'),
            optionId: call.account.ids.uuid(),
          })),
        }
      : {}),
  };
}

function presentTemplate(template: FormTemplate): Record<string, unknown> {
  const { id, text, group, instructions, secretByDefault, fields, createdAt, updatedAt } = template;
  return { id, text, group, instructions, secretByDefault, fields, createdAt, updatedAt };
}

function presentForm(
  call: Call,
  form: Form,
  expanded: ReadonlySet<string>,
): Record<string, unknown> {
  return {
    id: form.id,
    type: 'form',
    text: form.text,
    instructions: form.instructions,
    baseTemplateId: form.baseTemplateId,
    fields: form.fields,
    user: expanded.has('user') ? userOrId(call, form.user) : form.user,
    stage: expanded.has('stage') ? stageOrId(call, form.stage) : form.stage,
    createdAt: form.createdAt,
    completedAt: form.completedAt,
    deletedAt: form.deletedAt,
  };
}
