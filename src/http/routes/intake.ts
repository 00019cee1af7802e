// POST /v1/profiles and POST /v1/touches: one item, a batch, or a stream.
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InputError } from '../../core/input-error.ts';
import { receiveProfiles } from '../../flows/receive-profiles.ts';
import { receiveTouches } from '../../flows/receive-touches.ts';
import type { IntakeBatch, IntakeResult } from '../../flows/take-intake.ts';
import type { Check, Checked } from '../../ports/checked.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { groupCommit } from '../group-commit.ts';
import {
  batchAnswer,
  batchItemsMax,
  profilesBody,
  singleAnswer,
  streamQuery,
  touchesBody,
} from '../contract/intake.ts';
import { errorAnswer } from '../contract/page.ts';
import { checkProfile } from '../contract/profile.ts';
import { checkTouch } from '../contract/touch.ts';
import { streamIntake } from '../intake-stream.ts';

type Who = Pick<IntakeBatch<unknown>, 'workspaceId' | 'actor'>;

/** What differs between the two. */
export interface IntakeDoor<Item> {
  kind: 'profile' | 'touch';
  check: Check<Item>;
  receive(batch: IntakeBatch<Item>): Promise<IntakeResult[]>;
}

export function intakeRoutes(app: App, parts: HttpParts): void {
  const { deps } = parts;
  addDoor(app, parts, {
    path: '/v1/profiles',
    body: profilesBody,
    door: {
      kind: 'profile',
      check: checkProfile,
      receive: (batch) => receiveProfiles(deps, batch),
    },
  });
  addDoor(app, parts, {
    path: '/v1/touches',
    body: touchesBody,
    door: { kind: 'touch', check: checkTouch, receive: (batch) => receiveTouches(deps, batch) },
  });
}

const waitingMax = 20_000;
const groupItemsMax = 200;

function addDoor<Item>(
  app: App,
  parts: HttpParts,
  given: {
    path: string;
    body: typeof profilesBody | typeof touchesBody;
    door: IntakeDoor<Item>;
  },
): void {
  const door: IntakeDoor<Item> = {
    ...given.door,
    async receive(batch) {
      const results = await given.door.receive(batch);
      parts.metrics.countIntake(given.door.kind, results);
      return results;
    },
  };
  const singles = groupCommit<Who, Checked<Item>, IntakeResult>({
    commit: (who, items) => door.receive({ ...who, items }),
    itemsMax: groupItemsMax,
    inFlightMax: parts.options.databaseKind === 'embedded' ? 1 : 2,
    waitingMax,
  });
  app.post(
    given.path,
    {
      config: { scope: 'intake', permission: 'intake.write' },
      schema: {
        tags: ['intake'],
        summary: `Take in ${door.kind === 'profile' ? 'profiles' : 'touches'}`,
        description:
          'Idempotent by (source, sourceEventId). Answered after the commit: what was accepted survives any crash.',
        body: given.body,
        querystring: streamQuery,
        response: {
          200: batchAnswer.describe('Of a batch; a single duplicate is answered as one result'),
          201: singleAnswer.describe('Of a single item'),
          422: errorAnswer,
        },
      },
      // Each item is checked by itself: one bad item must not refuse the rest.
      validatorCompiler: () => (value) => ({ value }),
      serializerCompiler: () => JSON.stringify,
    },
    async (request, reply) => {
      const who = whoOf(request);
      const body: unknown = request.body;
      if (body instanceof Readable) return streamIntake({ parts, door, who, request, reply, body });
      const items = batchItems(body);
      if (items !== null) return await answerBatch(parts, door, { who, items });
      return answerSingle(reply, await singles.add(who.actor, who, door.check(body)));
    },
  );
}

function whoOf(request: FastifyRequest): Who {
  const caller = callerOf(request);
  return { workspaceId: caller.workspaceId, actor: actorOf(caller) };
}

/** The items of a batch, or null where the body is one item. */
function batchItems(body: unknown): unknown[] | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InputError('invalid', 'The body must be an object: one item, or {"items": […]}');
  }
  if (!('items' in body)) return null;
  const { items, ...rest } = body;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) {
    throw new InputError(
      'invalid',
      `Beside items there is no field "${unknown}"; remove it`,
      unknown,
    );
  }
  if (!Array.isArray(items)) throw new InputError('invalid', 'items must be an array', 'items');
  if (items.length === 0)
    throw new InputError('invalid', 'items is empty; send at least one', 'items');
  if (items.length > batchItemsMax) {
    const message = `items has ${items.length} entries, ${batchItemsMax} at most; send several batches or NDJSON`;
    throw new InputError('too_large', message, 'items');
  }
  return items;
}

async function answerBatch<Item>(
  parts: HttpParts,
  door: IntakeDoor<Item>,
  given: { who: Who; items: readonly unknown[] },
): Promise<unknown> {
  const results: IntakeResult[] = [];
  const step = parts.options.transactionItemsMax;
  for (let from = 0; from < given.items.length; from += step) {
    const items = given.items.slice(from, from + step).map((item) => door.check(item));
    results.push(...(await door.receive({ ...given.who, items })));
  }
  const count = (wanted: IntakeResult['result']): number =>
    results.filter((one) => one.result === wanted).length;
  return {
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    rejected: count('rejected'),
    items: results,
  };
}

function answerSingle(reply: FastifyReply, result: IntakeResult): IntakeResult {
  if (result.result === 'rejected') {
    throw new InputError('invalid', result.message, result.field === '' ? undefined : result.field);
  }
  void reply.code(result.result === 'accepted' ? 201 : 200);
  return result;
}
