// One JSON line per event, through pino.

import { destination, pino, type Logger } from 'pino';
import type { Log, LogFields } from '../../ports/log.ts';

export const logLevels = ['error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Writes to standard error, so that standard output stays free for what a command answers. */
export function pinoLog(options: { level: LogLevel }): Log {
  const logger = pino({ level: options.level, base: null, messageKey: 'event' }, destination(2));
  return wrap(logger);
}

function wrap(logger: Logger): Log {
  return {
    error: (event, fields) => logger.error(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
    debug: (event, fields) => logger.debug(fields ?? {}, event),
    child: (fields: LogFields) => wrap(logger.child(fields)),
  };
}
