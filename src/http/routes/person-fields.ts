// GET /v1/people/:id/fields: per candidate in Lever each mapped field, with what is agreed and what each side holds.
import { InputError } from '../../core/input-error.ts';
import { findLivePerson } from '../../db/queries/merges.ts';
import { findPersonShown } from '../../db/queries/people-list.ts';
import { readPersonFields } from '../../flows/person-fields.ts';
import { callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams } from '../contract/page.ts';
import { personFieldsAnswer } from '../contract/person-field.ts';

export function personFieldRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/people/:id/fields',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags: ['people'],
        summary: 'Each mapped field of a person: agreed, ours, in Lever, and why; makes no call',
        params: idParams,
        response: { 200: personFieldsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const asked = { workspaceId, personId: request.params.id };
      const personId = (await findLivePerson(deps.db, asked)) ?? asked.personId;
      const key = { workspaceId, personId };
      if ((await findPersonShown(deps.db, key)) === undefined)
        throw new InputError('not_found', 'There is no such person');
      return { items: await readPersonFields(deps, key) };
    },
  );
}
