import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgePreflight, worstResult, type PreflightFacts } from './preflight.ts';

const good: PreflightFacts = {
  connection: { state: 'off', hasHooks: true, mayReadConfidential: true, isGranted: false },
  reach: 'answered',
  reachDetail: '',
  permissions: [{ name: 'Find all stages', isNeeded: true, probe: 'granted' }],
  performAs: { isKnown: true, isActive: true, role: 'admin', email: 'i@acme.example' },
  users: [{ email: 'a@acme.example', leverEmail: 'a@acme.example', isActive: true }],
  jobs: [{ name: 'Job', postingId: 'p', postingState: 'published' }],
  unknownStages: [],
  unknownReasons: [],
  drifts: [],
  hasFormMapping: true,
  sources: { wanted: ['Pin'], known: ['pin'] },
  tags: { wanted: [], known: [] },
  hooks: { wanted: ['a'], there: ['a', 'b'], lastReceivedAtMs: 1 },
  createdSinceHooksCount: 3,
  createdSinceEventCount: 0,
  rate: { callCount: 10, refusedCount: 0, ratePerSecond: 9.98 },
  skewMs: 0,
  decided: { retention: true, matching: true },
  mail: null,
};

function resultOf(change: Partial<PreflightFacts>, name: string): string | undefined {
  const found = judgePreflight({ ...good, ...change }).find((one) => one.name === name);
  if (found !== undefined && found.result !== 'pass')
    assert.ok(found.because !== '' && found.fix !== '', `${name} says what to do`);
  return found?.result;
}

test('an account where all is well passes every check', () => {
  const checks = judgePreflight(good);
  assert.deepEqual([...new Set(checks.map((one) => one.result))], ['pass']);
  assert.equal(worstResult(checks), 'pass');
});

test('without a connection or an answer nothing else is judged', () => {
  assert.deepEqual(
    judgePreflight({ ...good, connection: null }).map((one) => one.name),
    ['connection'],
  );
  assert.equal(judgePreflight({ ...good, reach: 'unreachable', reachDetail: 'no' }).length, 1);
  assert.equal(resultOf({ reach: 'unauthorized' }, 'API key'), 'fail');
  assert.equal(judgePreflight({ ...good, reach: 'unauthorized' }).length, 2);
  const connection = { ...good.connection!, isGranted: true };
  assert.equal(resultOf({ connection }, 'OAuth grant'), 'pass');
  assert.equal(resultOf({ connection, reach: 'unauthorized' }, 'OAuth grant'), 'fail');
});

test('each thing that is wrong is found, with its weight', () => {
  const permission = { name: 'X', isNeeded: true, probe: 'refused' as const };
  const cases: [string, Partial<PreflightFacts>, string][] = [
    ['permissions', { permissions: [permission] }, 'fail'],
    ['permissions', { permissions: [{ ...permission, isNeeded: false }] }, 'warn'],
    ['permissions', { permissions: [{ ...permission, probe: 'unknown' }] }, 'warn'],
    ['integration user', { performAs: null }, 'fail'],
    ['integration user', { performAs: { ...good.performAs!, isActive: false } }, 'fail'],
    [
      'confidential data',
      { connection: { ...good.connection!, mayReadConfidential: false } },
      'warn',
    ],
    ['users', { users: [{ email: 'b@x', leverEmail: null, isActive: false }] }, 'warn'],
    ['users', { users: [{ email: 'b@x', leverEmail: 'B@x', isActive: true }] }, 'warn'],
    ['users', { users: [{ email: 'b@x', leverEmail: 'b@x', isActive: false }] }, 'warn'],
    ['postings', { jobs: [{ name: 'J', postingId: 'p', postingState: 'closed' }] }, 'fail'],
    ['postings', { jobs: [{ name: 'J', postingId: 'p', postingState: null }] }, 'fail'],
    ['postings', { jobs: [{ name: 'J', postingId: '', postingState: null }] }, 'pass'],
    ['stages', { unknownStages: [{ id: 's', usedBy: 'status rules' }] }, 'warn'],
    ['archive reasons', { unknownReasons: [{ id: 's', usedBy: 'status rules' }] }, 'warn'],
    ['form template', { drifts: [{ template: 'T', rules: [1], messages: ['gone'] }] }, 'fail'],
    ['sources', { sources: { wanted: ['Pin'], known: [] } }, 'warn'],
    ['sources', { sources: { wanted: ['Pin'], known: null } }, 'warn'],
    ['tags', { tags: { wanted: ['sourced'], known: [] } }, 'warn'],
    ['tags', { tags: { wanted: [], known: null } }, 'warn'],
    ['webhooks', { createdSinceEventCount: 2 }, 'warn'],
    ['webhooks', { connection: { ...good.connection!, hasHooks: false } }, 'warn'],
    ['webhooks', { hooks: { ...good.hooks, there: [] } }, 'warn'],
    ['webhooks', { hooks: { ...good.hooks, lastReceivedAtMs: null } }, 'warn'],
    ['rate limit', { rate: { callCount: 10, refusedCount: 2, ratePerSecond: 9.98 } }, 'warn'],
    ['clock', { skewMs: 61_000 }, 'fail'],
    ['clock', { skewMs: null }, 'pass'],
    ['mail', { mail: { name: 'mail', result: 'fail', because: 'no DKIM', fix: 'add it' } }, 'fail'],
    ['retention', { decided: { retention: false, matching: true } }, 'warn'],
    ['matching', { decided: { retention: true, matching: false } }, 'warn'],
  ];
  for (const [name, change, expected] of cases)
    assert.equal(resultOf(change, name), expected, `${name} ${JSON.stringify(change)}`);
});
