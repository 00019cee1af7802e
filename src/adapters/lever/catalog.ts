// What an account consists of: stages, archive reasons, postings and users.

import { z } from 'zod';
import type {
  Lever,
  LeverAccess,
  LeverArchiveReason,
  LeverPosting,
  LeverUser,
  Page,
} from '../../ports/lever.ts';
import type { MakeCall } from './call.ts';
import { confidentialityOf } from './opportunities.ts';
import { idOrNull, instantOrNull, page, textOrEmpty } from './shapes.ts';

const PAGE_SIZE = 100;

type CatalogCalls = Pick<
  Lever,
  | 'listTags'
  | 'listSources'
  | 'listStages'
  | 'listArchiveReasons'
  | 'listPostings'
  | 'listUsers'
  | 'findUserByEmail'
>;

/** The calls on the account's catalog. */
export function catalogCalls(make: MakeCall): CatalogCalls {
  const list = <Row>(path: string, row: z.ZodType<Row>, query: [string, string | undefined][]) => {
    return (access: LeverAccess, next: string | null): Promise<Page<Row>> =>
      make(
        access,
        {
          method: 'GET',
          path,
          query: [['limit', PAGE_SIZE], ...query, ['offset', next ?? undefined]],
        },
        page(row),
      );
  };
  return {
    listTags: list('/tags', label, []),
    listSources: list('/sources', label, []),
    listStages: list('/stages', stage, []),
    listArchiveReasons: list('/archive_reasons', archiveReason, []),
    listPostings: (access, next) =>
      list('/postings', posting, [['confidentiality', confidentialityOf(access)]])(access, next),
    listUsers: list('/users', user, [['includeDeactivated', 'true']]),
    findUserByEmail: async (access, email) => {
      const query: [string, string][] = [
        ['includeDeactivated', 'true'],
        ['email', email],
      ];
      const found = await list('/users', user, query)(access, null);
      return found.rows.find((each) => each.isActive) ?? found.rows[0] ?? null;
    },
  };
}

const label = z.object({ text: textOrEmpty });
const stage = z.object({ id: z.string(), text: textOrEmpty });

const archiveReason: z.ZodType<LeverArchiveReason> = z
  .object({
    id: z.string(),
    text: textOrEmpty,
    status: z.string().nullish(),
    type: z.string().nullish(),
  })
  .transform(({ id, text, status, type }) => ({
    id,
    text,
    isHired: type === 'hired',
    isActive: status !== 'inactive',
  }));

const posting: z.ZodType<LeverPosting> = z
  .object({
    id: z.string(),
    text: textOrEmpty,
    state: textOrEmpty,
    owner: idOrNull,
    hiringManager: idOrNull,
  })
  .transform(({ owner, hiringManager, ...found }) => ({
    ...found,
    ownerId: owner,
    hiringManagerId: hiringManager,
  }));

const user: z.ZodType<LeverUser> = z
  .object({
    id: z.string(),
    name: textOrEmpty,
    email: textOrEmpty,
    username: textOrEmpty,
    accessRole: textOrEmpty,
    deactivatedAt: instantOrNull,
  })
  .transform(({ deactivatedAt, ...found }) => ({ ...found, isActive: deactivatedAt === null }));
