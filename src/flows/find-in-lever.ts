// "Already in Lever": what the mirror knows of a person at once, without a call.

import { normaliseEmail } from '../core/people/email.ts';
import { keysOfProfile } from '../core/people/identifiers.ts';
import type { Identifier } from '../core/people/person.ts';
import { normalisePhone } from '../core/people/phone.ts';
import { canonicalProfileUrl } from '../core/people/profile-url.ts';
import type { ReceivedProfile } from '../core/people/received.ts';
import type { Conn } from '../db/connect.ts';
import { findInMirror, type FoundInLever } from '../db/queries/mirror.ts';
import { getDefaultRegion } from '../db/queries/run-scope.ts';

const foundMax = 20;

/** Of a person we know: by all their identifiers. */
export async function findPersonInLever(
  conn: Conn,
  key: { workspaceId: string; personId: string },
): Promise<FoundInLever[]> {
  const identifiers = await conn
    .selectFrom('identifiers')
    .where('workspaceId', '=', key.workspaceId)
    .where('personId', '=', key.personId)
    .where('kind', '<>', 'external_id')
    .select(['kind', 'value'])
    .distinct()
    .limit(200)
    .execute();
  const { workspaceId } = key;
  return await findInMirror(conn, { workspaceId, identifiers, limit: foundMax });
}

/** Of a profile that was not taken in. */
export async function findProfileInLever(
  conn: Conn,
  input: { workspaceId: string; profile: ReceivedProfile },
): Promise<FoundInLever[]> {
  const { workspaceId, profile } = input;
  const { identifiers } = keysOfProfile(profile, await getDefaultRegion(conn, workspaceId));
  return await findInMirror(conn, { workspaceId, identifiers, limit: foundMax });
}

/** Of somebody we know nothing of but these; what can be nobody's key finds nobody. */
export async function findKeysInLever(
  conn: Conn,
  input: {
    workspaceId: string;
    emails: readonly string[];
    phones: readonly string[];
    profileUrls: readonly string[];
  },
): Promise<FoundInLever[]> {
  const { workspaceId } = input;
  const region = await getDefaultRegion(conn, workspaceId);
  const identifiers: Identifier[] = [
    ...input.emails.flatMap((text) => keyed('email', normaliseEmail(text)?.value)),
    ...input.phones.flatMap((text) => keyed('phone', normalisePhone(text, region)?.value)),
    ...input.profileUrls.flatMap((text) => keyed('profile_url', canonicalProfileUrl(text)?.value)),
  ];
  return await findInMirror(conn, { workspaceId, identifiers, limit: foundMax });
}

function keyed(kind: Identifier['kind'], value: string | undefined): Identifier[] {
  return value === undefined ? [] : [{ kind, value }];
}
