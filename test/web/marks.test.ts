// Which words of a text a mark stands under.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { piecesOf, problemsOf, problemsWithin } from '../../web/src/screens/sequences/marks.ts';

const field = 'steps[0].variants[0].text';

test('the mark stands at the words of the problem, wherever they are', () => {
  const problems = [{ field, message: 'nickname is not known.', found: 'nickname' }];
  assert.deepEqual(piecesOf('Hi {{ nickname }}, or nickname', problems), [
    { text: 'Hi {{ ', message: null },
    { text: 'nickname', message: 'nickname is not known.' },
    { text: ' }}, or ', message: null },
    { text: 'nickname', message: 'nickname is not known.' },
  ]);
});

test('a text without problems is one piece, and problems without words mark nothing', () => {
  assert.deepEqual(piecesOf('Hi', []), [{ text: 'Hi', message: null }]);
  assert.deepEqual(piecesOf('Hi', [{ field, message: 'At most 2 links.' }]), [
    { text: 'Hi', message: null },
  ]);
  assert.deepEqual(piecesOf('', [{ field, message: 'Write a text.' }]), []);
});

test('marks that overlap are one, and the pieces together are the text', () => {
  const text = 'a [First Name] b {x} c';
  const problems = [
    { field, message: 'one', found: '[First Name]' },
    { field, message: 'two', found: 'Name] b' },
    { field, message: 'three', found: '{x}' },
  ];
  const pieces = piecesOf(text, problems);
  assert.equal(pieces.map((piece) => piece.text).join(''), text);
  assert.deepEqual(
    pieces.flatMap((piece) => piece.message ?? []),
    ['one', 'three'],
  );
});

test('problems are told apart by their place', () => {
  const problems = [
    { field: 'steps[1].delay', message: 'a' },
    { field: 'steps[1].variants[0].text', message: 'b' },
    { field: 'steps[10].delay', message: 'c' },
  ];
  assert.equal(problemsOf(problems, 'steps[1].delay').length, 1);
  assert.equal(problemsWithin(problems, 'steps[1]').length, 2);
});
