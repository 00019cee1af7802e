// One row of a sheet as an item for intake, with problems told in the words of its columns.
import { createHash } from 'node:crypto';
import type { IncomingProfile } from '../core/people/incoming.ts';
import type { Check, Checked } from '../ports/checked.ts';
import type { SheetRow } from '../ports/sheets.ts';

/** `source` and `job` are for rows that do not say their own. */
export function readImportRow(
  check: Check<IncomingProfile>,
  row: SheetRow,
  defaults: { source: string; job: { externalId: string; name?: string } | null },
): Checked<IncomingProfile> {
  const { reading } = row;
  if (!reading.isFit) return { isFit: false, field: reading.field, message: reading.message };
  const given = reading.profile;
  const ownId = typeof given['sourceEventId'] === 'string' ? given['sourceEventId'] : null;
  const checked = check({
    ...given,
    source: given['source'] ?? defaults.source,
    sourceEventId: ownId ?? 'row',
    job: jobOf(given['job'], defaults.job),
  });
  if (!checked.isFit) return inColumnWords(checked, reading.origins);
  if (ownId !== null) return checked;
  const { profile, foundAt } = checked.item;
  // By content only: the same row in another file, place or column order is the same event.
  const digest = createHash('sha256')
    .update(JSON.stringify([profile, foundAt]))
    .digest('hex');
  const sourceEventId = `row:${digest}`;
  return { isFit: true, item: { ...checked.item, profile: { ...profile, sourceEventId } } };
}

function jobOf(own: unknown, fallback: { externalId: string; name?: string } | null): unknown {
  if (typeof own !== 'object' || own === null) return fallback;
  const job = own as { externalId?: string; name?: string };
  // A sheet with names of jobs only: the name is what tells them apart.
  return job.externalId === undefined ? { ...job, externalId: job.name } : job;
}

function inColumnWords(
  problem: { field: string; message: string },
  origins: Record<string, string>,
): Checked<IncomingProfile> {
  const part = /^[^.]+/.exec(problem.field)?.[0] ?? '';
  const header = origins[part] ?? origins[part.replace(/\[\d+\]$/, '')];
  if (header === undefined) return { isFit: false, ...problem };
  const message = problem.message.startsWith(problem.field)
    ? problem.message.slice(problem.field.length).trimStart()
    : problem.message;
  return { isFit: false, field: header, message: `Column "${header}" ${message}` };
}
