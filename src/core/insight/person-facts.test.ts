import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellsOf } from './cells.ts';
import {
  noJobId,
  personFacts,
  waitBucket,
  waitOfBucket,
  type PersonEvidence,
  type TouchEvidence,
} from './person-facts.ts';

function at(day: number, hour = 0): Date {
  return new Date(Date.UTC(2026, 0, day, hour));
}

function aTouch(given: Partial<TouchEvidence> & Pick<TouchEvidence, 'id' | 'at'>): TouchEvidence {
  return {
    kind: 'sent',
    source: 'pin',
    sequence: 'q',
    step: null,
    variant: null,
    channel: 'email',
    jobId: null,
    isInterested: false,
    ...given,
  };
}

function evidence(given: Partial<PersonEvidence> = {}): PersonEvidence {
  return {
    personId: 'person',
    findings: [{ profileId: 'p1', foundAt: at(2), source: 'pin', jobId: 'job', sourcer: 'sam' }],
    touches: [],
    statuses: [],
    records: [],
    reviewCount: 0,
    ...given,
  };
}

test('a person counts once, for the finding that came first, however late it was told', () => {
  const late = { profileId: 'p0', foundAt: at(1), source: 'gem', jobId: null, sourcer: null };
  const facts = personFacts(evidence({ findings: [...evidence().findings, late] }));
  assert.equal(facts.person?.day, '2026-01-01');
  assert.equal(facts.person?.source, 'gem');
  assert.equal(facts.person?.jobId, noJobId);
  const [cell] = cellsOf([facts]).people;
  assert.equal(cell?.found, 1);
  assert.equal(cell?.profiles, 2);
  assert.equal(cell?.joined, 1);
});

test('the first message after the finding is the first contact; one before it is told apart', () => {
  const sent = [aTouch({ id: 't2', at: at(4) }), aTouch({ id: 't1', at: at(3, 12) })];
  const after = personFacts(evidence({ touches: sent })).person;
  assert.equal(after?.contactTouchId, 't1');
  assert.equal(after?.waitSeconds, 36 * 3_600);
  const before = personFacts(evidence({ touches: [aTouch({ id: 't0', at: at(1) }), ...sent] }));
  assert.equal(before.person?.waitSeconds, null);
  const cells = cellsOf([before]);
  assert.equal(cells.people[0]?.contactedBefore, 1);
  assert.deepEqual(cells.waits, []);
});

test('a reply answers the newest fitting message before it', () => {
  const touches = [
    aTouch({ id: 't1', at: at(3), step: 1 }),
    aTouch({ id: 't2', at: at(5), step: 2 }),
    aTouch({ id: 'r', at: at(6), kind: 'replied', isInterested: true }),
  ];
  const { groups } = personFacts(evidence({ touches }));
  assert.deepEqual(
    groups.map((group) => [group.step, group.replyCount, group.isPositive]),
    [
      [1, 0, false],
      [2, 1, true],
    ],
  );
  const toFirst = touches.map((touch) => (touch.id === 'r' ? { ...touch, step: 1 } : touch));
  assert.equal(personFacts(evidence({ touches: toFirst })).groups[0]?.replyCount, 1);
});

test('a reply to nobody we know of counts for the person and for no message', () => {
  const touches = [aTouch({ id: 'r', at: at(6), kind: 'replied' })];
  const facts = personFacts(evidence({ touches }));
  assert.equal(facts.person?.replyTouchId, 'r');
  assert.deepEqual(facts.groups, []);
});

test('of a sequence a person counts once, with all messages and on the day of the first', () => {
  const touches = [
    aTouch({ id: 't1', at: at(3), step: 1 }),
    aTouch({ id: 't2', at: at(9), step: 2, channel: 'linkedin' }),
    aTouch({ id: 'r1', at: at(10), kind: 'replied' }),
    aTouch({ id: 'r2', at: at(11), kind: 'replied' }),
  ];
  const { responses } = cellsOf([personFacts(evidence({ touches }))]);
  const sequence = responses.filter((cell) => cell.grain === 'sequence');
  assert.equal(sequence.length, 1);
  assert.deepEqual(
    [sequence[0]?.day, sequence[0]?.people, sequence[0]?.messages, sequence[0]?.repliers],
    ['2026-01-03', 1, 2, 1],
  );
  assert.equal(sequence[0]?.replies, 2);
  assert.equal(responses.filter((cell) => cell.grain === 'channel').length, 2);
});

test('an offer says that there was an interview, whatever was told first', () => {
  const statuses = [
    { recordId: 'r', status: 'offer', at: at(20) },
    { recordId: 'r', status: 'lead', at: at(10) },
    { recordId: 'r', status: 'rejected', at: at(25) },
  ];
  const person = personFacts(evidence({ statuses })).person;
  assert.deepEqual(person?.interviewAt, at(20));
  assert.deepEqual(person?.offerAt, at(20));
  assert.equal(person?.hiredAt, null);
});

test('the order in which things are read changes nothing', () => {
  const touches = [
    aTouch({ id: 'b', at: at(3) }),
    aTouch({ id: 'a', at: at(3) }),
    aTouch({ id: 'c', at: at(4), kind: 'replied' }),
  ];
  const one = personFacts(evidence({ touches }));
  const other = personFacts(evidence({ touches: touches.toReversed() }));
  assert.deepEqual(one, other);
  assert.equal(one.person?.contactTouchId, 'a');
});

test('waits in one bucket are within two per cent of each other', () => {
  for (const seconds of [0, 59, 3_600, 86_400, 10_000_000]) {
    const middle = waitOfBucket(waitBucket(seconds));
    assert.ok(Math.abs(middle - seconds) <= 1 + seconds * 0.011, `${seconds} became ${middle}`);
  }
});
