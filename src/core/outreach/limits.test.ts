import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideAfterAttempt } from './after-attempt.ts';
import type { Attempt, AttemptFacts } from './after-attempt.ts';
import { chooseAddress } from './choose-address.ts';
import type { AddressFacts } from './choose-address.ts';
import { chooseVariant, isHeldOut } from './choose-variant.ts';
import { composeMessage } from './compose-message.ts';
import { decideDuplicate } from './duplicates.ts';
import { judgeMailbox, mailboxLimits, rampCap, rampDaysNow } from './mailbox-limits.ts';
import { composeMail } from './mime.ts';
import { checkPolicy, countryRule, defaultPolicy } from './outreach-policy.ts';
import { chooseZone } from './person-zone.ts';
import { dayMs, decideQuota, hourMs } from './quota.ts';
import { smsPieces } from './sms-length.ts';

test('at no instant are more than the cap in the span before it, and the time told is the first that has room', () => {
  let state = 11;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let round = 0; round < 300; round += 1) {
    const limits = [
      { name: 'hour', cap: 1 + Math.floor(next() * 4), spanMs: hourMs },
      { name: 'day', cap: 1 + Math.floor(next() * 8), spanMs: dayMs },
    ];
    const sent: number[] = [];
    let nowMs = 0;
    for (let step = 0; step < 60; step += 1) {
      const decision = decideQuota(
        limits.map((each) => ({ ...each, atMs: sent })),
        nowMs,
      );
      if (decision.isFree) sent.push(nowMs);
      else {
        const before = decideQuota(
          limits.map((each) => ({ ...each, atMs: sent })),
          decision.freeAtMs - 1,
        );
        assert.equal(before.isFree, false);
        nowMs = decision.freeAtMs;
        continue;
      }
      nowMs += Math.floor(next() * 40 * 60_000);
    }
    for (const limit of limits)
      for (const at of sent)
        assert(sent.filter((each) => each > at - limit.spanMs && each <= at).length <= limit.cap);
  }
});

test('a mailbox is held by its own cap, the ramp and half of what its provider allows; an answer by hand only by the last', () => {
  const allowance = {
    provider: 'gmail',
    newDayCap: 50,
    followUpDayCap: 50,
    hourCap: null,
    ramp: { start: 10, step: 3, days: 2 },
  } as const;
  const past = Array.from({ length: 13 }, (_, index) => ({
    atMs: index * 1000 + hourMs,
    kind: 'new' as const,
  }));
  const decided = decideQuota(mailboxLimits(allowance, 'new', past), 2 * hourMs);
  assert(!decided.isFree && /warms up/u.test(decided.because));
  assert(decideQuota(mailboxLimits(allowance, 'reply', past), 2 * hourMs).isFree);
  assert.deepEqual(
    mailboxLimits(allowance, 'reply', []).map((each) => each.cap),
    [250, 15],
  );
});

test('the ramp counts sending days, stands still while frozen and loses half in a long silence', () => {
  assert.deepEqual(
    [1, 2, 10].map((days) => rampCap({ start: 10, step: 3, days })),
    [10, 13, 37],
  );
  const at = { days: 8, isFrozen: false, isNewDay: true, lastSentMs: 0, nowMs: dayMs };
  assert.equal(rampDaysNow(at), 9);
  assert.equal(rampDaysNow({ ...at, isNewDay: false }), 8);
  assert.equal(rampDaysNow({ ...at, isFrozen: true }), 8);
  assert.equal(rampDaysNow({ ...at, nowMs: 15 * dayMs }), 4);
});

test('three of a hundred back freeze the ramp, five pause the mailbox, few sends decide nothing', () => {
  const week = { policyBlocks: 0, complaints: 0 };
  assert.equal(judgeMailbox({ ...week, sends: 100, bounces: 3 }).health, 'good');
  assert.equal(judgeMailbox({ ...week, sends: 100, bounces: 4 }).health, 'freeze');
  assert.equal(judgeMailbox({ ...week, sends: 100, bounces: 6 }).health, 'pause');
  assert.equal(judgeMailbox({ ...week, sends: 20, bounces: 6 }).health, 'good');
  assert.equal(judgeMailbox({ ...week, sends: 20, bounces: 0, policyBlocks: 1 }).health, 'freeze');
});

const facts: AttemptFacts = { nowMs: 0, attempts: 1, firstAttemptMs: 0, domainTrips: 0 };
const refused = (code: number, enhanced: string | null, answer = '', phase = 'body'): Attempt => ({
  outcome: 'refused',
  code,
  enhanced,
  answer,
  phase,
});
const outcomes: [string, Attempt, string][] = [
  ['taken over', { outcome: 'accepted' }, 'settle'],
  ['no answer after the last byte', { outcome: 'unknown' }, 'settle'],
  ['no answer before it', { outcome: 'unsent' }, 'retry'],
  ['greylisted', refused(450, '4.2.0'), 'retry'],
  ['no such user', refused(550, '5.1.1'), 'refuse'],
  [
    'the day’s limit at Google',
    refused(550, '5.4.5', 'Daily user sending limit exceeded'),
    'close_mailbox',
  ],
  [
    'the day’s quota at Microsoft',
    refused(554, '5.2.0', 'SubmissionQuotaExceeded'),
    'close_mailbox',
  ],
  ['too many connections', refused(432, '4.3.2'), 'close_mailbox'],
  ['a peak at the relay', refused(450, '4.2.1', 'Peak SMTP relay limit exceeded'), 'close_mailbox'],
  ['the tenant’s limit', refused(550, '5.7.232'), 'close_mailbox'],
  ['421 after the data', refused(421, '4.7.0'), 'close_domain'],
  ['a wrong password', refused(535, '5.7.8', '', 'sign_in'), 'sign_in_again'],
];
for (const [name, attempt, expected] of outcomes) {
  test(`${name}: ${expected}`, () => {
    assert.equal(decideAfterAttempt(attempt, facts).do, expected);
  });
}

test('tries wait twice as long each time, at most six hours, and end after a day', () => {
  const waits = [1, 2, 3, 8].map((attempts) => {
    const decided = decideAfterAttempt({ outcome: 'unsent' }, { ...facts, attempts });
    return decided.do === 'retry' ? decided.atMs / 60_000 : null;
  });
  assert.deepEqual(waits, [5, 10, 20, 360]);
  const late = { ...facts, nowMs: dayMs, attempts: 9 };
  assert.equal(decideAfterAttempt({ outcome: 'unsent' }, late).do, 'refuse');
});

const address: AddressFacts = {
  value: 'ada@gmail.com',
  shownAs: 'ada@gmail.com',
  label: null,
  status: 'verified',
  verifiedAtMs: 0,
  domain: 'gmail.com',
  isShared: false,
  isDisposable: false,
  hasNullMx: false,
  hasBounced: false,
  suppressedBecause: null,
};
const work: AddressFacts = { ...address, value: 'ada@acme.example', domain: 'acme.example' };
const rules = {
  mayUseUnverified: false,
  addresses: 'any',
  verifiedForDays: 90,
  nowMs: dayMs,
} as const;

test('the personal address goes before the one at work, verified before not', () => {
  assert.equal(chooseAddress([work, address], rules).chosen?.value, 'ada@gmail.com');
  assert.equal(
    chooseAddress([work, { ...address, status: 'unverified' }], rules).chosen?.value,
    'ada@acme.example',
  );
  assert.equal(chooseAddress([work], { ...rules, addresses: 'personal_only' }).chosen, null);
  assert.equal(
    chooseAddress([{ ...work, status: 'unverified' }], { ...rules, mayUseUnverified: true }).chosen
      ?.value,
    'ada@acme.example',
  );
});

test('no address that is unfit in any way is ever chosen, whatever the rules', () => {
  const unfit: Partial<AddressFacts>[] = [
    { isShared: true },
    { isDisposable: true },
    { hasNullMx: true },
    { hasBounced: true },
    { status: 'invalid' },
    { suppressedBecause: 'asked not to be contacted' },
  ];
  for (const more of unfit) {
    const choice = chooseAddress([{ ...address, ...more }], { ...rules, mayUseUnverified: true });
    assert.equal(choice.chosen, null);
    assert.equal(choice.rejected.length, 1);
  }
});

test('an address verified too long ago asks for a new verification', () => {
  const choice = chooseAddress([address], { ...rules, nowMs: 100 * dayMs });
  assert.deepEqual([choice.chosen, choice.isStale], [null, true]);
});

test('a person keeps a variant, and the shares are as given', () => {
  const variants = [
    { id: 'a', weight: 1 },
    { id: 'b', weight: 1 },
    { id: 'c', weight: 2 },
  ];
  const counts = new Map<string, number>();
  const people = 100_000;
  for (let person = 0; person < people; person += 1) {
    const key = { experiment: 'e', personId: `p${person}` };
    const chosen = chooseVariant(variants, key)!.id;
    assert.equal(chooseVariant(variants, key)!.id, chosen);
    counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
  }
  const expected = { a: people / 4, b: people / 4, c: people / 2 };
  const chiSquare = Object.entries(expected).reduce(
    (sum, [id, count]) => sum + ((counts.get(id) ?? 0) - count) ** 2 / count,
    0,
  );
  // p = 0.001 at two degrees of freedom.
  assert(chiSquare < 13.8, `chi square ${chiSquare}`);
  const held = Array.from({ length: people }, (_, index) =>
    isHeldOut({ sequenceId: 's', personId: `p${index}` }, 10),
  );
  assert(Math.abs(held.filter(Boolean).length / people - 0.1) < 0.005);
});

test('who runs already is never enrolled again; others need a reason until their time is over', () => {
  const none = {
    running: null,
    elsewhere: null,
    lastTouchMs: null,
    lastTouchBy: null,
    notInterestedMs: null,
  };
  const days = { coolDownDays: 90, notInterestedDays: 180 };
  const decide = (past: object, atDay: number): string =>
    decideDuplicate({ ...none, ...past }, days, atDay * dayMs).may;
  assert.equal(decide({}, 0), 'enrol');
  assert.equal(decide({ running: { by: 'ada', sequence: 'S', sinceMs: 0 } }, 999), 'never');
  assert.equal(decide({ elsewhere: { source: 'pin', sequence: '', sinceMs: 0 } }, 999), 'override');
  assert.deepEqual(
    [89, 90].map((day) => decide({ lastTouchMs: 0 }, day)),
    ['override', 'enrol'],
  );
  assert.deepEqual(
    [179, 180].map((day) => decide({ notInterestedMs: 0 }, day)),
    ['override', 'enrol'],
  );
});

test('a zone is taken from the place, the phone, the employer and at last the mailbox, and says which', () => {
  const nothing = {
    explicit: null,
    country: null,
    location: null,
    phoneCountry: null,
    employerCountry: null,
    mailboxZone: 'Europe/Paris',
  };
  assert.deepEqual(chooseZone(nothing).zones, ['Europe/Paris']);
  assert.deepEqual(chooseZone({ ...nothing, country: 'DE', phoneCountry: 'JP' }).zones, [
    'Europe/Berlin',
  ]);
  assert.deepEqual(chooseZone({ ...nothing, phoneCountry: 'JP' }).zones, ['Asia/Tokyo']);
  assert.deepEqual(chooseZone({ ...nothing, country: 'US', location: 'Austin, TX' }).zones, [
    'America/Chicago',
  ]);
  assert.equal(
    chooseZone({ ...nothing, country: 'US', location: 'United States' }).zones.length,
    2,
  );
  assert.deepEqual(chooseZone({ ...nothing, explicit: 'Asia/Seoul', country: 'US' }).zones, [
    'Asia/Seoul',
  ]);
});

const policy = checkPolicy(
  { identity: { organisation: 'Acme', postalAddress: '1 Main St, Springfield' } },
  defaultPolicy,
);

test('a country nobody named follows the general rule, and a policy is checked part by part', () => {
  assert.equal(countryRule(policy, 'DE').channels.email, 'consent');
  assert.equal(countryRule(policy, 'FR').channels.email, 'allow');
  assert.equal(countryRule(policy, null).channels.sms, 'consent');
  for (const body of [
    { x: 1 },
    { countries: { Germany: {} } },
    { coolDownDays: -1 },
    { leverMark: 'all' },
    { identity: { organisation: 5 } },
  ])
    assert.throws(() => checkPolicy(body, defaultPolicy));
});

const compose = {
  subject: 'A role for {{ first_name }}',
  threadSubject: null,
  text: 'Hi {{ first_name }},\n\nSee https://acme.example/x.',
  html: null,
  values: { first_name: 'Zoë <b>' },
  signature: 'Sam',
  policy,
  withNotice: true,
  unsubscribeUrl: 'https://go.example/u/abc',
} as const;

test('a message says who writes, why they know the person and how to say no, in both parts', () => {
  const made = composeMessage(compose);
  assert(made.isFit);
  for (const text of [made.text, made.html]) {
    for (const words of ['Acme', '1 Main St', 'public sources', 'https://go.example/u/abc', 'Sam'])
      assert(text.includes(words), words);
  }
  assert(made.html.includes('Zoë &lt;b&gt;') && !made.html.includes('<b>'));
  const later = composeMessage({ ...compose, threadSubject: made.subject, withNotice: false });
  assert(
    later.isFit &&
      later.subject === `Re: ${made.subject}` &&
      !later.text.includes('public sources'),
  );
  assert.deepEqual(composeMessage({ ...compose, values: {} }), {
    isFit: false,
    missing: ['first_name'],
    because: 'missing_token:first_name',
  });
});

test('a mail has its headers and nothing else, whatever is in a name', () => {
  const parts = {
    fromName: 'Sam "The" Sender',
    from: 'sam@acme.example',
    to: 'zoë.not'.replace('ë', 'e') + '@münchen.example',
    subject: 'Grüße',
    date: new Date(Date.UTC(2026, 2, 3, 9, 5, 7)),
    messageId: '<abc@acme.example>',
    inReplyTo: null,
    references: ['<one@acme.example>', '<two@acme.example>'],
    headers: [{ name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' }],
    text: 'Hi\n.\nbye',
    html: '<p>Hi</p>',
    boundary: 'b1',
  };
  const text = new TextDecoder().decode(composeMail(parts));
  assert.match(
    text,
    /^Date: Tue, 03 Mar 2026 09:05:07 \+0000\r\nFrom: "Sam \\"The\\" Sender" <sam@acme\.example>\r\nTo: <zoe\.not@xn--mnchen-3ya\.example>\r\nSubject: =\?UTF-8\?B\?/u,
  );
  assert(text.split('\r\n').every((line) => line.length <= 998) && !/[^\r]\n/u.test(text));
  for (const bad of [
    { subject: 'a\r\nBcc: x@y.example' },
    { to: 'a@b.example>\r\nX: y' },
    { to: 'a b@c.example' },
    { fromName: 'a\nb' },
    { messageId: '<a b>' },
  ])
    assert.throws(() => composeMail({ ...parts, ...bad }));
});

test('a text message is counted in pieces as phones do', () => {
  assert.deepEqual(
    ['a'.repeat(160), 'a'.repeat(161), 'й'.repeat(70), 'й'.repeat(71), '€'.repeat(81)].map(
      smsPieces,
    ),
    [1, 2, 1, 2, 2],
  );
});
