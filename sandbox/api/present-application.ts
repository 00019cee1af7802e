// An application as Lever serves it.
import type { Account } from '../account.ts';
import type { Application } from '../world/rows.ts';

export function presentApplication(account: Account, row: Application): Record<string, unknown> {
  const posting = account.world.postings.get(row.posting);
  return {
    id: row.id,
    type: row.type,
    candidateId: row.opportunity,
    opportunityId: row.opportunity,
    posting: row.posting,
    postingHiringManager: posting?.hiringManager ?? null,
    postingOwner: posting?.owner ?? null,
    name: row.name,
    company: row.company,
    phone: row.phone,
    email: row.email,
    links: row.links,
    comments: row.comments,
    user: row.user,
    customQuestions: row.customQuestions,
    createdAt: row.createdAt,
    archived: row.archived,
    requisitionForHire: row.requisitionForHire,
    ipAddress: row.ipAddress,
    referer: null,
    userAgent: null,
    acceptLanguage: null,
    timezone: null,
  };
}
