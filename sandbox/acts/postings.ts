// Postings opened, closed, renamed.
import { changeOpportunity, type Account } from '../account.ts';
import type { Posting, PostingState } from '../world/rows.ts';
import { postingInBody } from './lookups.ts';

export function setPostingState(
  account: Account,
  { posting: id, state }: { posting: string; state: PostingState },
): { posting: string } {
  const posting = postingInBody(account, id);
  posting.state = state;
  posting.distributionChannels = state === 'published' ? ['public', 'internal'] : null;
  posting.updatedAt = account.clock.now();
  return { posting: id };
}

/** Renames; every candidacy on it swaps the tag and moves `updatedAt`, archived ones included. */
export function renamePosting(
  account: Account,
  { posting: id, text }: { posting: string; text: string },
): { touched: number } {
  return { touched: applyName(account, postingInBody(account, id), text) };
}

function applyName(account: Account, posting: Posting, text: string): number {
  const before = posting.text;
  if (before === text) return 0;
  posting.text = text;
  posting.updatedAt = account.clock.now();
  account.world.tags.add(text);
  const rows = [...account.world.index.rows('posting', posting.id)];
  for (const row of rows) {
    const tags = row.tags.map((tag) => (tag === before ? text : tag));
    changeOpportunity(account, row, { tags: [...new Set(tags)] });
  }
  return rows.length;
}
