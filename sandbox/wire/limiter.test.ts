// The token bucket, exact to one request.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLimiter, DEFAULT_LIMITS } from './limiter.ts';

test('over a minute exactly the burst and ten a second get through, whatever the rhythm', () => {
  for (const step of [1, 3, 7, 33, 99, 100]) {
    const limiter = createLimiter(DEFAULT_LIMITS);
    let allowed = 0;
    for (let now = 0; now <= 60_000; now += step) {
      for (let tries = 0; tries < 30; tries += 1) if (limiter.take('key', now)) allowed += 1;
    }
    const last = Math.floor(60_000 / step) * step;
    assert.equal(allowed, Math.floor(20 + last / 100), `every ${step} ms`);
  }
});

test('a refused request costs nothing and the wait says when the next one is due', () => {
  const limiter = createLimiter({ perSecond: 2, burst: 1 });
  assert.equal(limiter.take('key', 0), true);
  for (let tries = 0; tries < 50; tries += 1) assert.equal(limiter.take('key', 10), false);
  assert.equal(limiter.waitMs('key', 10), 490);
  assert.equal(limiter.take('key', 500), true);
});

test('keys do not share, and null switches the limit off', () => {
  const limiter = createLimiter({ perSecond: 1, burst: 1 });
  assert.ok(limiter.take('one', 0) && limiter.take('two', 0));
  assert.ok(!limiter.take('one', 0));
  limiter.set(null);
  assert.ok(limiter.take('one', 0));
});
