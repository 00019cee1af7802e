// Where a person looks something up in Lever.

/** The candidate's page in Lever. */
export function leverLink(opportunityId: string): string {
  return `https://hire.lever.co/candidates/${encodeURIComponent(opportunityId)}`;
}
