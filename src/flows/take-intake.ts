// The shared middle of taking in profiles and touches: what is fit, what repeats, what is new, and one audit entry.
import { createHash } from 'node:crypto';
import type { AuditEntry } from '../core/governance/audit-entry.ts';
import type { Trx } from '../db/connect.ts';
import { findTaken } from '../db/queries/intake.ts';
import type { IntakeRow } from '../db/queries/intake.ts';
import type { Checked } from '../ports/checked.ts';
import type { Deps } from './deps.ts';
import { nameJobs } from './name-jobs.ts';

export type IntakeResult =
  | { result: 'accepted'; id: string }
  /** Known already; `contentDiffers` says that this sending told something else under the same event id. */
  | { result: 'duplicate'; id: string; contentDiffers: boolean }
  | { result: 'rejected'; field: string; message: string };

export interface TakenIn {
  /** One per item, in the order given. */
  results: IntakeResult[];
  /** For the caller to append last in the transaction. */
  audit: AuditEntry[];
}

export interface IntakeBatch<Item> {
  workspaceId: string;
  /** As in the audit log: `api-key:<id>`, `cli`. */
  actor: string;
  items: readonly Checked<Item>[];
}

/** One item with what it needs to be stored; made before the transaction. */
export interface Prepared {
  row: IntakeRow;
  job: { externalId: string; name?: string } | null;
}

export interface IntakeKind<Row extends Prepared> {
  kind: 'profile' | 'touch';
  table: 'profiles' | 'touches';
  /** Stores the rows and returns the ids of those that are new. */
  insert(trx: Trx, rows: readonly Row[]): Promise<Set<string>>;
}

const dayMs = 24 * 60 * 60 * 1000;
const earliest = Date.UTC(1990, 0, 1);

/** Why an instant cannot be right, or null. Sources' clocks may run ahead, but not by days. */
export function impossibleInstant(field: string, instant: string, now: Date): string | null {
  const time = Date.parse(instant);
  if (time > now.getTime() + dayMs) return `${field} lies in the future; check the date`;
  return time < earliest ? `${field} lies before 1990; check the date` : null;
}

/** SHA-256 of a JSON text, in hex. */
export function contentHashOf(json: string): string {
  return createHash('sha256').update(json).digest('hex');
}

/** Takes in what is new of the prepared rows; items that were not fit pass through with their reason. */
export async function takeIntake<Row extends Prepared>(
  trx: Trx,
  deps: Deps,
  given: {
    workspaceId: string;
    actor: string;
    kind: IntakeKind<Row>;
    prepared: readonly (Row | Extract<IntakeResult, { result: 'rejected' }>)[];
  },
): Promise<TakenIn> {
  const { workspaceId, kind } = given;
  const firsts = firstOfEach(given.prepared);
  await fillJobIds(trx, deps, { workspaceId, rows: firsts });
  const fresh = firsts.length === 0 ? new Set<string>() : await kind.insert(trx, firsts);
  const repeated = firsts.filter(({ row }) => !fresh.has(row.id)).map(({ row }) => row);
  const known = new Map(firsts.map(({ row }) => [keyOf(row), row]));
  if (repeated.length > 0) {
    const taken = await findTaken(trx, { table: kind.table, workspaceId, keys: repeated });
    for (const item of taken) known.set(keyOf(item), { ...known.get(keyOf(item))!, ...item });
  }
  const results = given.prepared.map((one): IntakeResult => {
    if ('result' in one) return one;
    const stored = known.get(keyOf(one.row));
    if (stored === undefined || fresh.has(one.row.id))
      return { result: 'accepted', id: one.row.id };
    const contentDiffers = stored.contentHash !== one.row.contentHash;
    return { result: 'duplicate', id: stored.id, contentDiffers };
  });
  return { results, audit: auditOf(deps, given, { results, rows: firsts }) };
}

/** Of items that repeat within the batch only the first is stored. Sorted: two batches never wait for each other. */
function firstOfEach<Row extends Prepared>(prepared: readonly (Row | IntakeResult)[]): Row[] {
  const firsts = new Map<string, Row>();
  for (const one of prepared) {
    if ('result' in one) continue;
    const key = keyOf(one.row);
    if (!firsts.has(key)) firsts.set(key, one);
  }
  return [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function keyOf(item: { source: string; sourceEventId: string }): string {
  return `${item.source}\n${item.sourceEventId}`;
}

/** Fills in the job ids, adding jobs that are named for the first time. */
async function fillJobIds(
  trx: Trx,
  deps: Deps,
  given: { workspaceId: string; rows: readonly Prepared[] },
): Promise<void> {
  const named = given.rows.flatMap(({ row, job }) =>
    job === null ? [] : [{ source: row.source, ...job }],
  );
  if (named.length === 0) return;
  const idOf = await nameJobs(trx, deps, { workspaceId: given.workspaceId, jobs: named });
  for (const { row, job } of given.rows) {
    if (job !== null) row.jobId = idOf({ source: row.source, externalId: job.externalId });
  }
}

/** Pure repeats change nothing and leave no entry. */
function auditOf(
  deps: Deps,
  given: { workspaceId: string; actor: string; kind: { kind: string } },
  taken: { results: readonly IntakeResult[]; rows: readonly Prepared[] },
): AuditEntry[] {
  const accepted = new Set(
    taken.results.flatMap((one) => (one.result === 'accepted' ? [one.id] : [])),
  );
  const count = (result: IntakeResult['result']): number =>
    taken.results.filter((one) => one.result === result).length;
  const differing = taken.results.flatMap((one) =>
    one.result === 'duplicate' && one.contentDiffers ? [one.id] : [],
  );
  if (accepted.size === 0 && differing.length === 0) return [];
  const rows = taken.rows.filter(({ row }) => accepted.has(row.id));
  const digest = createHash('sha256');
  for (const { row } of rows) digest.update(`${row.id} ${row.contentHash}\n`);
  const { workspaceId, actor, kind } = given;
  const detail = {
    accepted: accepted.size,
    duplicates: count('duplicate'),
    rejected: count('rejected'),
    ids: rows.map(({ row }) => row.id),
    /** SHA-256 over the lines `<id> <content hash>` in the order of ids above. */
    digest: digest.digest('hex'),
    ...(differing.length > 0 ? { differing } : {}),
  };
  const action = `${kind.kind}.received`;
  return [
    { workspaceId, actor, action, subjectKind: 'intake', subjectId: deps.ids.next(), detail },
  ];
}
