// What retention does with each class: how its rows are found, and how they are taken.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { RetentionClass } from '../core/governance/retention-rules.ts';
import type { Conn, Trx } from '../db/connect.ts';
import {
  dropContactValues,
  dropProfiles,
  listDueContacts,
  listDuePeople,
  listDueProfiles,
} from '../db/queries/retention-profiles.ts';
import { cleanRows, listDueRows, rowRules } from '../db/queries/retention-rows.ts';
import type { DuePage, DueRow } from '../db/queries/retention-rows.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import { lockPersons } from '../db/queries/persons.ts';
import type { Deps } from './deps.ts';
import { requestErasure } from './erase-request.ts';
import { recomputePersons } from './merge-persons.ts';

export interface Cleaned {
  count: number;
  entries: AuditEntry[];
}

export interface Cleaner {
  class: RetentionClass;
  /** Shown to people. */
  name: string;
  /** Of one page, which is one transaction. */
  pageRows: number;
  find(conn: Conn, page: DuePage): Promise<DueRow[]>;
  clean(
    trx: Trx,
    deps: Deps,
    of: { workspaceId: string; rows: readonly DueRow[] },
  ): Promise<Cleaned>;
}

/** In the order in which a night goes through them; the place of a night that was cut short is a number in here. */
export const cleaners: readonly Cleaner[] = [
  {
    class: 'people',
    name: 'people who came to nothing, as a whole',
    pageRows: 25,
    find: listDuePeople,
    clean: erasePeople,
  },
  {
    class: 'contactValues',
    name: 'addresses and numbers',
    pageRows: 100,
    find: listDueContacts,
    clean: async (trx, deps, of) => await dropValues(trx, deps, { ...of, drop: dropContactValues }),
  },
  {
    class: 'rawProfiles',
    name: 'hits that a newer one of the same person stands for',
    pageRows: 100,
    find: listDueProfiles,
    clean: async (trx, deps, of) => await dropValues(trx, deps, { ...of, drop: dropProfiles }),
  },
  ...rowRules.map((rule) => ({
    class: rule.class,
    name: rule.name,
    pageRows: 500,
    find: async (conn: Conn, page: DuePage) => await listDueRows(conn, rule, page),
    clean: async (
      trx: Trx,
      _deps: Deps,
      { workspaceId, rows }: { workspaceId: string; rows: readonly DueRow[] },
    ) => {
      const keys = rows.map(({ key }) => key);
      return { count: await cleanRows(trx, rule, { workspaceId, keys }), entries: [] };
    },
  })),
];

/** Each becomes an erasure of its own, with its proof. */
async function erasePeople(
  trx: Trx,
  deps: Deps,
  of: { workspaceId: string; rows: readonly DueRow[] },
): Promise<Cleaned> {
  const { workspaceId, rows } = of;
  const cleaned: Cleaned = { count: 0, entries: [] };
  for (const { key: personId } of rows) {
    const asked = await requestErasure(trx, deps, {
      workspaceId,
      personId,
      cause: 'retention',
      because: 'the time for which people are kept is over',
      actor: 'system',
    });
    if (asked.isAccepted) cleaned.count += 1;
    cleaned.entries.push(...asked.entries);
  }
  return cleaned;
}

/** The people are made up anew from what is left, so that nothing derived from it stays either. */
async function dropValues(
  trx: Trx,
  deps: Deps,
  of: { workspaceId: string; rows: readonly DueRow[]; drop: typeof dropProfiles },
): Promise<Cleaned> {
  const { workspaceId, rows } = of;
  const personIds = [
    ...new Set(rows.flatMap(({ personId }) => (personId === null ? [] : [personId]))),
  ].toSorted();
  await lockPersons(trx, { workspaceId, personIds });
  const profileIds = rows.map(({ key }) => key);
  const count = await of.drop(trx, { workspaceId, profileIds });
  const defaultRegion = await findDefaultRegion(trx, workspaceId);
  await recomputePersons(trx, deps, { workspaceId, defaultRegion, personIds });
  return { count, entries: [] };
}
