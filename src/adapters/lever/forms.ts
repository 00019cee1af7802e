// Profile forms and their templates: the nearest thing to custom fields. Forms are append-only.

import { z } from 'zod';
import type { Lever, LeverForm, LeverFormField, LeverFormTemplate } from '../../ports/lever.ts';
import { orNull } from './call.ts';
import type { MakeCall } from './call.ts';
import { idOfEither, instant, instantOrNull, one, page } from './shapes.ts';

const PAGE_SIZE = 100;

type FormCalls = Pick<
  Lever,
  'listFormTemplates' | 'getFormTemplate' | 'createFormTemplate' | 'listForms' | 'createForm'
>;

/** The calls on forms and form templates. */
export function formCalls(make: MakeCall): FormCalls {
  return {
    listFormTemplates: (access, next) =>
      make(
        access,
        { method: 'GET', path: '/form_templates', query: pageQuery(next) },
        page(template),
      ),
    getFormTemplate: (access, id) =>
      orNull(
        make(
          access,
          { method: 'GET', path: `/form_templates/${encodeURIComponent(id)}` },
          one(template),
        ),
      ),
    createFormTemplate: (access, wanted) =>
      make(access, { method: 'POST', path: '/form_templates', json: wanted }, one(onlyId)),
    listForms: (access, opportunityId, next) =>
      make(
        access,
        { method: 'GET', path: formsOf(opportunityId), query: pageQuery(next) },
        page(form),
      ),
    createForm: (access, opportunityId, { performAs, ...wanted }) =>
      make(
        access,
        {
          method: 'POST',
          path: formsOf(opportunityId),
          query: [['perform_as', performAs]],
          json: wanted,
        },
        one(onlyId),
      ),
  };
}

const onlyId = z.object({ id: z.string() });

// Kept whole: the same objects go back with a value when a form is made.
const field = z.looseObject({ type: z.string(), text: z.string() }) as z.ZodType<LeverFormField>;

const template: z.ZodType<LeverFormTemplate> = z
  .object({
    id: z.string(),
    text: z.string(),
    fields: z.array(field).nullish(),
    updatedAt: instantOrNull,
  })
  .transform((found) => ({ ...found, fields: found.fields ?? [] }));

const form: z.ZodType<LeverForm> = z
  .object({
    id: z.string(),
    baseTemplateId: idOfEither.nullish(),
    fields: z.array(field).nullish(),
    createdAt: instant,
  })
  .transform((found) => ({
    ...found,
    baseTemplateId: found.baseTemplateId ?? '',
    fields: found.fields ?? [],
  }));

function pageQuery(next: string | null): [string, string | number | undefined][] {
  return [
    ['limit', PAGE_SIZE],
    ['offset', next ?? undefined],
  ];
}

function formsOf(opportunityId: string): string {
  return `/opportunities/${encodeURIComponent(opportunityId)}/forms`;
}
