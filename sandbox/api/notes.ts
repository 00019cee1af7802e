// /opportunities/:id/notes: the candidate's timeline as far as the API goes.
import {
  addComment,
  addNote,
  deleteNote,
  getNote,
  replaceNote,
  type NewNote,
} from '../acts/notes.ts';
import {
  optionalFlag,
  optionalNumber,
  optionalObjects,
  optionalPast,
  optionalTime,
  requiredString,
  nullableString,
  type Body,
} from '../wire/fields.ts';
import { pageOf } from '../wire/page.ts';
import { one } from '../wire/query.ts';
import { badRequest, noSuchPath, notFound } from '../wire/refusal.ts';
import { data, NOTHING, type Call, type Route } from '../wire/route.ts';
import type { Note, Opportunity } from '../world/rows.ts';
import { versionAt } from '../world/world.ts';
import { userOrId } from './present-opportunity.ts';
import { actorOf, bodyOf, expansions, opportunityIn, opportunityToChange } from './shared.ts';

const ALL = '/opportunities/:opportunity/notes';
const ONE = `${ALL}/:note`;

export const noteRoutes: Route[] = [
  { method: 'GET', path: ALL, noun: 'notes', access: 'read', run: list },
  {
    method: 'GET',
    path: ONE,
    noun: 'notes',
    access: 'read',
    run: (call) => {
      const expanded = expansions(call, ['user', 'stage']);
      const row = opportunityIn(call);
      const id = call.param('note');
      const note = notesOf(call, row).find((each) => each.id === id);
      if (!note) throw notFound('notes', id);
      return data(presentNote(call, note, expanded));
    },
  },
  { method: 'POST', path: ALL, noun: 'notes', access: 'write', run: create },
  { method: 'PUT', path: ONE, noun: 'notes', access: 'write', run: replace },
  {
    method: 'DELETE',
    path: ONE,
    noun: 'notes',
    access: 'write',
    run: (call) => {
      const row = opportunityToChange(call);
      const note = getNote(call.account, row.id, call.param('note'));
      deleteNote(call.account, { row, note }, { user: null, api: true });
      return NOTHING;
    },
  },
];

function list(call: Call) {
  const expanded = expansions(call, ['user', 'stage']);
  const row = opportunityIn(call);
  return pageOf(call.query, notesOf(call, row), {
    order: { key: (note) => [note.createdAt, note.id], directions: [-1, 1] },
    present: (note) => presentNote(call, note, expanded),
  });
}

/** The live notes of an opportunity, as old as index lag wants them. */
function notesOf(call: Call, row: Opportunity): Note[] {
  const { world } = call.account;
  const notes = (world.notes.get(row.id) ?? []).map((note) =>
    versionAt(world, note, { id: note.id, at: call.asOf }),
  );
  return notes.filter((note) => note !== undefined && note.deletedAt === null) as Note[];
}

function create(call: Call) {
  const actor = actorOf(call);
  const body = bodyOf(call);
  const row = opportunityToChange(call);
  const wish: NewNote = {
    row,
    value: textOf(call, body),
    secret: optionalFlag(body, 'secret') ?? false,
    score: scoreOf(body) ?? null,
    createdAt: optionalPast(body, 'createdAt', call.now),
  };
  optionalFlag(body, 'notifyFollowers');
  const thread = one(call.query, 'note_id');
  let note: Note;
  if (thread === undefined) note = addNote(call.account, wish, actor);
  else {
    note = getNote(call.account, row.id, thread);
    addComment(call.account, { wish, note }, actor);
  }
  if (call.account.switches.noteReply === 'idOnly') return data({ noteId: note.id }, 201);
  return data({ ...presentNote(call, note, new Set()), noteId: note.id }, 201);
}

function replace(call: Call) {
  const { account } = call;
  if (account.switches.notePut === 'missing') throw noSuchPath('PUT note');
  const body = bodyOf(call);
  const values = optionalObjects(body, 'values');
  if (!values || values.length === 0) throw badRequest('Missing required parameter: values');
  const user = nullableString(body, 'user');
  if (user && !account.world.users.has(user)) throw badRequest(`users ${user} was not found`);
  const wish = {
    values: values.map((each) => ({
      value: textOf(call, each),
      createdAt: optionalPast(each, 'createdAt', call.now),
    })),
    user,
    secret: optionalFlag(body, 'secret'),
    createdAt: optionalPast(body, 'createdAt', call.now),
    completedAt: optionalTime(body, 'completedAt'),
    score: scoreOf(body),
  };
  const row = opportunityToChange(call);
  const note = getNote(account, row.id, call.param('note'));
  replaceNote(account, { row, note, wish });
  return data({ noteId: note.id });
}

function textOf(call: Call, body: Body): string {
  const value = requiredString(body, 'value');
  if (Buffer.byteLength(value) > call.account.switches.noteBytesMax)
    throw badRequest('value is too long');
  return value;
}

function scoreOf(body: Body): number | null | undefined {
  const score = optionalNumber(body, 'score');
  if (score === undefined) return body['score'] === null ? null : undefined;
  if (![1, 2, 3, 4].includes(score)) throw badRequest('score must be a whole number from 1 to 4');
  return score;
}

/** A note as Lever serves it: the first field is the note itself, the others are comments. */
export function presentNote(
  call: Call,
  note: Note,
  expanded: ReadonlySet<string>,
): Record<string, unknown> {
  const user = (id: string | null): unknown => (expanded.has('user') ? userOrId(call, id) : id);
  return {
    id: note.id,
    text: 'Note',
    fields: note.entries.map((entry) => ({
      type: 'note',
      text: 'Comment',
      value: entry.value,
      createdAt: entry.createdAt,
      user: user(entry.user),
      score: entry.score,
      stage: expanded.has('stage') ? stageOrId(call, entry.stage) : entry.stage,
    })),
    user: user(note.user),
    secret: note.secret,
    completedAt: note.completedAt,
    createdAt: note.createdAt,
    deletedAt: note.deletedAt,
  };
}

/** `{id, text}` of a stage, or the id when it is unknown. */
export function stageOrId(call: Call, id: string | null): unknown {
  const stage = call.account.world.stages.find((each) => each.id === id);
  return stage ? { id: stage.id, text: stage.text } : id;
}
