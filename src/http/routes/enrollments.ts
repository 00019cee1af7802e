// /v1/enrollments: list, enrol one or many with a dry run, approve, pause, resume, stop.
import { InputError } from '../../core/input-error.ts';
import { nameOf, withNames } from '../../db/queries/person-names.ts';
import { findRun, listRuns } from '../../db/queries/runs-of-ours.ts';
import { approveRun } from '../../flows/approve-run.ts';
import { enrolPeople } from '../../flows/enrol-people.ts';
import { pauseRun, resumeRun, stopRunByHand } from '../../flows/pause-run.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  approveRunAnswer,
  changeRunBody,
  enrolAnswer,
  enrolBody,
  enrolQuery,
  runDone,
  runOfOursAnswer,
  runsOfOursAnswer,
  runsOfOursQuery,
} from '../contract/enrollment.ts';
import { acknowledgedAnswer } from '../contract/mailbox.ts';
import { idParams } from '../contract/page.ts';
import { idCursor, pageOf } from '../cursor.ts';
import { actingEmail, sendingDeps } from '../sending.ts';

const tags = ['enrollments'];
const reading = { scope: 'read', permission: 'outreach.read' } as const;
const writing = { scope: 'admin', permission: 'outreach.write' } as const;

export function enrollmentRoutes(app: App, parts: HttpParts): void {
  readingRoutes(app, parts);
  enrolRoute(app, parts);
  changeRoutes(app, parts);
}

function readingRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/enrollments',
    {
      config: reading,
      schema: {
        tags,
        summary: 'List runs through our own sequences, newest first',
        querystring: runsOfOursQuery,
        response: { 200: runsOfOursAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, sequenceId, personId, state } = request.query;
      const rows = await listRuns(deps.db, {
        workspaceId,
        ...(sequenceId === undefined ? {} : { sequenceId }),
        ...(personId === undefined ? {} : { personId }),
        ...(state === undefined ? {} : { state }),
        before: idCursor(cursor),
        limit: limit + 1,
      });
      const page = pageOf(rows, limit, (row) => row.id);
      return { ...page, items: await withNames(deps.db, workspaceId, page.items) };
    },
  );
  app.get(
    '/v1/enrollments/:id',
    {
      config: reading,
      schema: {
        tags,
        summary: 'One run: where it stands and why',
        params: idParams,
        response: { 200: runOfOursAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const found = await findRun(deps.db, { workspaceId, enrollmentId: request.params.id });
      if (found === undefined) throw new InputError('not_found', 'There is no such enrollment.');
      return { ...found, personName: await nameOf(deps.db, found) };
    },
  );
}

function enrolRoute(app: App, parts: HttpParts): void {
  app.post(
    '/v1/enrollments',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Put people into a sequence, each with every check explained; or only say it',
        querystring: enrolQuery,
        body: enrolBody,
        response: { 200: enrolAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { overrideBecause, userEmail, ...wish } = request.body;
      if (overrideBecause !== undefined && !caller.permissions.has('outreach.override'))
        throw new InputError(
          'forbidden',
          'Writing although somebody wrote lately needs the right to override; ask an admin.',
          'overrideBecause',
        );
      const isDryRun = request.query.preview === 'true';
      const results = await enrolPeople(sendingDeps(parts), {
        ...wish,
        workspaceId: caller.workspaceId,
        userEmail: await actingEmail(parts.deps, caller, userEmail),
        actor: actorOf(caller),
        isDryRun,
        ...(overrideBecause === undefined ? {} : { override: { because: overrideBecause } }),
      });
      return {
        isPreview: isDryRun,
        enrolledCount: results.filter((each) => each.isEnrolled).length,
        items: results.map((each) => ({
          personId: each.personId,
          isEnrolled: each.isEnrolled,
          enrollmentId: each.isEnrolled && !isDryRun ? each.enrollmentId : null,
          firstAt: each.isEnrolled ? each.firstAt : null,
          because: each.isEnrolled ? null : each.because,
          guards: each.guards,
        })),
      };
    },
  );
}

const endings = [
  { word: 'pause', act: pauseRun, summary: 'Pause it where it stands; nothing goes out after' },
  { word: 'stop', act: stopRunByHand, summary: 'End it for good' },
] as const;

function changeRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/enrollments/:id/approve',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Say yes to what goes out next',
        params: idParams,
        response: { 200: approveRunAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const { id } = request.params;
      const yes = { workspaceId, enrollmentId: id, actor: actorOf(caller) };
      return { id, ...(await approveRun(deps, yes)) };
    },
  );
  app.post(
    '/v1/enrollments/:id/resume',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Let it go on; refused while a hold is in force',
        params: idParams,
        body: changeRunBody,
        response: { 200: runDone },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { id } = request.params;
      const change = { workspaceId: caller.workspaceId, enrollmentId: id, actor: actorOf(caller) };
      await resumeRun(deps, { ...change, because: request.body.because });
      return { id };
    },
  );
  for (const { word, act, summary } of endings) {
    app.post(
      `/v1/enrollments/:id/${word}`,
      {
        config: writing,
        schema: {
          tags,
          summary,
          params: idParams,
          body: changeRunBody,
          response: { 200: acknowledgedAnswer },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { workspaceId } = caller;
        const { id } = request.params;
        const { because } = request.body;
        const change = { workspaceId, enrollmentId: id, actor: actorOf(caller), because };
        return { id, ...(await act(deps, change)) };
      },
    );
  }
}
