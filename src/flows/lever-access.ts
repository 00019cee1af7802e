// The workspace's way into Lever, with the credential opened.

import { Secret } from '../core/secret.ts';
import type { Conn } from '../db/connect.ts';
import { findConnection } from '../db/queries/lever-connections.ts';
import type { LeverConnection } from '../db/queries/lever-connections.ts';
import type { LeverAccess } from '../ports/lever.ts';
import type { Deps } from './deps.ts';
import { openGrant } from './lever-grant.ts';

export interface ConnectedLever {
  access: LeverAccess;
  /** What the rate limit is keyed by. */
  queueKey: string;
  /** Lever user id. */
  performAs: string;
  coldSince: Date | null;
  connection: LeverConnection;
}

/** Null where no account is connected, or the connection is off or refused. */
export async function findLeverAccess(
  conn: Conn,
  deps: Deps,
  workspaceId: string,
): Promise<ConnectedLever | null> {
  const connection = await findConnection(conn, workspaceId);
  if (connection === undefined || connection.state !== 'on') return null;
  return openConnection(deps, connection);
}

/** The way in, whether or not the connection is switched on: for looking before it is. */
export function openConnection(deps: Deps, connection: LeverConnection): ConnectedLever {
  const { workspaceId, credentialKey, sealedCredential, baseUrl } = connection;
  const { mayReadConfidential } = connection;
  const credential = new Secret(
    sealedCredential === null
      ? ''
      : Buffer.from(deps.sealer.open(sealedCredential)).toString('utf8'),
  );
  const isGranted = connection.credentialKind === 'oauth';
  const grant = isGranted ? openGrant(deps, { workspaceId, queueKey: credentialKey }) : undefined;
  return {
    access: {
      baseUrl,
      credential,
      mayReadConfidential,
      ...(grant === undefined ? {} : { grant }),
    },
    queueKey: credentialKey,
    performAs: connection.performAs,
    coldSince: connection.coldSince,
    connection,
  };
}
