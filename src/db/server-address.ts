// What is wrong with a Postgres server, said so that the operator knows what to do. Never with the password.

import { InputError } from '../core/input-error.ts';
import { databaseErrorCode, isLostConnection } from './errors.ts';

/** Oldest server that has every statement we use. */
export const serverMajorMin = 15;

export interface ServerAddress {
  /** Host, port and database, for messages. */
  shown: string;
  user: string;
  database: string;
}

/** Throws InputError where the text is no address of a Postgres server. */
export function readServerAddress(text: string): ServerAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw refused('Write it as postgres://user:password@host:5432/database.');
  }
  const user = decodeURIComponent(url.username);
  const database = decodeURIComponent(url.pathname.slice(1)) || user;
  const host = url.hostname || (url.searchParams.get('host') ?? 'localhost');
  return { shown: `${host}:${url.port || '5432'}/${database}`, user, database };
}

/** True where the server may only need a moment more. */
export function isNotYetReachable(error: unknown): boolean {
  // Too many connections: another process may just be ending.
  return isLostConnection(error) || databaseErrorCode(error) === '53300';
}

/** The error for the operator; undefined where it is none of the operator's. */
export function explainRefusal(error: unknown, address: ServerAddress): InputError | undefined {
  const code = databaseErrorCode(error);
  const { shown, user, database } = address;
  switch (code) {
    case '28P01':
    case '28000':
      return refused(
        `The server at ${shown} does not let the user "${user}" in. Check user and password, and pg_hba.conf on the server.`,
        error,
      );
    case '3D000':
      return refused(
        `The server at ${shown} has no database "${database}". Make it: createdb ${database}`,
        error,
      );
    case '53300':
      return refused(
        `The server at ${shown} has no free connection. Raise its max_connections or run fewer processes.`,
        error,
      );
    case undefined:
      break;
  }
  if (!isNotYetReachable(error)) return undefined;
  return refused(
    `No server answers at ${shown}. Check that it runs, that host and port are right and that a firewall lets this machine through.`,
    error,
  );
}

export interface ServerFacts {
  versionNumber: number;
  encoding: string;
  isStandby: boolean;
}

/** Throws InputError where the server cannot hold our data. */
export function refuseUnfit(facts: ServerFacts, address: ServerAddress): void {
  const major = Math.floor(facts.versionNumber / 10_000);
  if (major < serverMajorMin) {
    throw refused(
      `The server at ${address.shown} is Postgres ${major}; ${serverMajorMin} or newer is needed.`,
    );
  }
  if (facts.encoding !== 'UTF8') {
    throw refused(
      `The database at ${address.shown} stores ${facts.encoding}, not UTF8. Make another: createdb --encoding=UTF8 --template=template0 ${address.database}`,
    );
  }
  if (facts.isStandby) {
    throw refused(
      `The server at ${address.shown} is a read-only standby. Give the primary's address.`,
    );
  }
}

function refused(message: string, cause?: unknown): InputError {
  const error = new InputError('invalid', `DATABASE_URL: ${message}`);
  if (cause !== undefined) error.cause = cause;
  return error;
}
