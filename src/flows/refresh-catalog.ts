// Reads what the Lever account consists of: stages, archive reasons, postings and users.

import type { Trx } from '../db/connect.ts';
import { matchUsers, replaceCatalog } from '../db/queries/lever-catalog.ts';
import type { CatalogKind, CatalogRow } from '../db/queries/lever-catalog.ts';
import { callLimited } from '../engine/limiter.ts';
import type { ClaimedWork } from '../engine/work.ts';
import type { WorkResult } from '../engine/worker.ts';
import type { Page } from '../ports/lever.ts';
import { checkTemplates } from './check-templates.ts';
import type { Deps } from './deps.ts';
import { findLeverAccess } from './lever-access.ts';
import { readPages } from './read-pages.ts';

const PAGES_MAX = 1_000;
const EVERY_MS = 60 * 60_000;

const openPostingStates = ['published', 'internal'];

/** Handler of work kind `lever_catalog`; the subject is the workspace. Every hour, and when a connection is made. */
export async function refreshCatalog(deps: Deps, work: ClaimedWork): Promise<WorkResult> {
  const { workspaceId } = work;
  const lever = await findLeverAccess(deps.db, deps, workspaceId);
  if (lever === null) return { next: 'done' };
  const { access } = lever;
  const read = async <Row>(
    list: (page: string | null) => Promise<Page<Row>>,
    toRow: (row: Row) => CatalogRow,
  ): Promise<CatalogRow[]> => {
    const rows: CatalogRow[] = [];
    const pages = readPages((page) => callLimited(deps, work, () => list(page)), PAGES_MAX);
    for await (const page of pages) rows.push(...page.map(toRow));
    return rows;
  };
  const kinds: [CatalogKind, CatalogRow[]][] = [
    [
      'stage',
      ranked(
        await read(
          (page) => deps.lever.listStages(access, page),
          ({ id, text }) => ({ id, text, detail: {}, isActive: true }),
        ),
      ),
    ],
    [
      'archive_reason',
      await read(
        (page) => deps.lever.listArchiveReasons(access, page),
        ({ id, text, isHired, isActive }) => ({ id, text, detail: { isHired }, isActive }),
      ),
    ],
    [
      'posting',
      await read(
        (page) => deps.lever.listPostings(access, page),
        ({ id, text, ...detail }) => ({
          id,
          text,
          detail,
          isActive: openPostingStates.includes(detail.state),
        }),
      ),
    ],
    [
      'user',
      await read(
        (page) => deps.lever.listUsers(access, page),
        ({ id, name, isActive, ...detail }) => ({ id, text: name, detail, isActive }),
      ),
    ],
  ];
  await deps.db
    .transaction()
    .execute(async (trx) => await store(trx, deps, { workspaceId, kinds }));
  deps.log.info('catalog.refreshed', {
    workspaceId,
    rows: kinds.reduce((count, [, rows]) => count + rows.length, 0),
  });
  const limited = async <Answer>(call: () => Promise<Answer>): Promise<Answer> =>
    await callLimited(deps, work, call);
  await checkTemplates({ deps, access, workspaceId, limited });
  const dueAt = new Date(deps.clock.now().getTime() + EVERY_MS);
  return { next: 'again', dueAt, because: 'the next hourly reading' };
}

/** Lever lists stages in pipeline order; the catalog has none of its own. */
function ranked(rows: readonly CatalogRow[]): CatalogRow[] {
  return rows.map((row, rank) => ({ ...row, detail: { ...row.detail, rank } }));
}

async function store(
  trx: Trx,
  deps: Deps,
  read: { workspaceId: string; kinds: [CatalogKind, CatalogRow[]][] },
): Promise<void> {
  const { workspaceId } = read;
  const now = deps.clock.now();
  for (const [kind, rows] of read.kinds) {
    // A row that moved between two pages while they were read comes twice.
    const once = [...new Map(rows.map((row) => [row.id, row])).values()];
    await replaceCatalog(trx, { workspaceId, kind, rows: once, now });
  }
  await matchUsers(trx, workspaceId);
}
