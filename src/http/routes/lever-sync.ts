// /v1/lever/…: the preflight, the switch, health, drift, and the mirror of who is in Lever already.
import { withNames } from '../../db/queries/person-names.ts';
import { findPreflight } from '../../db/queries/preflight.ts';
import { readDriftPage } from '../../flows/drift-report.ts';
import { findKeysInLever } from '../../flows/find-in-lever.ts';
import { runPreflight } from '../../flows/preflight.ts';
import { readHealth } from '../../flows/read-health.ts';
import { readMirror, startSweep } from '../../flows/read-mirror.ts';
import { switchSyncOff, switchSyncOn } from '../../flows/switch-sync.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  becauseBody,
  driftAnswer,
  driftQuery,
  healthAnswer,
  lookUpAnswer,
  lookUpBody,
  mirrorAnswer,
  mirrorQuery,
  newestPreflightAnswer,
  preflightAnswer,
  sweepAnswer,
  syncAnswer,
  syncOnBody,
} from '../contract/lever.ts';
import { idCursor, toCursor } from '../cursor.ts';

const tags = ['lever'];
const reading = { scope: 'read', permission: 'sync.read' } as const;
const writing = { scope: 'admin', permission: 'sync.write' } as const;

export function leverSyncRoutes(app: App, parts: HttpParts): void {
  switchRoutes(app, parts);
  healthRoutes(app, parts);
  mirrorRoutes(app, parts);
}

function switchRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/lever/preflight',
    {
      config: reading,
      schema: {
        tags,
        summary: 'The newest preflight; makes no call',
        response: { 200: newestPreflightAnswer },
      },
    },
    async (request) => {
      const found = await findPreflight(deps.db, callerOf(request).workspaceId);
      return { report: found ?? null };
    },
  );
  app.post(
    '/v1/lever/preflight',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Look whether all is set for the sync: each check with why and the exact fix',
        response: { 200: preflightAnswer },
      },
    },
    async (request) => await runPreflight(deps, { workspaceId: callerOf(request).workspaceId }),
  );
  app.post(
    '/v1/lever/sync/on',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Switch the sync on, after a preflight; refused where a check fails',
        body: syncOnBody,
        response: { 200: preflightAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const overrideBecause = request.body?.overrideBecause ?? null;
      return await switchSyncOn(deps, { workspaceId, overrideBecause, actor: actorOf(caller) });
    },
  );
  app.post(
    '/v1/lever/sync/off',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Switch the sync off: work waits, nothing is deleted',
        body: becauseBody,
        response: { 200: syncAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { because } = request.body;
      await switchSyncOff(deps, { workspaceId, because, actor: actorOf(caller) });
      return { state: 'off' as const };
    },
  );
}

function healthRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/lever/health',
    {
      config: reading,
      schema: {
        tags,
        summary: 'What came last, what waits and for how long, what needs a person',
        response: { 200: healthAnswer },
      },
    },
    async (request) => await readHealth(deps, { workspaceId: callerOf(request).workspaceId }),
  );
  app.get(
    '/v1/lever/drift',
    {
      config: reading,
      schema: {
        tags,
        summary: 'Fields that stand in Lever otherwise than last agreed, and why',
        querystring: driftQuery,
        response: { 200: driftAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const page = await readDriftPage(deps, { workspaceId, after: idCursor(cursor), limit });
      const items = await withNames(deps.db, workspaceId, page.records);
      return { items, next: page.next === null ? null : toCursor(page.next) };
    },
  );
}

function mirrorRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/lever/mirror',
    {
      config: reading,
      schema: {
        tags,
        summary: 'How far the reading of the account is, and what is left of it',
        querystring: mirrorQuery,
        response: { 200: mirrorAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const candidates = request.query.candidates ?? null;
      return await readMirror(deps, { workspaceId, candidates });
    },
  );
  app.post(
    '/v1/lever/sweep',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Begin a full reading of the account now; one under way goes on',
        response: { 200: sweepAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      return await startSweep(deps, { workspaceId: caller.workspaceId, actor: actorOf(caller) });
    },
  );
  app.post(
    '/v1/lever/look-up',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'Whether people are in Lever already: stage, owner, last move; makes no call',
        body: lookUpBody,
        response: { 200: lookUpAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const items: { inLever: unknown[] }[] = [];
      for (const person of request.body.people)
        items.push({ inLever: await findKeysInLever(deps.db, { workspaceId, ...person }) });
      return { items };
    },
  );
}
