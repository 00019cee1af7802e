// Over any history of sourcing hits, edits in Lever and readings: no human's value is lost, lists lose only what is
// ours, and our own writes read back cause no further write. The real flows, on the sandbox.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { eachDatabase } from '../../test/databases.ts';
import { withEmail } from '../../test/received.ts';
import { openSyncWorld, type SyncWorld } from '../../test/sync-world.ts';
import { defaultMapping } from '../core/sync/mapping-default.ts';
import type { Db } from '../db/connect.ts';
import { changeMapping } from './change-mapping.ts';

const RUNS = 10;
const hour = 60 * 60_000;

type Act =
  | { do: 'hit'; title: number; tags: number[] }
  | { do: 'headline'; to: number }
  | { do: 'add tag' | 'remove tag'; tag: number }
  | { do: 'email' }
  | { do: 'read' | 'settle' };

const small = fc.nat(3);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('hit' as const),
      title: small,
      tags: fc.uniqueArray(small, { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('headline' as const), to: small }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('add tag' as const, 'remove tag' as const),
      tag: small,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('email' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('read' as const, 'settle' as const) }),
  },
);

/** What humans put into Lever and nobody but a human may take away. */
interface Human {
  headline: string | null;
  tags: Set<string>;
  /** Tags that our side ever wished for: put back by a human, they may still be ours. */
  wished: Set<string>;
  emails: Set<string>;
}

let hits = 0;

async function hit(world: SyncWorld, title: string, tags: string[]): Promise<string> {
  hits += 1;
  const foundAt = new Date(Date.UTC(2026, 1, 1) + hits * 60_000).toISOString();
  const more = { title, tags, foundAt, externalId: 'ana' };
  const [personId = ''] = await world.arrive([withEmail('Ana', 'ana@x-mail.example', more)]);
  return personId;
}

async function readBack(world: SyncWorld): Promise<void> {
  await world.account.clock.advance(5 * 60_000);
  await world.poll();
  await world.settle(hour);
}

const writes = (calls: readonly string[]): string[] =>
  calls.filter((call) => /^(create|add|remove|update|set|archive|upload|delete)/.test(call));

async function live(db: Db, acts: readonly Act[], name: string): Promise<void> {
  const world = await openSyncWorld(db, { name });
  const { deps, workspaceId } = world;
  const json = defaultMapping({ templateName: null });
  for (const rule of json.rules)
    if (rule.to.kind === 'contact' && rule.to.field === 'headline')
      rule.policy = 'ours_if_untouched';
  await changeMapping(deps, { workspaceId, jobId: null, json, actor: 'user:admin' });
  const personId = await hit(world, 'title 0', []);
  await world.settle(hour);
  const opportunity = await world.opportunityOf(personId);
  const human: Human = { headline: null, tags: new Set(), wished: new Set(), emails: new Set() };
  for (const each of acts) {
    await perform(world, each, { opportunity, human });
    assertKept(world, { opportunity, human }, acts);
  }
  await readBack(world);
  await readBack(world);
  assertKept(world, { opportunity, human }, acts);
  const count = writes(world.calls).length;
  await readBack(world);
  await readBack(world);
  assert.equal(writes(world.calls).length, count, JSON.stringify(acts));
}

interface Seen {
  opportunity: string;
  human: Human;
}

async function perform(world: SyncWorld, each: Act, { opportunity, human }: Seen): Promise<void> {
  const { control } = world;
  const contact = control.contactOf({ opportunity });
  const tags = control.opportunity({ id: opportunity })?.tags ?? [];
  switch (each.do) {
    case 'hit':
      for (const tag of each.tags) human.wished.add(`tag ${tag}`);
      await hit(
        world,
        `title ${each.title}`,
        each.tags.map((tag) => `tag ${tag}`),
      );
      return;
    case 'headline': {
      const headline = `by hand ${each.to}`;
      control.editContact({ contact: contact.id, headline });
      human.headline = headline;
      return;
    }
    case 'add tag': {
      const tag = `tag ${each.tag}`;
      if (tags.includes(tag)) return;
      control.addTag({ opportunity, tag });
      if (!human.wished.has(tag)) human.tags.add(tag);
      return;
    }
    case 'remove tag': {
      const tag = `tag ${each.tag}`;
      human.tags.delete(tag);
      if (!tags.includes(tag)) return;
      control.removeTag({ opportunity, tag });
      return;
    }
    case 'email': {
      const email = `human-${human.emails.size}@else.example`;
      control.editContact({ contact: contact.id, emails: [...contact.emails, email] });
      human.emails.add(email);
      return;
    }
    case 'read':
      await readBack(world);
      return;
    case 'settle':
      await world.settle(hour);
  }
}

function assertKept(world: SyncWorld, { opportunity, human }: Seen, acts: readonly Act[]): void {
  const { control } = world;
  const contact = control.contactOf({ opportunity });
  const why = JSON.stringify(acts);
  if (human.headline !== null) assert.equal(contact.headline, human.headline, why);
  for (const email of human.emails) assert.ok(contact.emails.includes(email), why);
  const tags = control.opportunity({ id: opportunity })?.tags ?? [];
  for (const tag of human.tags) assert.ok(tags.includes(tag), `${tag} ${why}`);
}

eachDatabase((_kind, open) => {
  test("a human's values stay, lists lose only ours, and our own writes cause no others", async () => {
    const { db } = await open();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 14 }), async (acts) => {
        run += 1;
        await live(db, acts, `life ${run}`);
      }),
      { numRuns: RUNS, seed: 20_260_602 },
    );
  });
});
