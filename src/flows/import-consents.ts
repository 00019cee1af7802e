// Takes consents in from a sheet, row by row; a row that cannot be taken is told with its reason and stops nothing.

import { consentBases, consentChannels, consentKinds } from '../core/governance/contact-basis.ts';
import { InputError } from '../core/input-error.ts';
import { keysOfTouch } from '../core/people/identifiers.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findHolders } from '../db/queries/identifiers.ts';
import { findDefaultRegion } from '../db/queries/workspace-region.ts';
import type { Trx } from '../db/connect.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { addToLedger } from './record-consent.ts';
import type { ConsentWish } from './record-consent.ts';

/** By the headings of the sheet, in lower case: person, channel, kind, basis, given_at, expires_at, text, where. */
export type ConsentCells = Readonly<Record<string, string>>;

export interface ConsentImport {
  addedCount: number;
  /** 1 is the first row after the headings. */
  refused: { row: number; because: string }[];
}

const rowsMax = 5_000;
const refusedShownMax = 500;

/** `person` is an email address, a number or a profile address. Every row is a transaction of its own. */
export async function importConsents(
  deps: Deps,
  given: { workspaceId: string; rows: readonly ConsentCells[]; actor: string },
): Promise<ConsentImport> {
  const { workspaceId, rows, actor } = given;
  if (rows.length > rowsMax)
    throw new InputError('invalid', `At most ${rowsMax} rows at once; send the sheet in parts.`);
  const done: ConsentImport = { addedCount: 0, refused: [] };
  for (const [index, cells] of rows.entries()) {
    try {
      await inTransaction(deps.db, async (trx) => {
        const wish = await wishOf(trx, { workspaceId, cells, actor });
        const { entries } = await addToLedger(trx, deps, wish);
        await appendAudit(trx, deps, entries);
      });
      done.addedCount += 1;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      if (done.refused.length < refusedShownMax)
        done.refused.push({ row: index + 1, because: error.message });
    }
  }
  deps.wake();
  return done;
}

async function wishOf(
  trx: Trx,
  of: { workspaceId: string; cells: ConsentCells; actor: string },
): Promise<ConsentWish> {
  const { workspaceId, cells, actor } = of;
  const channel = oneOf(consentChannels, cells['channel'], 'channel');
  const address = cells['address'] ?? '';
  return {
    workspaceId,
    personId: await personBehind(trx, { workspaceId, text: (cells['person'] ?? '').trim() }),
    channel,
    kind: oneOf(consentKinds, blankTo(cells['kind'], 'given'), 'kind'),
    basis: oneOf(consentBases, blankTo(cells['basis'], 'express'), 'basis'),
    ...(address.trim() === '' ? {} : { address }),
    evidence: { text: cells['text'] ?? '', where: blankTo(cells['where'], 'imported sheet') },
    givenAt: timeOf(cells['given_at'], 'given_at'),
    expiresAt:
      blankTo(cells['expires_at'], '') === '' ? null : timeOf(cells['expires_at'], 'expires_at'),
    actor,
  };
}

async function personBehind(
  trx: Trx,
  { workspaceId, text }: { workspaceId: string; text: string },
): Promise<string> {
  const region = await findDefaultRegion(trx, workspaceId);
  const named = text.includes('@')
    ? { email: text }
    : /^\+?[\d\s().-]+$/u.test(text)
      ? { phone: text }
      : { profileUrl: text };
  const received = { source: '', sourceEventId: '', channel: 'other', kind: 'sent' } as const;
  const identifiers = keysOfTouch({ ...received, person: named, occurredAt: '' }, region);
  const holders =
    identifiers.length === 0 ? [] : await findHolders(trx, { workspaceId, identifiers });
  const personIds = new Set(holders.map(({ personId }) => personId));
  const [only] = personIds;
  if (only !== undefined && personIds.size === 1) return only;
  throw new InputError(
    'not_found',
    only === undefined ? 'Nobody is known by that address.' : 'Several people have that address.',
    'person',
  );
}

function oneOf<Value extends string>(
  allowed: readonly Value[],
  text: string | undefined,
  field: string,
): Value {
  const wanted = (text ?? '').trim().toLowerCase();
  const found = allowed.find((each) => each === wanted);
  if (found !== undefined) return found;
  throw new InputError('invalid', `${field} must be one of ${allowed.join(', ')}.`, field);
}

function blankTo(text: string | undefined, fallback: string): string {
  const trimmed = (text ?? '').trim();
  return trimmed === '' ? fallback : trimmed;
}

function timeOf(text: string | undefined, field: string): Date {
  const at = new Date((text ?? '').trim());
  if (Number.isNaN(at.getTime()))
    throw new InputError('invalid', `${field} must be a time such as 2026-11-23T09:30:00Z.`, field);
  return at;
}
