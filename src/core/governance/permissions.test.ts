import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mayGiveRole, permissionsOfRole, permissionsOfScopes, roles } from './permissions.ts';

test('whoever may do less holds a subset of those who may do more', () => {
  const lacks = (less: (typeof roles)[number], more: (typeof roles)[number]) =>
    permissionsOfRole[less].filter((permission) => !permissionsOfRole[more].includes(permission));
  assert.deepEqual(lacks('viewer', 'sourcer'), []);
  assert.deepEqual(lacks('sourcer', 'admin'), []);
  assert.deepEqual(lacks('admin', 'owner'), []);
  assert.deepEqual(lacks('auditor', 'owner'), []);
});

test('viewers and auditors change nothing and read no mail', () => {
  for (const role of ['viewer', 'auditor'] as const) {
    const changing = permissionsOfRole[role].filter(
      (permission) => !/\.(?:read|export)$/u.test(permission),
    );
    assert.deepEqual(changing, []);
    assert.ok(!permissionsOfRole[role].includes('inbox.read'));
  }
});

test('an API key holds what its scopes hold together and never approves', () => {
  assert.deepEqual([...permissionsOfScopes(['intake'])], ['intake.write']);
  assert.ok(permissionsOfScopes(['read', 'intake']).has('people.read'));
  assert.ok(!permissionsOfScopes(['admin']).has('approvals.give'));
  assert.equal(permissionsOfScopes(['nonsense']).size, 0);
});

test('nobody hands out a higher role than their own', () => {
  assert.ok(mayGiveRole('owner', 'owner'));
  assert.ok(mayGiveRole('admin', 'admin'));
  assert.ok(!mayGiveRole('admin', 'owner'));
  for (const role of ['sourcer', 'viewer', 'auditor'] as const) {
    assert.ok(roles.every((given) => !mayGiveRole(role, given)));
  }
});
