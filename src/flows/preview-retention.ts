// What tonight's cleanup would take, by the very code that takes it: counts, and some examples to look at.

import { defaultRetentionRules } from '../core/governance/retention-rules.ts';
import type { RetentionClass, RetentionRules } from '../core/governance/retention-rules.ts';
import { findRules } from '../db/queries/rules.ts';
import type { Deps } from './deps.ts';
import { readHeldPeople } from './held-people.ts';
import { cleaners } from './retention-cleaners.ts';
import { readRetentionPage } from './retention-page.ts';

const pagesMax = 40;
const sampleMax = 5;

export interface PreviewedClass {
  class: RetentionClass;
  name: string;
  /** False: nobody decided on the class, so it is kept. */
  isDecided: boolean;
  count: number;
  held: number;
  /** There is more than was counted. */
  isCut: boolean;
  sample: { id: string; personId: string | null; since: Date }[];
}

/** Reads only. `rules` to try before they are in force. */
export async function previewRetention(
  deps: Deps,
  given: { workspaceId: string; rules?: RetentionRules },
): Promise<{ ruleVersion: number; items: PreviewedClass[] }> {
  const { workspaceId } = given;
  const found = await findRules<RetentionRules>(deps.db, { workspaceId, kind: 'retention' });
  const rules = given.rules ?? found?.body ?? defaultRetentionRules;
  const held = await readHeldPeople(deps.db, workspaceId);
  const items: PreviewedClass[] = [];
  for (const cleaner of cleaners) {
    const item: PreviewedClass = {
      class: cleaner.class,
      name: cleaner.name,
      isDecided: false,
      count: 0,
      held: 0,
      isCut: false,
      sample: [],
    };
    let afterKey: string | null = null;
    for (let pages = 0; pages < pagesMax; pages += 1) {
      const at = { workspaceId, rules, held, now: deps.clock.now(), afterKey };
      const page = await readRetentionPage(deps.db, cleaner, at);
      if (page === null) break;
      item.isDecided = true;
      item.count += page.due.length;
      item.held += page.heldCount;
      for (const { key, personId, at: since } of page.due.slice(0, sampleMax - item.sample.length))
        item.sample.push({ id: key, personId, since });
      afterKey = page.nextKey;
      item.isCut = afterKey !== null;
      if (afterKey === null) break;
    }
    items.push(item);
  }
  return { ruleVersion: found?.version ?? 0, items };
}
