// Database errors recognised by their code, never by class: the two drivers throw different classes.

const lostConnectionCodes: readonly string[] = [
  '57P01', // The server is shutting down.
  '57P02',
  '57P03', // The server is starting.
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
];

// The driver reports these without a code.
const lostConnectionMessages: readonly string[] = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
];

const tryAgainCodes: readonly string[] = [
  '40001', // Serialization failure.
  '40P01', // Deadlock.
  '55P03', // Lock timeout.
];

// Of a remembered statement: the columns of its answer changed, it is not there, it is there already.
const forgottenPlanCodes: readonly string[] = ['0A000', '26000', '42P05'];

/** The code of a database or socket error, where it has one. */
export function databaseErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** A row with this key exists; `constraint` narrows it to one unique key. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (databaseErrorCode(error) !== '23505') return false;
  return constraint === undefined || (error as { constraint?: string }).constraint === constraint;
}

/** The row it points to does not exist. */
export function isForeignKeyViolation(error: unknown): boolean {
  return databaseErrorCode(error) === '23503';
}

/** The connection went away. Whether an open commit was applied is unknown. */
export function isLostConnection(error: unknown): boolean {
  const code = databaseErrorCode(error);
  if (code !== undefined && lostConnectionCodes.includes(code)) return true;
  if (error instanceof AggregateError) return error.errors.some(isLostConnection);
  if (!(error instanceof Error)) return false;
  return lostConnectionMessages.some((message) => error.message.includes(message));
}

/** The database rolled the transaction back only because of others; the same transaction may succeed now. */
export function isTryAgain(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return code !== undefined && (tryAgainCodes.includes(code) || isForgottenPlan(code));
}

/** The server does not take a remembered statement any more; worked out anew it may succeed. */
export function isForgottenPlan(code: string | undefined): boolean {
  return code !== undefined && forgottenPlanCodes.includes(code);
}
