// Creates the opportunity, and finds it again by its creation time and what names the person.

import { agreedScalars } from '../../core/sync/plan-contact.ts';
import type { LeverFile, LeverOpportunity, NewOpportunity } from '../../ports/lever.ts';
import { getFile } from '../../db/queries/files.ts';
import { storeBase } from '../../db/queries/records.ts';
import { markOpportunityCreated } from '../../db/queries/record-changes.ts';
import { readPages } from '../read-pages.ts';
import { effectEntry, type EffectContext, type RecordEffect } from './effect.ts';

/** More opportunities than this with one creation millisecond are not looked through. */
const probePagesMax = 5;

export interface CreateOpportunityPayload {
  request: Omit<NewOpportunity, 'resume'>;
  resume: { contentHash: string; name: string; mediaType: string } | null;
  postingId: string;
}

export interface CreatedOpportunity {
  id: string;
  contactId: string;
  isDeduped: boolean;
}

export const createOpportunity: RecordEffect<CreateOpportunityPayload, CreatedOpportunity> = {
  async send(context, payload) {
    const resume = payload.resume === null ? null : await loadResume(context, payload.resume);
    return await context.deps.lever.createOpportunity(context.access, {
      ...payload.request,
      ...(resume === null ? {} : { resume }),
    });
  },

  async probe(context, payload) {
    const { createdAt } = payload.request;
    const { lever } = context.deps;
    const filter = { createdAtStart: createdAt, createdAtEnd: createdAt };
    const pages = readPages(
      (page) => context.limited(() => lever.listOpportunities(context.access, filter, page)),
      probePagesMax,
    );
    for await (const rows of pages) {
      const ours = rows.find((row) => isSamePerson(row, payload.request));
      // Whether Lever knew the person before is not told by a read; assuming so only costs a verifying read.
      if (ours !== undefined) return { id: ours.id, contactId: ours.contact, isDeduped: true };
    }
    return null;
  },

  async settle(trx, context, { payload, outcome, intentId }) {
    const { request } = payload;
    const now = context.deps.clock.now();
    await markOpportunityCreated(trx, { ...key(context), ...outcome, now });
    await storeBase(trx, {
      ...key(context),
      intentId,
      agreedAt: now,
      values: {
        tags: { ours: request.tags, seen: [] },
        sources: { ours: request.sources, seen: [] },
        // On a person that Lever knew already it keeps its own contact values: ours are pushed apart from this.
        links: { ours: outcome.isDeduped ? [] : request.links, seen: [] },
        emails: outcome.isDeduped ? [] : request.emails,
        phones: outcome.isDeduped ? [] : request.phones.map((phone) => phone.value),
        ...(outcome.isDeduped ? {} : agreedScalars(request)),
        ...(payload.resume === null ? {} : { resumeHash: payload.resume.contentHash }),
      },
    });
    const { id: opportunityId, contactId, isDeduped } = outcome;
    return [
      effectEntry(context, {
        action: 'opportunity.created',
        detail: {
          intentId,
          opportunityId,
          contactId,
          isDeduped,
          postingId: payload.postingId,
          createdAt: request.createdAt,
        },
        personal: {
          name: request.name,
          emails: request.emails,
          phones: request.phones,
          links: request.links,
        },
      }),
    ];
  },
};

function key(context: EffectContext): { workspaceId: string; recordId: string } {
  return { workspaceId: context.workspaceId, recordId: context.recordId };
}

/** The creation time names the record to the millisecond; one shared value tells two of one moment apart. */
function isSamePerson(row: LeverOpportunity, request: Omit<NewOpportunity, 'resume'>): boolean {
  // Nothing names the person any more. To create whom somebody has just erased would be worse than to take it for ours.
  if (row.isAnonymized) return true;
  if (request.contactId !== undefined && row.contact === request.contactId) return true;
  const emails = new Set(row.emails.map((email) => email.toLowerCase()));
  if (request.emails.some((email) => emails.has(email.toLowerCase()))) return true;
  if (request.links.some((link) => row.links.includes(link))) return true;
  return request.name !== '' && row.name === request.name;
}

async function loadResume(
  context: EffectContext,
  resume: { contentHash: string; name: string; mediaType: string },
): Promise<LeverFile> {
  const content = await getFile(context.deps.db, {
    workspaceId: context.workspaceId,
    contentHash: resume.contentHash,
  });
  return { name: resume.name, mediaType: resume.mediaType, content };
}
