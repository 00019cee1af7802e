// One line of the audit log as a flow hands it over; the chain adds sequence, time and hash.

export interface AuditEntry {
  workspaceId: string;
  /** `system`, `api-key:<id>`, `user:<id>`, `cli`, `lever`. */
  actor: string;
  /** Noun.verb in the past: `opportunity.created`. */
  action: string;
  subjectKind: string;
  subjectId: string;
  personId?: string;
  /** Facts without personal values: ids, counts, rule versions, reasons. */
  detail: Record<string, unknown>;
  /** Before and after values of the person; sealed with the person's key. Needs personId. */
  personal?: Record<string, unknown>;
}
