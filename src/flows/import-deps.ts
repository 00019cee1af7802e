// What the flows of imports are given beyond the rest: the kept sheets, and the rules for one profile.
import type { IncomingProfile } from '../core/people/incoming.ts';
import type { Check } from '../ports/checked.ts';
import type { SheetLayout, Sheets } from '../ports/sheets.ts';
import type { Deps } from './deps.ts';

export type ImportDeps = Deps & { sheets: Sheets; checkProfile: Check<IncomingProfile> };

/** Kept in `imports.mapping`. */
export interface ImportMapping {
  layout: SheetLayout;
  /** The job of rows that name none. */
  job: { externalId: string; name?: string } | null;
  encoding: string;
  byteCount: number;
}
