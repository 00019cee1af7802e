import { test } from 'node:test';
import assert from 'node:assert/strict';
import { verdictOfHit } from './open-verdict.ts';
import type { Hit, HitVerdict } from './open-verdict.ts';

const sentAt = new Date('2026-03-03T10:00:00Z');
const safari =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15';

function hit(given: Partial<Hit>, seconds = 3_600): Hit {
  const at = new Date(sentAt.getTime() + seconds * 1_000);
  const base = {
    kind: 'click',
    method: 'GET',
    userAgent: safari,
    link: 'a',
    isTrap: false,
  } as const;
  return { ...base, at, sentAt, hasBeacon: false, ...given };
}

const cases: readonly { name: string; hit: Hit; others?: Hit[]; verdict: HitVerdict }[] = [
  { name: 'a HEAD request', hit: hit({ method: 'HEAD' }), verdict: 'scanner' },
  { name: 'a click within seconds', hit: hit({}, 4), verdict: 'scanner' },
  {
    name: 'two links at once',
    hit: hit({}),
    others: [hit({ link: 'b' }, 3_602)],
    verdict: 'scanner',
  },
  { name: 'the trap', hit: hit({ isTrap: true }), verdict: 'scanner' },
  { name: 'a gateway', hit: hit({ userAgent: 'Barracuda Sentinel' }), verdict: 'scanner' },
  { name: 'a click with a page shown', hit: hit({ hasBeacon: true }), verdict: 'human' },
  {
    name: 'a click that is repeated later',
    hit: hit({}),
    others: [hit({}, 7_200)],
    verdict: 'human',
  },
  { name: 'a single click', hit: hit({}), verdict: 'unknown' },
  {
    name: 'a picture loaded ahead',
    hit: hit({ kind: 'open', userAgent: 'Mozilla/5.0' }),
    verdict: 'machine',
  },
  {
    name: 'a picture by the provider',
    hit: hit({ kind: 'open', userAgent: 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)' }),
    verdict: 'proxy',
  },
  { name: 'a picture', hit: hit({ kind: 'open' }), verdict: 'unknown' },
];

for (const each of cases) {
  test(`${each.name}: ${each.verdict}`, () => {
    assert.equal(verdictOfHit(each.hit, each.others ?? []).verdict, each.verdict);
  });
}
