// /v1/sequences: list, write, lint, publish, pause, compare versions, see what a person would get.
import { InputError } from '../../core/input-error.ts';
import { diffSequences } from '../../core/outreach/diff-sequence.ts';
import { lintSequence } from '../../core/outreach/lint-sequence.ts';
import {
  findSequence,
  findSequenceVersion,
  listSequences,
  listSequenceVersions,
} from '../../db/queries/sequences.ts';
import type { Sequence, SequenceVersion } from '../../db/queries/sequences.ts';
import {
  createSequence,
  editSequence,
  publishSequence,
  setSequenceState,
} from '../../flows/save-sequence.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { acknowledgedAnswer } from '../contract/mailbox.ts';
import { idParams } from '../contract/page.ts';
import {
  createSequenceBody,
  editSequenceBody,
  lintSequenceAnswer,
  lintSequenceBody,
  publishedAnswer,
  savedSequenceAnswer,
  sequenceAnswer,
  sequenceDiffAnswer,
  sequenceDiffQuery,
  sequencesAnswer,
  sequencesQuery,
  sequenceStateBody,
  sequenceVersionsAnswer,
} from '../contract/sequence.ts';
import { fromCursor, pageOf } from '../cursor.ts';
import { actingEmail } from '../sending.ts';

const tags = ['sequences'];
const reading = { scope: 'read', permission: 'outreach.read' } as const;
const writing = { scope: 'admin', permission: 'outreach.write' } as const;
const nameForm = /^[\s\S]{1,200}$/u;

export function sequenceRoutes(app: App, parts: HttpParts): void {
  listRoute(app, parts);
  readingRoutes(app, parts);
  writingRoutes(app, parts);
  publishRoutes(app, parts);
}

/** Throws InputError where the workspace has none of this id. */
async function getSequence(
  { deps }: HttpParts,
  key: { workspaceId: string; sequenceId: string },
): Promise<Sequence> {
  const found = await findSequence(deps.db, key);
  if (found === undefined) throw new InputError('not_found', 'There is no such sequence.');
  return found;
}

/** The version given, or the newest, draft or not. */
export async function getSequenceVersion(
  { deps }: HttpParts,
  key: { workspaceId: string; sequenceId: string; version: number | undefined },
): Promise<SequenceVersion> {
  const found = await findSequenceVersion(deps.db, { ...key, version: key.version ?? 'newest' });
  if (found !== undefined) return found;
  const named = key.version === undefined ? 'sequence' : `version ${key.version} of the sequence`;
  throw new InputError('not_found', `There is no such ${named}.`);
}

function listRoute(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/sequences',
    {
      config: reading,
      schema: {
        tags,
        summary: 'List sequences by name',
        querystring: sequencesQuery,
        response: { 200: sequencesAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const after = fromCursor(cursor, nameForm);
      const rows = await listSequences(deps.db, { workspaceId, after, limit: limit + 1 });
      return pageOf(rows, limit, (row) => row.name);
    },
  );
}

function readingRoutes(app: App, parts: HttpParts): void {
  const { deps } = parts;
  app.get(
    '/v1/sequences/:id',
    {
      config: reading,
      schema: {
        tags,
        summary: 'One sequence with its newest version and what is wrong with it',
        params: idParams,
        response: { 200: sequenceAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const key = { workspaceId, sequenceId: request.params.id };
      const sequence = await getSequence(parts, key);
      const newest = await getSequenceVersion(parts, { ...key, version: undefined });
      return { sequence, newest, problems: lintSequence(newest.body) };
    },
  );
  app.get(
    '/v1/sequences/:id/versions',
    {
      config: reading,
      schema: {
        tags,
        summary: 'All its versions, newest first',
        params: idParams,
        response: { 200: sequenceVersionsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const key = { workspaceId, sequenceId: request.params.id };
      await getSequence(parts, key);
      return { items: await listSequenceVersions(deps.db, key) };
    },
  );
  app.get(
    '/v1/sequences/:id/diff',
    {
      config: reading,
      schema: {
        tags,
        summary: 'What differs between two versions, field by field',
        params: idParams,
        querystring: sequenceDiffQuery,
        response: { 200: sequenceDiffAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const key = { workspaceId, sequenceId: request.params.id };
      const sequence = await getSequence(parts, key);
      const from = request.query.from ?? sequence.version ?? undefined;
      const before = await getSequenceVersion(parts, { ...key, version: from });
      const after = await getSequenceVersion(parts, { ...key, version: request.query.to });
      const items = diffSequences(before.body, after.body);
      return { from: before.version, to: after.version, items };
    },
  );
}

function writingRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/sequences/lint',
    {
      config: reading,
      schema: {
        tags,
        summary: 'What is wrong with a sequence; nothing is kept',
        body: lintSequenceBody,
        response: { 200: lintSequenceAnswer },
      },
    },
    async (request) => ({ problems: lintSequence(request.body.body) }),
  );
  app.post(
    '/v1/sequences',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Write a sequence as a draft; nothing of it is sent',
        body: createSequenceBody,
        response: { 201: savedSequenceAnswer },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { name, body, userEmail } = request.body;
      const saved = await createSequence(deps, {
        workspaceId: caller.workspaceId,
        name,
        body,
        ownerEmail: await actingEmail(deps, caller, userEmail),
        actor: actorOf(caller),
      });
      void reply.code(201);
      const { sequenceId: id, ...draft } = saved;
      return { id, ...draft };
    },
  );
  app.put(
    '/v1/sequences/:id',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Write its draft; what is in force stays until it is published',
        params: idParams,
        body: editSequenceBody,
        response: { 200: savedSequenceAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const sequenceId = request.params.id;
      const { body, expectedAt } = request.body;
      const { sequenceId: id, ...draft } = await editSequence(deps, {
        workspaceId,
        sequenceId,
        body,
        actor: actorOf(caller),
        ...(expectedAt === undefined ? {} : { expectedAt: new Date(expectedAt) }),
      });
      return { id, ...draft };
    },
  );
}

const changes = [
  { word: 'pause', state: 'paused', summary: 'Pause it: once this answers, nothing goes out' },
  { word: 'resume', state: 'active', summary: 'Let it go on' },
  { word: 'archive', state: 'archived', summary: 'End it for good' },
] as const;

function publishRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/sequences/:id/publish',
    {
      config: writing,
      schema: {
        tags,
        summary: "Put its newest version in force for everybody's unsent steps",
        params: idParams,
        response: { 200: publishedAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      const sequenceId = request.params.id;
      const done = await publishSequence(deps, {
        workspaceId,
        sequenceId,
        actor: actorOf(caller),
      });
      return { id: sequenceId, ...done };
    },
  );
  for (const { word, state, summary } of changes) {
    app.post(
      `/v1/sequences/:id/${word}`,
      {
        config: writing,
        schema: {
          tags,
          summary,
          params: idParams,
          body: sequenceStateBody,
          response: { 200: acknowledgedAnswer },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { workspaceId } = caller;
        const { because } = request.body;
        const sequenceId = request.params.id;
        const change = { workspaceId, sequenceId, state, because, actor: actorOf(caller) };
        return { id: sequenceId, ...(await setSequenceState(deps, change)) };
      },
    );
  }
}
