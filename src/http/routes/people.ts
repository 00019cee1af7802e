// GET /v1/people and GET /v1/people/:id.
import { InputError } from '../../core/input-error.ts';
import { normaliseEmail } from '../../core/people/email.ts';
import type { IdentifierKind } from '../../core/people/person.ts';
import { normalisePhone } from '../../core/people/phone.ts';
import { canonicalProfileUrl } from '../../core/people/profile-url.ts';
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
import type { Db } from '../../db/connect.ts';
import { findPersonInLever } from '../../flows/find-in-lever.ts';
import { callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idCursor, pageOf } from '../cursor.ts';
import { idParams } from '../contract/page.ts';
import { peopleAnswer, peopleQuery, personAnswer } from '../contract/person.ts';

const partsMax = 200;

export function peopleRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/people',
    {
      config: { scope: 'read' },
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
      const key = wantedKey(request.query);
      if (key === 'none') return { items: [], next: null };
      const beforeId = idCursor(cursor);
      const rows = await listPeople(deps.db, { workspaceId, beforeId, limit: limit + 1, key });
      return pageOf(rows, limit, (row) => row.id);
    },
  );
  app.get(
    '/v1/people/:id',
    {
      config: { scope: 'read' },
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
}

interface Search {
  email?: string | undefined;
  profileUrl?: string | undefined;
  phone?: string | undefined;
  externalId?: string | undefined;
}

/** The normalised key asked for; null for all people, 'none' where the text can be nobody's key. */
function wantedKey(search: Search): { kind: IdentifierKind; value: string } | null | 'none' {
  const { email, profileUrl, phone, externalId } = search;
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
  if (phone !== undefined) return keyed('phone', normalisePhone(phone, 'US')?.value);
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
  return {
    ...person,
    contactPoints: await listContactPoints(db, key),
    profiles: await listProfilesOf(db, key),
    touches: await listTouchesOf(db, key),
    inLever: await findPersonInLever(db, { workspaceId, personId: key.personId }),
    records: await listRecords(db, { ...key, beforeId: null }),
    enrollments: await listEnrollmentsOf(db, key),
    holds: await listHolds(db, { ...key, beforeId: null, isInForce: false }),
    decisions: await listDecisionsOf(db, key),
  };
}
