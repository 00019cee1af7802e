// The table of states against the database's own list and against the diagram people read.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { endStates, intentMoves, intentStates, mayMove, openStates } from './states.ts';

function textOf(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

test('the database allows exactly the states of the table', () => {
  const sql = textOf('../db/migrations/0001_foundation.sql');
  const intents = sql.slice(sql.indexOf('create table intents ('));
  const listed = /check \(state in \(([^)]*)\)/.exec(intents)?.[1] ?? '';
  assert.deepEqual(
    listed.split(',').map((word) => word.trim().replaceAll("'", '')),
    [...intentStates],
  );
});

test('the database counts exactly the end states as finished and the others as open', () => {
  const sql = textOf('../db/migrations/0001_foundation.sql');
  assert.ok(sql.includes(`check ((state in (${quoted(endStates)})) = (finished_at is not null))`));
  assert.ok(sql.includes(`where state in (${quoted(openStates)});`));
  assert.deepEqual([...openStates, ...endStates].toSorted(), [...intentStates].toSorted());
});

test('the diagram in the docs draws exactly the moves of the table', () => {
  const drawn = [...textOf('../../docs/engine.md').matchAll(/^ {2}(\w+) --> (\w+)/gm)]
    .filter(([, from]) => from !== 'start')
    .map(([, from, to]) => `${from} → ${to}`);
  const allowed = intentStates.flatMap((from) => intentMoves[from].map((to) => `${from} → ${to}`));
  assert.deepEqual(drawn.toSorted(), allowed.toSorted());
});

test('an end state is left by no move, and an end is in reach of every state', () => {
  for (const state of endStates) assert.deepEqual(intentMoves[state], []);
  for (const state of intentStates) {
    const reached = new Set([state]);
    for (const from of reached) for (const to of intentMoves[from]) reached.add(to);
    assert.ok(
      endStates.some((end) => reached.has(end)),
      state,
    );
  }
});

test('only a planned intent is sent, so whatever may have happened is looked for before it is sent again', () => {
  const senders = intentStates.filter((from) => mayMove(from, 'armed'));
  assert.deepEqual(senders, ['planned']);
  assert.ok(!mayMove('parked', 'planned'));
});

function quoted(states: readonly string[]): string {
  return states.map((state) => `'${state}'`).join(', ');
}
