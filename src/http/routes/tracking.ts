// /v1/tracking: switch it on and off, for the workspace and for each sequence, and what came of it.
import { hitVerdicts } from '../../core/mail/open-verdict.ts';
import { countHits } from '../../db/queries/tracking.ts';
import type { HitCount } from '../../db/queries/tracking.ts';
import {
  getTrackedSequence,
  getTracking,
  setSequenceTracking,
  setTracking,
} from '../../flows/set-tracking.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idParams } from '../contract/page.ts';
import {
  sequenceTrackingAnswer,
  sequenceTrackingBody,
  trackingAnswer,
  trackingBody,
} from '../contract/tracking.ts';

const tags = ['tracking'];
const reading = { scope: 'read', permission: 'outreach.read' } as const;
const writing = { scope: 'admin', permission: 'rules.write' } as const;

export function trackingRoutes(app: App, parts: HttpParts): void {
  workspaceSwitch(app, parts);
  sequenceSwitch(app, parts);
}

function workspaceSwitch(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/tracking',
    {
      config: reading,
      schema: {
        tags,
        summary: 'Whether openings and clicks may be looked at, and over which host',
        response: { 200: trackingAnswer },
      },
    },
    async (request) => await getTracking(deps, callerOf(request).workspaceId),
  );
  app.put(
    '/v1/tracking',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Switch it on with a host of your own, or off',
        body: trackingBody,
        response: { 200: trackingAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      await setTracking(deps, { ...request.body, workspaceId, actor: actorOf(caller) });
      return await getTracking(deps, workspaceId);
    },
  );
}

function sequenceSwitch(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/tracking/sequences/:id',
    {
      config: reading,
      schema: {
        tags,
        summary: 'What a sequence tracks, and its hits with machines told from human beings',
        params: idParams,
        response: { 200: sequenceTrackingAnswer },
      },
    },
    async (request) => {
      const key = { workspaceId: callerOf(request).workspaceId, sequenceId: request.params.id };
      const tracked = await getTrackedSequence(deps, key);
      const counted = await countHits(deps.db, key);
      return {
        id: key.sequenceId,
        ...tracked,
        opened: byVerdict(counted, 'open'),
        clicked: byVerdict(counted, 'click'),
      };
    },
  );
  app.put(
    '/v1/tracking/sequences/:id',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Let a sequence track openings or clicks; counts from the next message on',
        params: idParams,
        body: sequenceTrackingBody,
        response: { 200: sequenceTrackingBody },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const key = { workspaceId: caller.workspaceId, sequenceId: request.params.id };
      await setSequenceTracking(deps, { ...key, ...request.body, actor: actorOf(caller) });
      return await getTrackedSequence(deps, key);
    },
  );
}

function byVerdict(counted: readonly HitCount[], kind: 'open' | 'click'): Record<string, number> {
  const of = (verdict: string): number =>
    counted.find((one) => one.kind === kind && one.verdict === verdict)?.messageCount ?? 0;
  return Object.fromEntries(hitVerdicts.map((verdict) => [verdict, of(verdict)]));
}
