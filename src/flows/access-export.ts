// Everything that is held on one person, with where it came from: what somebody who asks has a right to see.

import { InputError } from '../core/input-error.ts';
import { personalData } from '../db/personal-data.ts';
import type { TableRule } from '../db/personal-data.ts';
import { listFilesOf, listReceiversOf } from '../db/queries/access-export.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { readPersonalRows } from '../db/queries/erase-rows.ts';
import type { TableName } from '../db/queries/erase-rows.ts';
import { findPersonKeys } from '../db/queries/person-keys.ts';
import { findLiveRoot, listSourceNames, loadScope } from '../db/queries/personal-scope.ts';
import type { PersonalScope } from '../db/queries/personal-scope.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { openRow } from './open-row.ts';

/** Of one table; somebody of whom there is more is told so. */
const rowsMax = 20_000;

export interface ExportedTable {
  /** What becomes of it at an erasure. */
  rule: TableRule['rule'];
  rows: Record<string, unknown>[];
  /** There is more than one export holds. */
  isCut: boolean;
}

export interface AccessExport {
  personId: string;
  /** Everybody who became one with this person. */
  personIds: string[];
  madeAt: string;
  isErased: boolean;
  /** Where it came from, and how often. */
  sources: { source: string; profiles: number; touches: number; externalIds: string[] }[];
  /** Who got something of it. */
  receivers: { kind: 'lever' | 'webhook'; name: string }[];
  files: { name: string; mediaType: string; byteCount: number; receivedAt: string }[];
  /** By table of the register of personal data. */
  tables: Record<string, ExportedTable>;
}

/** Sealed texts are opened. Throws InputError where there is no such person. The reading itself is in the audit log. */
export async function exportPerson(
  deps: Deps,
  key: { workspaceId: string; personId: string; actor: string },
): Promise<AccessExport> {
  const { workspaceId, actor } = key;
  const root = await findLiveRoot(deps.db, key);
  if (root === undefined) throw new InputError('not_found', 'There is no such person.');
  const personId = root.id;
  const scope = await loadScope(deps.db, { workspaceId, personId });
  const keys = await findPersonKeys(deps.db, deps, scope);
  const tables: Record<string, ExportedTable> = {};
  for (const name of personalTables()) {
    const found = await readPersonalRows(deps.db, name, { scope, limit: rowsMax + 1 });
    const rows = found.slice(0, rowsMax).map((row) => openRow(deps, { name, row, keys }));
    tables[name] = { rule: personalData[name].rule, rows, isCut: found.length > rowsMax };
  }
  await inTransaction(deps.db, async (trx) => {
    const subject = { subjectKind: 'person', subjectId: personId, personId };
    const detail = { rows: countsOf(tables) };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'person.exported', ...subject, detail },
    ]);
  });
  return {
    personId,
    personIds: scope.personIds,
    madeAt: deps.clock.now().toISOString(),
    isErased: root.isErased,
    sources: await sourcesOf(deps, scope),
    receivers: await listReceiversOf(deps.db, scope),
    files: await listFilesOf(deps.db, scope),
    tables,
  };
}

/** Every table that may hold rows of a person; the keys themselves and files are told otherwise. */
export function personalTables(): TableName[] {
  return (Object.keys(personalData) as TableName[]).filter(
    (name) => personalData[name].by !== undefined,
  );
}

function countsOf(tables: Record<string, ExportedTable>): Record<string, number> {
  const filled = Object.entries(tables).filter(([, { rows }]) => rows.length > 0);
  return Object.fromEntries(filled.map(([name, { rows }]) => [name, rows.length]));
}

async function sourcesOf(deps: Deps, scope: PersonalScope): Promise<AccessExport['sources']> {
  const bySource = Map.groupBy(await listSourceNames(deps.db, scope), ({ source }) => source);
  return [...bySource].map(([source, names]) => ({
    source,
    profiles: names.filter(({ kind }) => kind === 'profile').length,
    touches: names.filter(({ kind }) => kind === 'touch').length,
    externalIds: [
      ...new Set(names.flatMap(({ externalId }) => (externalId === null ? [] : [externalId]))),
    ],
  }));
}
