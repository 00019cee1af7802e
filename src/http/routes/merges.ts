// Merging, undoing, splitting and correcting people by hand.
import { correctPerson } from '../../flows/correct-person.ts';
import { mergeByHand } from '../../flows/merge-by-hand.ts';
import { previewMerge } from '../../flows/preview-merge.ts';
import { splitProfile } from '../../flows/split-profile.ts';
import { undoMerge } from '../../flows/undo-merge.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  correctionAnswer,
  correctionBody,
  mergeAnswer,
  mergeBody,
  splitAnswer,
  undoAnswer,
} from '../contract/merge.ts';
import { idParams } from '../contract/page.ts';

const tags = ['people'];

export function mergeRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/persons/merge',
    {
      config: { scope: 'review', permission: 'reviews.answer' },
      schema: {
        tags,
        summary: 'Make two people one, or preview what that would change',
        body: mergeBody,
        response: { 200: mergeAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { personIds, takesBack, preview: isPreview } = request.body;
      if (isPreview) {
        const made = await previewMerge(deps.db, { workspaceId, personIds });
        const { survivorId, mergedId, ...preview } = made;
        return { survivorId, mergedId, decisionId: null, doubleRecordIds: [], preview };
      }
      const actor = actorOf(caller);
      const merged = await mergeByHand(deps, { workspaceId, personIds, takesBack, actor });
      return { ...merged, preview: null };
    },
  );
  app.post(
    '/v1/merges/:id/undo',
    {
      config: { scope: 'review', permission: 'reviews.answer' },
      schema: {
        tags,
        summary: 'Take a merge back: both are what they would be without it, and stay apart',
        params: idParams,
        response: { 200: undoAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const decisionId = request.params.id;
      return await undoMerge(deps, { workspaceId, decisionId, actor: actorOf(caller) });
    },
  );
  app.post(
    '/v1/profiles/:id/split',
    {
      config: { scope: 'review', permission: 'reviews.answer' },
      schema: {
        tags,
        summary:
          'Take a profile out of its person: it becomes a person of its own, and stays apart',
        params: idParams,
        response: { 200: splitAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const profileId = request.params.id;
      return await splitProfile(deps, { workspaceId, profileId, actor: actorOf(caller) });
    },
  );
  app.patch(
    '/v1/people/:id',
    {
      config: { scope: 'review', permission: 'people.write' },
      schema: {
        tags,
        summary: 'Set values by hand: they hold over every source until they are taken back',
        params: idParams,
        body: correctionBody,
        response: { 200: correctionAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const change = request.body;
      const personId = request.params.id;
      return await correctPerson(deps, { workspaceId, personId, change, actor: actorOf(caller) });
    },
  );
}
