// Targets: what makes keys of addresses, numbers, names and links. A key of a key is that key.

import { constantFrom, record } from 'fast-check';
import { normaliseEmail } from '../../src/core/people/email.ts';
import { employerKey } from '../../src/core/people/employer.ts';
import { fold, namesAgree, parseName } from '../../src/core/people/name.ts';
import { normalisePhone } from '../../src/core/people/phone.ts';
import { placeKey } from '../../src/core/people/place.ts';
import { canonicalProfileUrl } from '../../src/core/people/profile-url.ts';
import { regionOfPlace } from '../../src/core/people/region.ts';
import { titleKey } from '../../src/core/people/title.ts';
import { timelineLine, withoutMentions } from '../../src/core/sync/timeline-text.ts';
import { checkedUrl } from '../../src/flows/join-account.ts';
import { isReachable } from '../../src/adapters/webhooks/reachable.ts';
import { emails, names, phones, textFrom, urls } from './corpus.ts';
import { must, orRefused, pureTarget } from './target.ts';
import type { FuzzTarget } from './target.ts';

const closed = { mayReachLoopback: false, mayReachPrivate: false };

export const normalisingTargets: readonly FuzzTarget[] = [
  pureTarget({
    name: 'email',
    input: textFrom(emails),
    check(text) {
      const key = normaliseEmail(text);
      if (key === null) return;
      must(normaliseEmail(key.value)?.value === key.value, `${key.value} is not its own key`);
      must(normaliseEmail(key.shownAs)?.value === key.value, `${key.shownAs} has another key`);
      must(!/[\s\0]/u.test(key.value), 'a key with white space');
    },
  }),
  pureTarget({
    name: 'phone',
    weight: 0.5,
    input: record({ text: textFrom(phones), region: constantFrom('US', 'DE', 'JP', '', 'XX') }),
    check({ text, region }) {
      const key = normalisePhone(text, region);
      if (key === null) return;
      must(/^\+\d{5,20}$/u.test(key.value), `${key.value} is no E.164 number`);
      must(normalisePhone(key.value, 'US')?.value === key.value, `${key.value} is not its own key`);
    },
  }),
  pureTarget({
    name: 'profile url',
    input: textFrom(urls),
    check(text) {
      const key = canonicalProfileUrl(text);
      if (key === null) return;
      const again = canonicalProfileUrl(key.shownAs);
      must(again?.value === key.value, `${key.shownAs}: ${again?.value} is not ${key.value}`);
      must(key.shownAs.startsWith('https://'), 'a link of another protocol');
      must(!key.shownAs.includes('@') || !URL.parse(key.shownAs)?.username, 'a link with a user');
    },
  }),
  pureTarget({
    name: 'server url',
    input: textFrom(urls),
    check(text) {
      const url = orRefused(() => checkedUrl(text, 'baseUrl'));
      if (url === 'refused') return;
      must(checkedUrl(url, 'baseUrl') === url, 'another address the second time');
      must(URL.parse(url)?.username === '', 'an address with a user');
    },
  }),
  pureTarget({
    name: 'inner address',
    input: textFrom([...urls, '10.0.0.1', '::ffff:7f00:1', '127.0.0.1', 'fe80::1%eth0']),
    check(text) {
      if (isReachable(text, closed))
        must(!/^(?:10|127|192\.168|169\.254)\./u.test(text), `${text} is inside`);
    },
  }),
  pureTarget({
    name: 'name',
    input: record({ one: textFrom(names), other: textFrom(names) }),
    check({ one, other }) {
      const [first, second] = [parseName(one), parseName(other)];
      must(namesAgree(first, second) === namesAgree(second, first), 'agreement has a direction');
      if (first !== null) must(namesAgree(first, first) !== 'different', 'a name unlike itself');
      must(fold(fold(one)) === fold(one), 'folding has no end');
    },
  }),
  pureTarget({
    name: 'work and place',
    input: textFrom([
      'Halvorsen & Pike, Inc.',
      '株式会社 ほしぞら',
      'Staff Engineer (m/w/d)',
      'Köln, DE',
    ]),
    check(text) {
      for (const make of [employerKey, titleKey, placeKey]) {
        const first = JSON.stringify(make(text));
        must(JSON.stringify(make(text)) === first, 'another key the second time');
      }
      const region = regionOfPlace(text);
      must(region === null || /^[A-Z]{2}$/u.test(region), `${region} is no country`);
    },
  }),
  pureTarget({
    name: 'timeline text',
    input: record({
      subject: textFrom(names),
      sequence: textFrom(names),
      excerpt: textFrom(emails),
    }),
    check(texts) {
      const line = timelineLine({
        id: 't1',
        source: 'pin',
        sourceEventId: 'e1',
        channel: 'email',
        kind: 'replied',
        sequence: texts.sequence,
        step: 1,
        subject: texts.subject,
        sender: texts.excerpt,
        excerpt: texts.excerpt,
        isHardBounce: false,
        occurredAtMs: 0,
      });
      must(!/[\n\r\u2028\u2029]/u.test(line), 'one touch, two lines');
      must(!/[@＠﹫]/u.test(line), 'somebody would be mentioned');
      must(line.length < 2_000, 'an endless line');
      must(!/[@＠]/u.test(withoutMentions(texts.subject)), 'somebody would be mentioned');
    },
  }),
];
