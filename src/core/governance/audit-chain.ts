// The chain of the audit log: what is hashed for each entry, so that any changed byte breaks the link.

/** The hash before the first entry of a workspace. */
export const chainStart: Uint8Array = new Uint8Array(32);

/** An entry as it is stored. Texts are exactly the stored texts, the instant has the stored precision. */
export interface ChainedEntry {
  workspaceId: string;
  seq: number;
  /** Microseconds since 1970. */
  atMicros: number;
  actor: string;
  action: string;
  subjectKind: string;
  subjectId: string;
  personId: string | null;
  /** JSON text. */
  detail: string;
  /** Sealed personal values in hex; they stay when the person's key is destroyed, so the chain still verifies. */
  sealed: string | null;
}

/** The text whose SHA-256 is the entry's hash. A JSON list: two different entries never give one text. */
export function chainText(previousHash: string, entry: ChainedEntry): string {
  return JSON.stringify([
    previousHash,
    entry.workspaceId,
    entry.seq,
    entry.atMicros,
    entry.actor,
    entry.action,
    entry.subjectKind,
    entry.subjectId,
    entry.personId,
    entry.detail,
    entry.sealed,
  ]);
}
