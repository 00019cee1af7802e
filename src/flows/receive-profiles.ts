// Takes in profiles: validated items in, one result per item out, committed before it returns.
import { createHash } from 'node:crypto';
import type { IncomingProfile, IncomingResume } from '../core/people/incoming.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { insertFile, insertProfiles } from '../db/queries/intake.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { contentHashOf, impossibleInstant, takeIntake } from './take-intake.ts';
import type { IntakeBatch, IntakeResult, Prepared, TakenIn } from './take-intake.ts';

/** The job of profiles that name none: its trigger decides whether and when they reach Lever, as for any other. */
const generalJob = { externalId: 'general', name: 'General' };

/** Idempotent by (source, sourceEventId): the same batch again gives only duplicates. */
export async function receiveProfiles(
  deps: Deps,
  batch: IntakeBatch<IncomingProfile>,
): Promise<IntakeResult[]> {
  const results = await inTransaction(deps.db, async (trx) => {
    const taken = await takeProfiles(trx, deps, batch);
    await appendAudit(trx, deps, taken.audit);
    return taken.results;
  });
  deps.wake();
  return results;
}

/** The same within a caller's transaction; the caller appends the audit entries last. */
export async function takeProfiles(
  trx: Trx,
  deps: Deps,
  batch: IntakeBatch<IncomingProfile> & { importId?: string },
): Promise<TakenIn> {
  const { workspaceId, actor } = batch;
  const now = deps.clock.now();
  const prepared = batch.items.map((item) =>
    item.isFit ? prepare(deps, item.item, now) : rejected(item.field, item.message),
  );
  const insert = async (rowTrx: Trx, rows: readonly PreparedProfile[]): Promise<Set<string>> => {
    const importId = batch.importId ?? null;
    const fresh = await insertProfiles(rowTrx, {
      workspaceId,
      importId,
      now,
      rows: rows.map(({ row }) => row),
    });
    await storeResumes(rowTrx, {
      workspaceId,
      now,
      rows: rows.filter(({ row }) => fresh.has(row.id)),
    });
    return fresh;
  };
  const kind = { kind: 'profile', table: 'profiles', insert } as const;
  return await takeIntake(trx, deps, { workspaceId, actor, kind, prepared });
}

interface PreparedProfile extends Prepared {
  resume: (IncomingResume & { contentHash: Uint8Array }) | null;
}

function rejected(field: string, message: string): Extract<IntakeResult, { result: 'rejected' }> {
  return { result: 'rejected', field, message };
}

function prepare(
  deps: Deps,
  { profile, foundAt, resume }: IncomingProfile,
  now: Date,
): PreparedProfile | Extract<IntakeResult, { result: 'rejected' }> {
  const impossible = foundAt === null ? null : impossibleInstant('foundAt', foundAt, now);
  if (impossible !== null) return rejected('foundAt', impossible);
  const file =
    resume === null
      ? null
      : { ...resume, contentHash: createHash('sha256').update(resume.content).digest() };
  const told = {
    ...profile,
    ...(file === null
      ? {}
      : {
          resume: {
            name: file.name,
            mediaType: file.mediaType,
            contentHash: file.contentHash.toString('hex'),
          },
        }),
    ...(foundAt === null ? {} : { foundAt }),
  };
  const json = JSON.stringify(told);
  const at = foundAt ?? now.toISOString();
  return {
    row: {
      id: deps.ids.next(),
      source: profile.source,
      sourceEventId: profile.sourceEventId,
      // Over what was told only: the time of receipt differs at every sending.
      contentHash: contentHashOf(json),
      jobId: null,
      payload: foundAt === null ? `${json.slice(0, -1)},"foundAt":${JSON.stringify(at)}}` : json,
      at,
    },
    job: profile.job ?? generalJob,
    resume: file,
  };
}

async function storeResumes(
  trx: Trx,
  given: { workspaceId: string; now: Date; rows: readonly PreparedProfile[] },
): Promise<void> {
  const byHash = new Map(
    given.rows.flatMap(({ resume }) =>
      resume === null ? [] : [[Buffer.from(resume.contentHash).toString('hex'), resume] as const],
    ),
  );
  // Sorted, so that two batches with the same files never wait for each other.
  for (const hash of [...byHash.keys()].sort()) {
    const resume = byHash.get(hash)!;
    await insertFile(trx, { ...resume, workspaceId: given.workspaceId, now: given.now });
  }
}
