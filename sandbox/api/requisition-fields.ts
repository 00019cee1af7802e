// Custom fields of requisitions and the options of their dropdowns.
import {
  optionalChoice,
  optionalFlag,
  optionalObjects,
  requiredString,
  optionalString,
  type Body,
} from '../wire/fields.ts';
import { badRequest, Refusal } from '../wire/refusal.ts';
import { data, NOTHING, type Call, type Route } from '../wire/route.ts';
import type { Extra } from '../world/extras.ts';
import { bodyOf } from './shared.ts';

const TYPES = ['number', 'text', 'date', 'object', 'dropdown'] as const;
const FIELDS_MAX = 100;
const SUBFIELDS_MAX = 10;
const OPTIONS_MAX = 2_000;
const BASE = '/requisition_fields';

export const requisitionFieldRoutes: Route[] = [
  {
    method: 'GET',
    path: BASE,
    noun: 'requisition_fields',
    access: 'read',
    // This list has no `hasNext`.
    run: (call) => data([...call.account.world.extras.requisitionFields.values()]),
  },
  route('GET', `${BASE}/:field`, (call) => data(fieldIn(call))),
  route('POST', BASE, create),
  route('PUT', `${BASE}/:field`, (call) => {
    const before = fieldIn(call);
    const values = valuesOf(call);
    Object.assign(before, values, { id: before.id });
    return data(before);
  }),
  route('DELETE', `${BASE}/:field`, (call) => {
    call.account.world.extras.requisitionFields.delete(fieldIn(call).id);
    return NOTHING;
  }),
  route('POST', `${BASE}/:field/options`, (call) => {
    const field = dropdownIn(call);
    const added = optionTexts(bodyOf(call)).map((text) => ({ id: call.account.ids.uuid(), text }));
    return data(withOptions(field, [...optionsOf(field), ...added]), 201);
  }),
  route('PUT', `${BASE}/:field/options`, (call) => {
    const field = dropdownIn(call);
    const wishes = optionalObjects(bodyOf(call), 'options') ?? [];
    const renamed = new Map(
      wishes.map((each) => [requiredString(each, 'id'), requiredString(each, 'text')]),
    );
    const options = optionsOf(field);
    for (const id of renamed.keys()) {
      if (!options.some((each) => each.id === id)) throw badRequest(`options ${id} was not found`);
    }
    const next = options.map((each) => ({ ...each, text: renamed.get(each.id) ?? each.text }));
    return data(withOptions(field, next));
  }),
  route('DELETE', `${BASE}/:field/options`, (call) => {
    const field = dropdownIn(call);
    const gone = call.query.get('id') ?? [];
    withOptions(
      field,
      optionsOf(field).filter((each) => !gone.includes(each.id)),
    );
    return NOTHING;
  }),
];

function route(method: Route['method'], path: string, run: Route['run']): Route {
  return {
    method,
    path,
    noun: 'requisition_fields',
    access: method === 'GET' ? 'read' : 'write',
    run,
  };
}

function fieldIn(call: Call): Extra {
  const field = call.account.world.extras.requisitionFields.get(call.param('field'));
  // The wording of a real reply.
  if (!field)
    throw new Refusal(404, 'NotFoundError', "That requisition field doesn't exist on your account");
  return field;
}

type Option = { id: string; text: string };

function dropdownIn(call: Call): Extra {
  const field = fieldIn(call);
  if (field['type'] !== 'dropdown') throw badRequest('Only dropdown fields have options');
  return field;
}

function optionsOf(field: Extra): Option[] {
  return (field['options'] as Option[] | undefined) ?? [];
}

function withOptions(field: Extra, options: Option[]): Extra {
  if (options.length > OPTIONS_MAX)
    throw badRequest(`A dropdown has at most ${OPTIONS_MAX} options`);
  field['options'] = options;
  return field;
}

function optionTexts(body: Body): string[] {
  const options = optionalObjects(body, 'options');
  if (!options || options.length === 0) throw badRequest('Missing required parameter: options');
  return options.map((each) => requiredString(each, 'text'));
}

function create(call: Call) {
  const { requisitionFields } = call.account.world.extras;
  const field = valuesOf(call);
  if (requisitionFields.has(field.id)) throw badRequest(`requisition_fields ${field.id} exists`);
  if (requisitionFields.size >= FIELDS_MAX) throw badRequest(`At most ${FIELDS_MAX} fields`);
  requisitionFields.set(field.id, field);
  return data(field, 201);
}

function valuesOf(call: Call): Extra {
  const body = bodyOf(call);
  const type = optionalChoice(body, 'type', TYPES);
  if (!type) throw badRequest('Missing required parameter: type');
  const text = requiredString(body, 'text');
  const id = optionalString(body, 'id') ?? text.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  if (!/^[a-z0-9_]{1,50}$/.test(id))
    throw badRequest('id must be snake_case of at most 50 characters');
  const subfields = optionalObjects(body, 'subfields');
  if (type === 'object' && (!subfields || subfields.length === 0))
    throw badRequest('object needs subfields');
  if ((subfields?.length ?? 0) > SUBFIELDS_MAX)
    throw badRequest(`At most ${SUBFIELDS_MAX} subfields`);
  const field: Extra = { id, text, type, isRequired: optionalFlag(body, 'isRequired') ?? false };
  if (subfields) field['subfields'] = subfields;
  if (type === 'dropdown') {
    withOptions(
      field,
      optionTexts(body).map((each) => ({ id: call.account.ids.uuid(), text: each })),
    );
  }
  return field;
}
