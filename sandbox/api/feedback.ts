// Feedback forms and their templates.
import { changeOpportunity } from '../account.ts';
import { push } from '../acts/files.ts';
import {
  optionalObjects,
  optionalPast,
  optionalString,
  requiredString,
  type Body,
} from '../wire/fields.ts';
import { pageOf } from '../wire/page.ts';
import { badRequest, forbidden, notFound } from '../wire/refusal.ts';
import { data, NOTHING, type Call, type Route } from '../wire/route.ts';
import type { Extra } from '../world/extras.ts';
import { userOrId } from './present-opportunity.ts';
import { actorOf, bodyOf, expansions, opportunityIn, opportunityToChange } from './shared.ts';

const BASE = '/opportunities/:opportunity/feedback';
const ONE = `${BASE}/:feedback`;

export const feedbackRoutes: Route[] = [
  {
    method: 'GET',
    path: BASE,
    noun: 'feedback',
    access: 'read',
    run: (call) => {
      const expanded = expansions(call, ['user']);
      return pageOf(
        call.query,
        feedbackOf(call).filter((each) => each['deletedAt'] === null),
        {
          order: { key: (each) => [Number(each['createdAt']), each.id], directions: [-1, 1] },
          present: (each) => present(call, each, expanded),
        },
      );
    },
  },
  {
    method: 'GET',
    path: ONE,
    noun: 'feedback',
    access: 'read',
    // Deleted feedback can still be read by id.
    run: (call) => data(present(call, feedbackIn(call), expansions(call, ['user']))),
  },
  { method: 'POST', path: BASE, noun: 'feedback', access: 'write', run: create },
  {
    method: 'PUT',
    path: ONE,
    noun: 'feedback',
    access: 'write',
    run: (call) => {
      const actor = actorOf(call, 'required');
      const body = bodyOf(call);
      const feedback = feedbackIn(call);
      if (feedback['deletedAt'] !== null) throw notFound('feedback', feedback.id);
      const values = optionalObjects(body, 'fieldValues');
      if (!values) throw badRequest('Missing required parameter: fieldValues');
      const completedAt = optionalPast(body, 'completedAt', call.now) ?? feedback['completedAt'];
      feedback['fields'] = answered(feedback['fields'] as Body[], values);
      feedback['updatedAt'] = call.now;
      feedback['completedAt'] = completedAt;
      touch(call, call.now);
      return data(internal(call, feedback, actor.user));
    },
  },
  {
    method: 'DELETE',
    path: ONE,
    noun: 'feedback',
    access: 'write',
    run: (call) => {
      actorOf(call, 'required');
      const feedback = feedbackIn(call);
      feedback['deletedAt'] = call.now;
      touch(call, call.now);
      return NOTHING;
    },
  },
];

function feedbackOf(call: Call): Extra[] {
  return call.account.world.extras.feedback.get(opportunityIn(call).id) ?? [];
}

function feedbackIn(call: Call): Extra {
  const id = call.param('feedback');
  const found = feedbackOf(call).find((each) => each.id === id);
  if (!found) throw notFound('feedback', id);
  return found;
}

function touch(call: Call, at: number): void {
  const row = opportunityToChange(call);
  // Recorded: `lastInteractionAt` is the form's own time and `updatedAt` one ms later.
  changeOpportunity(call.account, row, { lastInteractionAt: at });
}

function create(call: Call) {
  const actor = actorOf(call, 'required');
  const body = bodyOf(call);
  const row = opportunityToChange(call);
  const id = requiredString(body, 'baseTemplateId');
  const template = call.account.world.extras.feedbackTemplates.get(id);
  if (!template) throw badRequest(`feedback_templates ${id} was not found`);
  const panel = optionalString(body, 'panel') ?? null;
  const interview = optionalString(body, 'interview') ?? null;
  if ((panel === null) !== (interview === null))
    throw badRequest('panel and interview go together');
  const interviews = call.account.world.extras.interviews.get(row.id) ?? [];
  if (interview && !interviews.some((each) => each.id === interview && each['panel'] === panel)) {
    throw badRequest(`interviews ${interview} was not found`);
  }
  const createdAt = optionalPast(body, 'createdAt', call.now) ?? call.now;
  const feedback: Extra = {
    id: call.account.ids.uuid(),
    type: 'interview',
    text: template['text'],
    instructions: template['instructions'],
    fields: answered(template['fields'] as Body[], optionalObjects(body, 'fieldValues') ?? []),
    baseTemplateId: template.id,
    interview,
    panel,
    user: actor.user,
    createdAt,
    completedAt: optionalPast(body, 'completedAt', call.now) ?? null,
    updatedAt: createdAt,
    deletedAt: null,
  };
  push(call.account.world.extras.feedback, row.id, feedback);
  touch(call, createdAt);
  return data(present(call, feedback, new Set()), 201);
}

/** Fields with the sent values; those not sent keep what they have, or null. */
function answered(fields: Body[], values: Body[]): Body[] {
  const byId = new Map(values.map((each) => [requiredString(each, 'id'), each['value'] ?? null]));
  for (const id of byId.keys()) {
    if (!fields.some((field) => field['id'] === id))
      throw badRequest(`fieldValues ${id} was not found`);
  }
  return fields.map((field) => {
    const value = byId.get(String(field['id']));
    if (
      field['type'] === 'score' &&
      value !== undefined &&
      ![1, 2, 3, 4, null].includes(value as number)
    ) {
      throw badRequest('A score is a whole number from 1 to 4');
    }
    return { ...field, value: value === undefined ? (field['value'] ?? null) : value };
  });
}

function present(call: Call, feedback: Extra, expanded: ReadonlySet<string>) {
  const user = feedback['user'] as string | null;
  return { ...feedback, user: expanded.has('user') ? userOrId(call, user) : user };
}

/** Recorded: PUT answers with the record as Lever stores it. */
function internal(call: Call, feedback: Extra, user: string | null) {
  return {
    id: feedback.id,
    accountId: call.account.world.accountId,
    profileId: call.param('opportunity'),
    userId: user,
    baseTemplateId: feedback['baseTemplateId'],
    fields: (feedback['fields'] as Body[]).map((field) =>
      field['type'] === 'score-system' ? { ...field, type: 'score', overall: true } : field,
    ),
    createdAt: feedback['createdAt'],
    updatedAt: feedback['updatedAt'],
    completedAt: feedback['completedAt'],
  };
}

const TEMPLATES = '/feedback_templates';
const FIELD_TYPES = [
  'text',
  'textarea',
  'dropdown',
  'multiple-choice',
  'multiple-select',
  'yes-no',
  'date',
  'score',
  'score-system',
  'scorecard',
  'code',
  'currency',
];

export const feedbackTemplateRoutes: Route[] = [
  {
    method: 'GET',
    path: TEMPLATES,
    noun: 'feedback_templates',
    access: 'read',
    run: (call) =>
      pageOf(call.query, [...call.account.world.extras.feedbackTemplates.values()], {
        order: { key: (each) => [String(each['text']), each.id], directions: [1, 1] },
        present: shown,
      }),
  },
  template('GET', `${TEMPLATES}/:template`, (call) => data(shown(templateIn(call)))),
  template('POST', TEMPLATES, (call) => {
    const row: Extra = {
      id: call.account.ids.uuid(),
      ...templateValues(call),
      createdAt: call.now,
      updatedAt: call.now,
      byApi: true,
    };
    call.account.world.extras.feedbackTemplates.set(row.id, row);
    return data(shown(row), 201);
  }),
  template('PUT', `${TEMPLATES}/:template`, (call) => {
    const values = templateValues(call);
    const row = templateIn(call);
    if (row['byApi'] !== true)
      throw forbidden('Only feedback templates created by API can be updated');
    Object.assign(row, values, { updatedAt: call.now });
    return data(shown(row));
  }),
  template('DELETE', `${TEMPLATES}/:template`, (call) => {
    const row = templateIn(call);
    if (row['byApi'] !== true)
      throw forbidden('Only feedback templates created by API can be deleted');
    call.account.world.extras.feedbackTemplates.delete(row.id);
    return NOTHING;
  }),
];

function template(method: Route['method'], path: string, run: Route['run']): Route {
  return {
    method,
    path,
    noun: 'feedback_templates',
    access: method === 'GET' ? 'read' : 'write',
    run,
  };
}

function templateIn(call: Call): Extra {
  const id = call.param('template');
  const row = call.account.world.extras.feedbackTemplates.get(id);
  if (!row) throw notFound('feedback_templates', id);
  return row;
}

function shown(template: Extra): Record<string, unknown> {
  const { byApi, ...row } = template;
  void byApi;
  return row;
}

function templateValues(call: Call) {
  const body = bodyOf(call);
  const fields = optionalObjects(body, 'fields') ?? [];
  const scores = fields.filter((field) => field['type'] === 'score-system');
  if (scores.length !== 1) throw badRequest('Exactly one score-system field is required');
  return {
    text: requiredString(body, 'text'),
    instructions: optionalString(body, 'instructions') ?? '',
    group: optionalString(body, 'group') ?? null,
    fields: fields.map((field) => {
      const type = requiredString(field, 'type');
      if (!FIELD_TYPES.includes(type)) throw badRequest(`${type} is not a feedback field type`);
      return {
        id: call.account.ids.uuid(),
        type,
        text: optionalString(field, 'text') ?? '',
        description: optionalString(field, 'description') ?? '',
        required: field['required'] === true,
        ...(type === 'score-system' ? SCORE_SYSTEM : {}),
        ...optionsIn(call, field),
      };
    }),
  };
}

const SCORE_SYSTEM = { prompt: 'Select a score' };
const SCORES = ['4 - Strong hire', '3 - Hire', '2 - No hire', '1 - Strong no hire'];

function optionsIn(call: Call, field: Body) {
  const sent = optionalObjects(field, 'options')?.map((each) => requiredString(each, 'text'));
  const texts = sent ?? (field['type'] === 'score-system' ? SCORES : undefined);
  if (!texts) return {};
  return { options: texts.map((text) => ({ text, optionId: call.account.ids.uuid() })) };
}
