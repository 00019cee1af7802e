// /v1/people/:id/erase: what would go, and the erasure itself; /v1/erasures: proofs, and checking them again.
import { InputError } from '../../core/input-error.ts';
import { findErasure, listErasures, listMarks } from '../../db/queries/erasures.ts';
import { erasePerson } from '../../flows/erase-person.ts';
import { erasureView } from '../../flows/erase-request.ts';
import { previewErasure } from '../../flows/preview-erasure.ts';
import { verifyErasure } from '../../flows/verify-erasure.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idCursor, pageOf } from '../cursor.ts';
import {
  eraseBody,
  erasure,
  erasureAnswer,
  erasurePreview,
  erasuresAnswer,
  erasureVerdict,
} from '../contract/erasure.ts';
import { idParams, pageQuery } from '../contract/page.ts';

const tags = ['erasures'];

export function erasureRoutes(app: App, parts: HttpParts): void {
  askRoutes(app, parts);
  proofRoutes(app, parts);
}

function askRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/people/:id/erase',
    {
      config: { scope: 'admin', permission: 'erasure.run' },
      schema: {
        tags,
        summary: 'What erasing this person would take away; nothing is written',
        params: idParams,
        response: { 200: erasurePreview },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      return await previewErasure(deps, { workspaceId, personId: request.params.id });
    },
  );
  app.post(
    '/v1/people/:id/erase',
    {
      config: { scope: 'admin', permission: 'erasure.run' },
      schema: {
        tags,
        summary: 'Erase a person everywhere, for good; asking again changes nothing',
        params: idParams,
        body: eraseBody,
        response: { 202: erasure },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const wish = {
        workspaceId: caller.workspaceId,
        personId: request.params.id,
        cause: 'request' as const,
        because: request.body.because,
        actor: actorOf(caller),
      };
      void reply.code(202);
      return await erasePerson(deps, wish);
    },
  );
}

function proofRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/erasures',
    {
      config: { scope: 'read', permission: 'audit.read' },
      schema: {
        tags,
        summary: 'List erasures, newest first: ids and counts, no personal value',
        querystring: pageQuery,
        response: { 200: erasuresAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      return pageOf((await listErasures(deps.db, page)).map(erasureView), limit, (row) => row.id);
    },
  );
  app.get(
    '/v1/erasures/:id',
    {
      config: { scope: 'read', permission: 'audit.read' },
      schema: {
        tags,
        summary: 'One erasure with its signed proof',
        params: idParams,
        response: { 200: erasureAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { id } = request.params;
      const found = await findErasure(deps.db, { workspaceId, id });
      if (found === undefined) throw new InputError('not_found', 'There is no such erasure.');
      const marks = await listMarks(deps.db, { workspaceId, erasureId: id });
      const { proof, signature } = found;
      return {
        ...erasureView(found),
        proof,
        signature: signature === null ? null : Buffer.from(signature).toString('base64'),
        inLever: marks.map(({ recordId, opportunityId, state, because }) => {
          return { recordId, opportunityId, state, because };
        }),
      };
    },
  );
  app.post(
    '/v1/erasures/:id/verify',
    {
      config: { scope: 'read', permission: 'audit.read' },
      schema: {
        tags,
        summary:
          'Check an erasure anew: the signature, the rows, the keys, and that nobody came back',
        params: idParams,
        response: { 200: erasureVerdict },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      return await verifyErasure(deps, { workspaceId, erasureId: request.params.id });
    },
  );
}
