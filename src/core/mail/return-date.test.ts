import { test } from 'node:test';
import assert from 'node:assert/strict';
import { findReturnDate } from './return-date.ts';

const now = new Date('2026-03-03T10:00:00Z');
const cases: readonly [string, string | null][] = [
  ['I am away until Monday 16 March 2026.', '2026-03-16'],
  ['Out of office from March 5 to March 12th', '2026-03-12'],
  ['bis zum 20.03.2026 nicht im Büro', '2026-03-20'],
  ['wieder da ab 2. April', '2026-04-02'],
  ['absente jusqu’au 1er avril', '2026-04-01'],
  ['hasta el 18 de marzo', '2026-03-18'],
  ['до 15 марта', '2026-03-15'],
  ['3月13日まで休暇', '2026-03-13'],
  ['2026년 3월 18일에 복귀', '2026-03-18'],
  ['back on 2026-03-10', '2026-03-10'],
  ['back on 3/9/2026', '2026-03-09'],
  ['back on 25/03/2026', '2026-03-25'],
  ['31.02.2026', null],
  ['founded in 1998, call +49 30 123456', null],
  ['back soon', null],
];

for (const [text, day] of cases) {
  test(`"${text}": ${day ?? 'no day'}`, () => {
    const found = findReturnDate(text, { now, isMonthFirst: true });
    assert.equal(found?.toISOString().slice(0, 10) ?? null, day);
  });
}
