// The email addresses of one row, each with the proof that the columns around it give.
import type { ColumnTarget } from '../../ports/sheets.ts';
import { readInstant, readYesNo, splitValues } from './cells.ts';
import type { RowDraft } from './row-profile.ts';

/** One email column of a row with what other columns say about it. */
export interface EmailFacts {
  header: string;
  value: string;
  /** The normalised header: `Secondary Email Status` belongs to `Secondary Email`. */
  name: string;
  facts: Partial<Record<ColumnTarget, string>>;
}

// Nobody in particular reads these: an address of a company is not an address of a person.
const companyWide =
  /^(info|hello|hi|contact|office|sales|support|help|admin|team|jobs|careers|hr|recruiting|press|media|marketing|billing|noreply|no-reply|donotreply|enquiries|inquiries|mail|postmaster|webmaster|abuse)@/i;

/** Adds the emails to the profile; returns what is wrong with a cell that cannot be used. */
export function contactFields(
  draft: RowDraft,
  emails: readonly EmailFacts[],
): { header: string; message: string } | null {
  const list: Record<string, unknown>[] = [];
  const seen = new Set<string>();
  for (const column of emails) {
    const proof = proofOf(column);
    if (typeof proof === 'string') return { header: column.header, message: proof };
    for (const value of splitValues(column.value, /[;,\s|]+/)) {
      if (seen.has(value.toLowerCase())) continue;
      seen.add(value.toLowerCase());
      if (companyWide.test(value)) {
        draft.notes.push({
          column: column.header,
          note: 'an address of a whole company was left out',
        });
        continue;
      }
      draft.origins[`emails[${list.length}]`] = column.header;
      list.push({ value: value.replace(/^mailto:/i, ''), ...proof });
    }
  }
  if (list.length > 0) draft.profile['emails'] = list;
  return null;
}

function proofOf({ facts, header }: EmailFacts): Record<string, unknown> | string {
  const status = statusOf(facts.emailStatus ?? '');
  const isCatchAll = /^(catch-?all|true|yes)$/i.test(facts.emailCatchAll ?? '');
  const hasBounced = readYesNo(facts.emailBounced ?? '') === true;
  const verifiedAt = facts.emailVerifiedAt ? readInstant(facts.emailVerifiedAt) : undefined;
  if (verifiedAt === null) {
    const given = (facts.emailVerifiedAt ?? '').slice(0, 40);
    return `has a date of verification that is no possible date (${given}); write it like 2026-11-23`;
  }
  return {
    ...labelOf(header),
    // A catch-all server accepts every address, so its yes proves nothing.
    status: hasBounced ? 'invalid' : isCatchAll && status === 'verified' ? 'unverified' : status,
    ...(facts.emailSource ? { source: facts.emailSource } : {}),
    ...(hasBounced ? { method: 'bounce' } : isCatchAll ? { method: 'catch_all' } : {}),
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
  };
}

function labelOf(header: string): { label?: string } {
  if (/work|business/i.test(header)) return { label: 'work' };
  if (/personal/i.test(header)) return { label: 'personal' };
  if (/home/i.test(header)) return { label: 'home' };
  return {};
}

/** The words of the exports we know; a number or an unknown word proves nothing. */
function statusOf(cell: string): 'verified' | 'unverified' | 'invalid' {
  const word = cell.toLowerCase();
  if (/^(verified|valid|deliverable|true|yes|confirmed|ok)$/.test(word)) return 'verified';
  if (/^(invalid|bounced|undeliverable|hard bounce|do not mail|disposable)$/.test(word))
    return 'invalid';
  return 'unverified';
}
