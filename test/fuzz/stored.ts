// Target: the API on a database. What is refused leaves nothing behind, what is taken is there, and nothing is a fault of ours.

import { constantFrom, record } from 'fast-check';
import type { OpenedDatabase } from '../../src/db/connect.ts';
import { openApi } from '../../src/http/api.fixture.ts';
import type { Api } from '../../src/http/api.fixture.ts';
import { awkward, textFrom } from './corpus.ts';
import { tokenTargets } from './tokens.ts';
import { someProfile, someTouch, spoilt } from './structured.ts';
import { must, waitingTarget } from './target.ts';
import type { FuzzTarget } from './target.ts';

interface StoredFuzz {
  targets: readonly FuzzTarget[];
  close(): Promise<void>;
}

const idPaths = ['people', 'imports', 'jobs', 'holds', 'parked', 'api-keys', 'webhook-endpoints'];

/** Answers are compared with the contract too. */
export async function storedTargets(opened: OpenedDatabase): Promise<StoredFuzz> {
  const api = await openApi(opened);
  const takes = (path: string, item: Record<string, unknown>): FuzzTarget =>
    waitingTarget({
      name: `POST /v1/${path}`,
      weight: 0.02,
      input: record({ body: spoilt(item) }),
      async check({ body }) {
        const before = await stored(api);
        const answer = await api.call('POST', `/v1/${path}`, { body });
        must(answer.status < 500, `${answer.status}: ${answer.text}`);
        const after = await stored(api);
        if (answer.status === 201) must(after === before + 1, 'taken and not stored');
        else must(after === before, `${answer.status}, and something was stored`);
        if (answer.status === 422) {
          const { field, message } = answer.body as { field?: string; message: string };
          must(field !== undefined || message.startsWith('The '), `no place is named: ${message}`);
        }
        must(api.errors.length === 0, JSON.stringify(api.errors));
      },
    });
  const asked = waitingTarget({
    name: 'paths and queries',
    weight: 0.05,
    input: record({
      place: constantFrom(...idPaths),
      id: textFrom(awkward),
      query: textFrom(['limit=1', 'cursor=MTo', 'email=a@b.example', 'profileUrl=x', 'limit=-1']),
    }),
    async check({ place, id, query }) {
      for (const url of [
        `/v1/${place}/${encode(id)}`,
        `/v1/${place}?${encode(query)}`,
        `/v1/people?email=${encode(id)}`,
        `/v1/people?profileUrl=${encode(id)}`,
        `/v1/people?phone=${encode(id)}`,
        `/v1/people?cursor=${encode(id)}`,
      ]) {
        const answer = await api.call('GET', url);
        must(answer.status < 500, `${url} ${answer.status}: ${answer.text}`);
      }
      must(api.errors.length === 0, JSON.stringify(api.errors));
    },
  });
  return {
    targets: [
      takes('profiles', someProfile),
      takes('touches', someTouch),
      asked,
      ...tokenTargets(api),
    ],
    close: () => api.close(),
  };
}

/** As a client would put any text into an address; a lone half of a letter has no such form. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

async function stored(api: Api): Promise<number> {
  const { db } = api.deps;
  const counted = await db
    .selectNoFrom((empty) => [
      empty
        .selectFrom('profiles')
        .select((row) => row.fn.countAll<number>().as('count'))
        .as('profiles'),
      empty
        .selectFrom('touches')
        .select((row) => row.fn.countAll<number>().as('count'))
        .as('touches'),
    ])
    .executeTakeFirstOrThrow();
  return Number(counted.profiles) + Number(counted.touches);
}
