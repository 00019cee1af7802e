// What Fulcrum itself got wrong while it talked to the outside, told apart: a bug, or its database.

import { databaseErrorCode, isLostConnection } from '../db/errors.ts';
import { PortFailure } from '../ports/failure.ts';
import type { Log } from '../ports/log.ts';

// Classes of SQLSTATE that say nothing about our statement: connection, rollback, resources, locks, operator, system.
const passingClasses: readonly string[] = ['08', '40', '53', '55', '57', '58', 'XX'];

/** True for trouble with the database that passes; a statement it refuses is a bug like any other. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (isLostConnection(error)) return true;
  const code = databaseErrorCode(error);
  return code?.length === 5 && passingClasses.includes(code.slice(0, 2));
}

/**
 * The failure as which an error counts. Whether a call went out before a bug or a lost database is unknown;
 * a bug is parked for a person, trouble with the database passes.
 */
export function asFailure(error: unknown, log: Log): PortFailure {
  if (error instanceof PortFailure) return error;
  const detail = error instanceof Error ? error.name : typeof error;
  if (isDatabaseTrouble(error)) {
    return new PortFailure({
      kind: 'unknownOutcome',
      message: 'The database failed in the middle of it.',
      detail,
      cause: error,
    });
  }
  log.error('engine.broke', { error: detail, at: whereThrown(error) });
  return new PortFailure({
    kind: 'unexpectedAnswer',
    message: `Something failed inside Fulcrum (${detail}). Please report it.`,
    detail,
    cause: error,
  });
}

const framesShown = 6;

/** Places in the code, without the message: that may hold a person's values. */
export function whereThrown(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  const frames = error.stack.split('\n').filter((line) => line.startsWith('    at '));
  return frames
    .slice(0, framesShown)
    .map((line) => line.trim())
    .join(' | ');
}
