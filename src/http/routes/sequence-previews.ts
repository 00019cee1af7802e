// /v1/sequences/:id/preview and /test: what a person would get and when, and the same in one's own inbox.
import { InputError } from '../../core/input-error.ts';
import { previewSteps } from '../../flows/preview-step.ts';
import type { PreviewedStep } from '../../flows/preview-step.ts';
import { sendTest } from '../../flows/send-test.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams } from '../contract/page.ts';
import {
  previewSequenceAnswer,
  previewSequenceBody,
  testSequenceAnswer,
  testSequenceBody,
} from '../contract/sequence.ts';
import { actingEmail, sendingDeps } from '../sending.ts';
import { getSequenceVersion } from './sequences.ts';

const tags = ['sequences'];

export function sequencePreviewRoutes(app: App, parts: HttpParts): void {
  app.post(
    '/v1/sequences/:id/preview',
    {
      config: { scope: 'read', permission: 'outreach.read' },
      schema: {
        tags,
        summary: 'What one person would get, when, and what would hold it back; nothing is sent',
        params: idParams,
        body: previewSequenceBody,
        response: { 200: previewSequenceAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const sequenceId = request.params.id;
      const { version, body: unsaved, ...asPerson } = request.body;
      const found = await getSequenceVersion(parts, { workspaceId, sequenceId, version });
      const body = unsaved ?? found.body;
      const asked = { ...asPerson, workspaceId, sequenceId, body };
      const steps = await previewSteps(sendingDeps(parts), asked);
      const zone = steps[0]?.zone;
      return {
        version: found.version,
        zone: zone?.zones[0] ?? null,
        zoneBecause: zone?.because ?? null,
        steps: steps.map(shown),
      };
    },
  );
  app.post(
    '/v1/sequences/:id/test',
    {
      config: { scope: 'admin', permission: 'outreach.write' },
      schema: {
        tags,
        summary: 'Send one step to yourself as one person would get it',
        params: idParams,
        body: testSequenceBody,
        response: { 200: testSequenceAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const sequenceId = request.params.id;
      const { version, userEmail, ...asked } = request.body;
      const found = await getSequenceVersion(parts, { workspaceId, sequenceId, version });
      const own = await actingEmail(parts.deps, caller, userEmail);
      if (found.body.steps.length === 0)
        throw new InputError('conflict', 'The sequence has no steps.');
      return await sendTest(sendingDeps(parts), {
        ...asked,
        workspaceId,
        sequenceId,
        body: found.body,
        userEmail: own,
        actor: actorOf(caller),
      });
    },
  );
}

function shown(step: PreviewedStep): object {
  const { composed, zone: _zone, ...rest } = step;
  const words = composed.isFit
    ? { because: null, subject: composed.subject, text: composed.text, html: composed.html }
    : { because: composed.because, subject: null, text: null, html: null };
  return { ...rest, isFit: composed.isFit, variant: composed.variant, ...words };
}
