// GET /v1/people and GET /v1/people/:id.
import { InputError } from '../../core/input-error.ts';
import { normaliseEmail } from '../../core/people/email.ts';
import type { IdentifierKind } from '../../core/people/person.ts';
import { normalisePhone } from '../../core/people/phone.ts';
import { canonicalProfileUrl } from '../../core/people/profile-url.ts';
import { searchQuery } from '../../core/people/search-text.ts';
import { listHolds, listRecords } from '../../db/queries/lists.ts';
import { findLivePerson } from '../../db/queries/merges.ts';
import {
  findPersonShown,
  listContactPoints,
  listDecisionsOf,
  listEnrollmentsOf,
  listPeople,
  listProfilesOf,
  listTouchesOf,
} from '../../db/queries/people-list.ts';
import { listCorrectionsShown } from '../../db/queries/corrections.ts';
import type { PersonPage } from '../../db/queries/people-list.ts';
import { findDefaultRegion } from '../../db/queries/workspace-region.ts';
import type { Db } from '../../db/connect.ts';
import { findPersonInLever } from '../../flows/find-in-lever.ts';
import { callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { fromCursor, idCursor, numberForm, pageOf, uuidForm } from '../cursor.ts';
import { idParams, pageQuery } from '../contract/page.ts';
import {
  peopleAnswer,
  peopleQuery,
  personAnswer,
  personPartAnswers,
  personPartNames,
} from '../contract/person.ts';
import type { PersonPart } from '../contract/person.ts';

const partsMax = 200;

export function peopleRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/people',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags: ['people'],
        summary: 'List people, or find one by an identifier',
        querystring: peopleQuery,
        response: { 200: peopleAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const region = request.query.region ?? (await findDefaultRegion(deps.db, workspaceId));
      const key = wantedKey({ ...request.query, region: region.toUpperCase() });
      const { q } = request.query;
      const words = q === undefined ? null : searchQuery(q);
      if (key === 'none' || (q !== undefined && words === null)) return { items: [], next: null };
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      const { jobId, status, held, inLever } = request.query;
      const isInLever = inLever === undefined ? undefined : inLever === 'true';
      const filter = { jobId, status, isHeld: held === 'true', isInLever };
      const rows = await listPeople(deps.db, { ...page, key, words, filter });
      return pageOf(rows, limit, (row) => row.id);
    },
  );
  app.get(
    '/v1/people/:id',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags: ['people'],
        summary: 'Everything known of one person; a merged id answers with the person it became',
        params: idParams,
        response: { 200: personAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      return await everythingOf(deps.db, { workspaceId, personId: request.params.id });
    },
  );
  for (const part of personPartNames) addPartRoute(app, deps.db, part);
}

function addPartRoute(app: App, db: Db, part: PersonPart): void {
  app.get(
    `/v1/people/:id/${part}`,
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags: ['people'],
        summary: `The ${part.replace('-', ' ')} of one person, all of them, in pages`,
        params: idParams,
        querystring: pageQuery,
        response: { 200: personPartAnswers[part] },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const asked = { workspaceId, personId: request.params.id };
      const personId = (await findLivePerson(db, asked)) ?? asked.personId;
      if ((await findPersonShown(db, { workspaceId, personId })) === undefined)
        throw new InputError('not_found', 'There is no such person');
      return await pageOfPart(db, part, { workspaceId, personId, limit, cursor });
    },
  );
}

interface PartPage {
  workspaceId: string;
  personId: string;
  limit: number;
  cursor: string | undefined;
}

const touchForm = /^-?\d{1,16} [0-9a-f-]{36}$/;

async function pageOfPart(db: Db, part: PersonPart, asked: PartPage) {
  const { limit, cursor, ...person } = asked;
  const form = { 'contact-points': numberForm, touches: touchForm } as const;
  const wanted = part === 'contact-points' || part === 'touches' ? form[part] : uuidForm;
  const page: PersonPage = { ...person, after: fromCursor(cursor, wanted), limit: limit + 1 };
  switch (part) {
    case 'contact-points':
      return pageOf(
        await listContactPoints(db, page),
        limit,
        () => Number(page.after ?? 0) + limit,
      );
    case 'profiles':
      return pageOf(await listProfilesOf(db, page), limit, (row) => row.id);
    case 'touches':
      return pageOf(
        await listTouchesOf(db, page),
        limit,
        (row) => `${row.occurredAt.getTime()} ${row.id}`,
      );
    case 'enrollments':
      return pageOf(await listEnrollmentsOf(db, page), limit, (row) => row.id);
    case 'decisions':
      return pageOf(await listDecisionsOf(db, page), limit, (row) => row.id);
  }
}

interface Search {
  email?: string | undefined;
  profileUrl?: string | undefined;
  phone?: string | undefined;
  externalId?: string | undefined;
  /** Country of a phone number without one. */
  region: string;
}

/** The normalised key asked for; null for all people, 'none' where the text can be nobody's key. */
function wantedKey(search: Search): { kind: IdentifierKind; value: string } | null | 'none' {
  const { email, profileUrl, phone, externalId, region } = search;
  const given = [email, profileUrl, phone, externalId].filter((text) => text !== undefined);
  if (given.length > 1) {
    throw new InputError('invalid', 'Search by one of email, profileUrl, phone and externalId');
  }
  const keyed = (kind: IdentifierKind, value: string | undefined) =>
    value === undefined ? 'none' : { kind, value };
  if (email !== undefined) return keyed('email', normaliseEmail(email)?.value);
  if (profileUrl !== undefined) {
    return keyed('profile_url', canonicalProfileUrl(profileUrl)?.value);
  }
  if (phone !== undefined) return keyed('phone', normalisePhone(phone, region)?.value);
  return externalId === undefined ? null : keyed('external_id', externalId);
}

async function everythingOf(
  db: Db,
  asked: { workspaceId: string; personId: string },
): Promise<unknown> {
  const { workspaceId } = asked;
  const personId = await findLivePerson(db, asked);
  const key = { workspaceId, personId: personId ?? asked.personId, limit: partsMax };
  const person = await findPersonShown(db, key);
  if (person === undefined) throw new InputError('not_found', 'There is no such person');
  const first = { workspaceId, personId: key.personId, limit: partsMax, cursor: undefined };
  const contactPoints = await pageOfPart(db, 'contact-points', first);
  const profiles = await pageOfPart(db, 'profiles', first);
  const touches = await pageOfPart(db, 'touches', first);
  const enrollments = await pageOfPart(db, 'enrollments', first);
  const decisions = await pageOfPart(db, 'decisions', first);
  return {
    ...person,
    contactPoints: contactPoints.items,
    profiles: profiles.items,
    touches: touches.items,
    inLever: await findPersonInLever(db, { workspaceId, personId: key.personId }),
    records: await listRecords(db, { ...key, beforeId: null }),
    enrollments: enrollments.items,
    holds: await listHolds(db, { ...key, beforeId: null, isInForce: false }),
    decisions: decisions.items,
    corrections: await listCorrectionsShown(db, key),
    next: {
      'contact-points': contactPoints.next,
      profiles: profiles.next,
      touches: touches.next,
      enrollments: enrollments.next,
      decisions: decisions.next,
    },
  };
}
