// The account the contract of the Lever port works on, read through the port itself.

import assert from 'node:assert/strict';
import type {
  Lever,
  LeverAccess,
  LeverPosting,
  LeverStage,
  LeverUser,
  NewOpportunity,
  Page,
} from '../lever.ts';

export interface LeverUnderTest {
  lever: Lever;
  access: LeverAccess;
  /** Of an active user of the account. */
  userEmail: string;
  /** Unlike any text used in the account so far, such as a time or a random word. */
  mark: string;
  nowMs: number;
}

const PAGES_MAX = 100;
export const HOUR_MS = 3_600_000;

export interface Account extends LeverUnderTest {
  user: LeverUser;
  posting: LeverPosting;
  stages: LeverStage[];
  /** A person nobody had before, by number. */
  newcomer: (number: string) => NewOpportunity;
}

/** Throws where the account lacks what the contract needs. */
export async function readAccount(under: LeverUnderTest): Promise<Account> {
  const { lever, access, mark, nowMs } = under;
  const user = await lever.findUserByEmail(access, under.userEmail);
  assert.ok(user !== null, `the account needs the user ${under.userEmail}`);
  const postings = await all((page) => lever.listPostings(access, page));
  const posting = postings.find((each) => each.state === 'published');
  assert.ok(posting !== undefined, 'the account needs a published posting');
  const stages = await all((page) => lever.listStages(access, page));
  const newcomer = (number: string): NewOpportunity => ({
    performAs: user.id,
    name: `Zoë Łuka ${number} ${mark}`,
    emails: [`zoe.${number}.${mark}@example.org`],
    phones: [{ type: 'mobile', value: `+1555010${number}` }],
    links: [`https://www.linkedin.com/in/zoe-${number}-${mark}`],
    tags: [`tag ${mark}`],
    sources: [`source ${mark}`],
    createdAt: nowMs - 48 * HOUR_MS - Number(number),
  });
  return { ...under, user, posting, stages, newcomer };
}

/** Every row of a list, page by page. */
export async function all<Row>(read: (page: string | null) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  let page: string | null = null;
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const answer: Page<Row> = await read(page);
    rows.push(...answer.rows);
    page = answer.next;
    if (page === null) return rows;
  }
  throw new Error('the list has no end');
}
