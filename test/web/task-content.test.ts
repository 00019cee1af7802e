// What was prepared for a task, and what somebody wrote apart from what they quoted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letterOf } from '../../web/src/screens/inbox/quoted.ts';
import { readContent } from '../../web/src/screens/inbox/task-content.ts';

test('only a link by https is made one, and a link without a scheme is one of those', () => {
  const linkOf = (link: unknown) => readContent({ link }).link;
  assert.equal(linkOf('linkedin.com/in/x'), 'https://linkedin.com/in/x');
  assert.equal(linkOf('https://linkedin.com/in/x'), 'https://linkedin.com/in/x');
  assert.equal(linkOf('javascript:alert(1)'), null);
  assert.equal(linkOf('http://linkedin.com/in/x'), null);
  assert.equal(linkOf(7), null);
});

test('what is missing or empty is nothing', () => {
  assert.deepEqual(readContent(null), { text: null, link: null, phone: null });
  assert.deepEqual(readContent({ text: '  ', phone: '+1 201' }), {
    text: null,
    link: null,
    phone: '+1 201',
  });
});

test('what is quoted stands apart from what was said', () => {
  assert.deepEqual(letterOf('Yes.\r\n\r\n> Shall we?', 'Yes.'), {
    said: 'Yes.',
    quoted: '> Shall we?',
  });
});

test('where one cannot tell, nothing is hidden', () => {
  const long = 'a'.repeat(400);
  assert.equal(letterOf(`${long}more\n> quoted`, long).quoted, '');
  assert.equal(letterOf('> top\nanswer', 'answer').quoted, '');
  assert.equal(letterOf('Yes.', null).said, 'Yes.');
});
