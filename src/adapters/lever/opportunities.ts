// Opportunities: reads with the applications expanded, so that the posting is known; writes that return nothing,
// because Lever blanks the person's fields in most write replies (docs/lever.md#write-replies).

import { z } from 'zod';
import type { Lever, LeverAccess, LeverOpportunity, OpportunityFilter } from '../../ports/lever.ts';
import { orNull } from './call.ts';
import type { LeverCall, MakeCall } from './call.ts';
import { newOpportunityContent } from './new-opportunity.ts';
import {
  anything,
  idOfEither,
  idOrNull,
  instant,
  instantOrNull,
  one,
  page,
  phones,
  place,
  textOrEmpty,
  textOrNull,
  texts,
} from './shapes.ts';

const PAGE_SIZE = 100;

type OpportunityCalls = Pick<
  Lever,
  | 'listOpportunities'
  | 'listDeletedOpportunities'
  | 'getOpportunity'
  | 'createOpportunity'
  | 'addTags'
  | 'removeTags'
  | 'addSources'
  | 'removeSources'
  | 'addLinks'
  | 'removeLinks'
  | 'setStage'
  | 'archive'
>;

/** The calls on opportunities. */
export function opportunityCalls(make: MakeCall): OpportunityCalls {
  const change = (what: string, field: string) => {
    return async (access: LeverAccess, id: string, values: string[]): Promise<void> => {
      await make(
        access,
        { method: 'POST', path: `${pathOf(id)}/${what}`, json: { [field]: values } },
        anything,
      );
    };
  };
  return {
    listOpportunities: (access, filter, next) => make(access, listCall(access, filter, next), rows),
    listDeletedOpportunities: (access, deletedAtStart, next) =>
      make(access, deletedCall(access, deletedAtStart, next), deletedRows),
    getOpportunity: (access, id) =>
      orNull(
        make(
          access,
          { method: 'GET', path: pathOf(id), query: [['expand', 'applications']] },
          one(opportunity),
        ),
      ),
    createOpportunity: async (access, wanted) => {
      const answer = await make(
        access,
        {
          method: 'POST',
          path: '/opportunities',
          query: [['perform_as', wanted.performAs]],
          ...newOpportunityContent(wanted),
        },
        created,
      );
      return {
        id: answer.data.id,
        contactId: answer.data.contact,
        isDeduped: answer.deduped === true,
      };
    },
    addTags: change('addTags', 'tags'),
    removeTags: change('removeTags', 'tags'),
    addSources: change('addSources', 'sources'),
    removeSources: change('removeSources', 'sources'),
    addLinks: change('addLinks', 'links'),
    removeLinks: change('removeLinks', 'links'),
    setStage: async (access, id, stageId) => {
      await make(
        access,
        { method: 'PUT', path: `${pathOf(id)}/stage`, json: { stage: stageId } },
        anything,
      );
    },
    archive: async (access, id, reasonId) => {
      await make(
        access,
        { method: 'PUT', path: `${pathOf(id)}/archived`, json: { reason: reasonId } },
        anything,
      );
    },
  };
}

const application = z.union([
  z.string().transform(() => null),
  z.object({ posting: idOrNull }).transform((found) => found.posting),
]);

const opportunity: z.ZodType<LeverOpportunity> = z
  .object({
    id: z.string(),
    contact: idOfEither,
    name: textOrEmpty,
    headline: textOrEmpty,
    location: place,
    emails: texts,
    phones,
    links: texts,
    tags: texts,
    sources: texts,
    origin: textOrNull,
    owner: idOrNull,
    stage: idOrNull,
    stageChanges: z.array(z.object({ toStageId: z.string(), updatedAt: instant })).nullish(),
    archived: z.object({ reason: textOrEmpty, archivedAt: instantOrNull }).nullish(),
    applications: z.array(application).nullish(),
    createdAt: instant,
    updatedAt: instantOrNull,
    lastAdvancedAt: instantOrNull,
    isAnonymized: z.boolean().nullish(),
    confidentiality: textOrEmpty,
    dataProtection: z
      .object({
        contact: z.object({ allowed: z.boolean().nullish(), expiresAt: instantOrNull }).nullish(),
      })
      .nullish(),
    urls: z.object({ show: z.string().nullish() }).nullish(),
  })
  .transform(({ applications, dataProtection, urls, stageChanges, ...found }) => ({
    ...found,
    stageChanges: (stageChanges ?? []).map((each) => ({
      stageId: each.toStageId,
      at: each.updatedAt,
    })),
    archived: archivedOf(found.archived),
    postingIds: (applications ?? []).filter((posting) => posting !== null),
    isAnonymized: found.isAnonymized === true,
    mayBeContacted: dataProtection?.contact?.allowed ?? null,
    ...untilOf(dataProtection?.contact?.expiresAt ?? null),
    showUrl: urls?.show ?? null,
  }));

const rows = page(opportunity);
const deletedRows = page(z.object({ id: z.string(), deletedAt: instant }));
const created = z.object({
  data: z.object({ id: z.string(), contact: idOfEither }),
  deduped: z.boolean().nullish(),
});

function archivedOf(
  archived: { reason: string; archivedAt: number | null } | null | undefined,
): LeverOpportunity['archived'] {
  if (archived === null || archived === undefined) return null;
  return { reason: archived.reason, archivedAt: archived.archivedAt ?? 0 };
}

function untilOf(expiresAt: number | null): Pick<LeverOpportunity, 'mayBeContactedUntil'> {
  return expiresAt === null ? {} : { mayBeContactedUntil: expiresAt };
}

function listCall(access: LeverAccess, filter: OpportunityFilter, next: string | null): LeverCall {
  return {
    method: 'GET',
    path: '/opportunities',
    query: [
      ['limit', PAGE_SIZE],
      ['expand', 'applications'],
      ['confidentiality', confidentialityOf(access)],
      ['email', filter.email],
      ['contact_id', filter.contactId],
      ['posting_id', filter.postingId],
      ['source', filter.source],
      ['created_at_start', filter.createdAtStart],
      ['created_at_end', filter.createdAtEnd],
      ['updated_at_start', filter.updatedAtStart],
      ['offset', next ?? undefined],
    ],
  };
}

function deletedCall(access: LeverAccess, deletedAtStart: number, next: string | null): LeverCall {
  return {
    method: 'GET',
    path: '/opportunities/deleted',
    query: [
      ['limit', PAGE_SIZE],
      ['confidentiality', confidentialityOf(access)],
      ['deleted_at_start', deletedAtStart],
      ['offset', next ?? undefined],
    ],
  };
}

/** Without the parameter confidential rows are silently missing; without the grant asking for them is refused. */
export function confidentialityOf(access: LeverAccess): string | undefined {
  return access.mayReadConfidential === false ? undefined : 'all';
}

function pathOf(id: string): string {
  return `/opportunities/${encodeURIComponent(id)}`;
}
