import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLeverAccount, START_MS, type LeverAccount } from '../../../test/lever-account.ts';
import type { NewOpportunity } from '../../ports/lever.ts';
import { createOpportunity } from './create-opportunity.ts';
import type { EffectContext } from './effect.ts';

const createdAt = START_MS - 86_400_123;

test('a creation whose answer was lost is found again by its time and person', async () => {
  const { account, request } = world();
  const made = await account.lever.createOpportunity(account.access, request);
  assert.equal((await look(account, request))?.id, made.id);
});

test('somebody else of the same millisecond is not taken for it', async () => {
  const { account, request } = world();
  const other = { ...request, name: 'Bo Berg', emails: ['bo@berg.example'] };
  await account.lever.createOpportunity(account.access, other);
  assert.equal(await look(account, request), null);
});

test('whoever was anonymised before the look is found, and so not created once more', async () => {
  const { account, request } = world();
  const made = await account.lever.createOpportunity(account.access, request);
  account.sandbox.control.anonymise({ opportunity: made.id });
  assert.equal((await look(account, request))?.id, made.id);
});

function world(): { account: LeverAccount; request: NewOpportunity } {
  const account = openLeverAccount();
  const request: NewOpportunity = {
    performAs: account.sandbox.control.users({})[0]?.id ?? '',
    name: 'Ada Abara',
    emails: ['ada@abara.example'],
    phones: [],
    links: [],
    tags: [],
    sources: ['Pin'],
    createdAt,
  };
  return { account, request };
}

async function look(account: LeverAccount, request: NewOpportunity) {
  const context = {
    deps: { lever: account.lever },
    access: account.access,
    limited: async <Answer>(call: () => Promise<Answer>): Promise<Answer> => await call(),
  } as unknown as EffectContext;
  return await createOpportunity.probe(context, { request, resume: null, postingId: '' });
}
