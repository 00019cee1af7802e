// Targets: what stands for a permission by being unguessable. Nothing that was not handed out opens anything.

import { constantFrom, record } from 'fast-check';
import { tokensIn, unsubscribeTokenOf, isToken } from '../../src/core/mail/tokens.ts';
import { readMail } from '../../src/adapters/mime/read-mail.ts';
import type { Api } from '../../src/http/api.fixture.ts';
import { awkward, textFrom } from './corpus.ts';
import { must, waitingTarget } from './target.ts';
import type { FuzzTarget } from './target.ts';

const handed = 'abcdefghijklmnopqrstuvwxyz234567';
const pieces = [
  ...awkward,
  handed,
  handed.toUpperCase(),
  handed.slice(1),
  `${handed}a`,
  `${handed}%00`,
  '..%2f..%2fv1%2fpeople',
  "'; select 1 --",
  'fulcrum_',
  'Bearer ',
];

/** Addresses in which the secret is a part of the path, and what answers where it is not one of ours. */
const doors = [
  { method: 'GET', path: (secret: string) => `/u/${secret}` },
  { method: 'POST', path: (secret: string) => `/u/${secret}` },
  { method: 'POST', path: (secret: string) => `/hooks/lever/${secret}` },
  { method: 'POST', path: (secret: string) => `/sms/${secret}/received` },
  { method: 'POST', path: (secret: string) => `/sms/${secret}/status` },
  { method: 'GET', path: (secret: string) => `/t/o?k=${secret}` },
  { method: 'GET', path: (secret: string) => `/t/c?k=${secret}` },
] as const;

/** On an installation in which nothing was ever sent, nobody invited and no hook made. */
export function tokenTargets(api: Api): readonly FuzzTarget[] {
  return [
    waitingTarget({
      name: 'secrets in addresses',
      input: record({ door: constantFrom(...doors), secret: textFrom(pieces) }),
      async check({ door, secret }) {
        const url = door.path(encodeURIComponent(secret.toWellFormed()));
        const answer = await api.call(door.method, url, { key: null });
        must(
          answer.status >= 400 && answer.status < 500,
          `${door.method} ${url}: ${answer.status}`,
        );
        must(api.errors.length === 0, JSON.stringify(api.errors));
      },
    }),
    waitingTarget({
      name: 'keys and sessions',
      input: record({
        carrier: constantFrom('authorization', 'cookie'),
        secret: textFrom(pieces),
      }),
      async check({ carrier, secret }) {
        const safe = secret.toWellFormed().replace(/[^\x20-\x7e]/gu, '?');
        const value = carrier === 'cookie' ? `fulcrum_session=${safe}` : `Bearer ${safe}`;
        const answer = await api.call('GET', '/v1/people', {
          key: null,
          headers: { [carrier]: value },
        });
        must(answer.status === 401, `${carrier} ${safe}: ${answer.status}`);
        must(api.errors.length === 0, JSON.stringify(api.errors));
      },
    }),
    waitingTarget({
      name: 'tokens in mail',
      input: record({
        subject: textFrom([...pieces, 'unsubscribe ']),
        body: textFrom([...pieces, 'X-Fulcrum-Intent: ', '/u/']),
      }),
      weight: 0.1,
      async check({ subject, body }) {
        const line = subject.replace(/[\r\n\0]/gu, ' ');
        const mail = await readMail(
          Buffer.from(`From: a@b.example\r\nSubject: ${line}\r\n\r\n${body}`),
        );
        for (const token of [...tokensIn(mail), unsubscribeTokenOf(mail) ?? handed])
          must(isToken(token), `${token} is taken for a token`);
      },
    }),
  ];
}
