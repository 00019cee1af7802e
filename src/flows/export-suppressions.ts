// The list of people not to contact as CSV that can be taken in again. A value stands in it where we still know it; of
// whoever was erased only the hash is left, and a hash names nobody.

import { appendAudit } from '../db/queries/audit.ts';
import { listSuppressions, listValuesOf } from '../db/queries/suppressions.ts';
import type { Suppression } from '../db/queries/suppressions.ts';
import { hashKeyOf, keyedHash } from './hash-key.ts';
import type { ImportDeps } from './import-deps.ts';
import { inTransaction } from './in-transaction.ts';

const pageSize = 500;

const headings = [
  'kind',
  'value',
  'cause',
  'because',
  'channel',
  'placed_by',
  'placed_at',
  'lifted_at',
  'id',
] as const;

/** Line by line, newest first; noted in the audit log before the first one. */
export async function* exportSuppressions(
  deps: ImportDeps,
  asked: { workspaceId: string; actor: string; isInForce: boolean },
): AsyncGenerator<string> {
  const { workspaceId, actor, isInForce } = asked;
  const key = await inTransaction(deps.db, async (trx) => {
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor,
        action: 'suppressions.exported',
        subjectKind: 'workspace',
        subjectId: workspaceId,
        detail: { isInForce },
      },
    ]);
    return await hashKeyOf(trx, deps, workspaceId);
  });
  yield deps.sheets.line(headings);
  let before: { placedAt: Date; id: string } | null = null;
  for (;;) {
    const rows: Suppression[] = await listSuppressions(deps.db, {
      workspaceId,
      isInForce,
      before,
      limit: pageSize,
    });
    const values = await valuesOf(deps, { workspaceId, rows, key });
    yield rows.map((row) => deps.sheets.line(cellsOf(row, values))).join('');
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    before = { placedAt: last.placedAt, id: last.id };
  }
}

const kindsOfValues = { email: 'address', phone: 'phone', profile_url: 'profile_url' } as const;

/** By kind and hash. */
async function valuesOf(
  deps: ImportDeps,
  of: { workspaceId: string; rows: readonly Suppression[]; key: Uint8Array },
): Promise<Map<string, string>> {
  const personIds = [...new Set(of.rows.flatMap((row) => row.personId ?? []))];
  const known = await listValuesOf(deps.db, { workspaceId: of.workspaceId, personIds });
  return new Map(
    known.map(({ kind, value }) => {
      const named = kindsOfValues[kind];
      return [`${named} ${keyedHash(of.key, named, value).toString('hex')}`, value];
    }),
  );
}

function cellsOf(row: Suppression, values: ReadonlyMap<string, string>): string[] {
  const hash = Buffer.from(row.keyHash).toString('hex');
  const value =
    row.shownAs ?? (row.kind === 'person' ? row.personId : values.get(`${row.kind} ${hash}`)) ?? '';
  return [
    row.kind,
    value,
    row.cause,
    row.because,
    row.channel,
    row.placedBy,
    row.placedAt.toISOString(),
    row.liftedAt?.toISOString() ?? '',
    row.id,
  ];
}
