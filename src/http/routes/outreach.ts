// /v1/outreach: the switch, and the policy that says who writes and what each country allows.
import { missingIdentity } from '../../core/outreach/outreach-policy.ts';
import { findOutreachSettings } from '../../db/queries/outreach-settings.ts';
import { changeOutreachPolicy, getOutreachPolicy } from '../../flows/outreach-policy.ts';
import { switchOutreach } from '../../flows/save-mailbox.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  outreachAnswer,
  outreachPolicyAnswer,
  outreachPolicyBody,
  outreachSwitchAnswer,
  outreachSwitchBody,
} from '../contract/outreach.ts';

const tags = ['outreach'];

export function outreachRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/outreach',
    {
      config: { scope: 'read', permission: 'outreach.read' },
      schema: {
        tags,
        summary: 'Whether outreach is on, and the policy in force',
        response: { 200: outreachAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const settings = await findOutreachSettings(deps.db, workspaceId);
      const { version, policy } = await getOutreachPolicy(deps.db, workspaceId);
      return {
        stoppedBecause: settings?.stoppedBecause ?? null,
        stoppedAt: settings?.stoppedAt ?? null,
        policy: { version, body: policy },
        missing: missingIdentity(policy),
      };
    },
  );
  app.put(
    '/v1/outreach/policy',
    {
      config: { scope: 'admin', permission: 'rules.write' },
      schema: {
        tags,
        summary: 'Put a new policy in force; counts from the next message on',
        body: outreachPolicyBody,
        response: { 200: outreachPolicyAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const change = { workspaceId, body: request.body.body, actor: actorOf(caller) };
      const { version, policy } = await changeOutreachPolicy(deps, change);
      return { version, body: policy };
    },
  );
  switchRoutes(app, deps);
}

const switches = [
  { word: 'stop', permission: 'outreach.write', summary: 'Stop everything we send, at once' },
  { word: 'resume', permission: 'outreach.override', summary: 'Let outreach go on' },
] as const;

function switchRoutes(app: App, deps: HttpParts['deps']): void {
  for (const { word, permission, summary } of switches) {
    app.post(
      `/v1/outreach/${word}`,
      {
        config: { scope: 'admin', permission },
        schema: {
          tags,
          summary,
          body: outreachSwitchBody,
          response: { 200: outreachSwitchAnswer },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const stoppedBecause = word === 'stop' ? request.body.because : null;
        const { workspaceId } = caller;
        return await switchOutreach(deps, { workspaceId, stoppedBecause, actor: actorOf(caller) });
      },
    );
  }
}
