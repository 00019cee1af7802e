// A profile on its way in: what the caller sent, before the time of receipt and the stored file are filled in.
import type { ReceivedProfile } from './received.ts';

export interface IncomingResume {
  name: string;
  mediaType: string;
  content: Uint8Array;
}

export interface IncomingProfile {
  /** Keys always in the same order, so that equal content has equal JSON. */
  profile: Omit<ReceivedProfile, 'foundAt' | 'resume'>;
  /** ISO 8601 instant, where the source says it. */
  foundAt: string | null;
  resume: IncomingResume | null;
}

/** Of an import of a sheet. ready: kept and previewed, not started; held: the mass-update brake waits for an admin. */
export const importStates = [
  'ready',
  'running',
  'held',
  'finished',
  'failed',
  'cancelled',
] as const;
export type ImportState = (typeof importStates)[number];
