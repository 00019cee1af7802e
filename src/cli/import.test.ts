import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../core/input-error.ts';
import { mappingOf } from './import.ts';

test('a column is mapped by its whole header, even with an equals sign in it', () => {
  assert.deepEqual(mappingOf(['Mail=email', 'a=b=headline', 'Fax=', 'Extra=none']), {
    Mail: 'email',
    'a=b': 'headline',
    Fax: null,
    Extra: null,
  });
});

test('a mapping without a column is refused', () => {
  assert.throws(() => mappingOf(['email']), InputError);
  assert.throws(() => mappingOf(['=email']), InputError);
});
