// The key that seals credentials and personal values: given, or made once in the data folder.

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from './core/input-error.ts';
import type { Config } from './config.ts';

const keyLength = 32;

/** Throws InputError where the key is missing or has another length. */
export function installationKey(
  config: Pick<Config, 'secretKey' | 'dataDir' | 'databaseUrl'>,
): Uint8Array {
  if (config.secretKey !== undefined) return decoded(config.secretKey.reveal(), 'SECRET_KEY');
  if (config.databaseUrl !== undefined) {
    throw new InputError(
      'invalid',
      'Set SECRET_KEY: with a Postgres server every process needs the same key. Make one with `openssl rand -base64 32` and keep it safe: without it credentials and personal values cannot be read.',
    );
  }
  const path = join(config.dataDir, 'secret.key');
  if (!existsSync(path)) {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    // `wx`: of two first starts only one writes, and the other reads what was written.
    writeFileSync(path, `${randomBytes(keyLength).toString('base64')}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
  }
  return decoded(readFileSync(path, 'utf8').trim(), path);
}

function decoded(text: string, where: string): Uint8Array {
  const key = Buffer.from(text, 'base64');
  if (key.length !== keyLength) {
    throw new InputError('invalid', `${where} does not hold ${keyLength} bytes in base64.`);
  }
  return key;
}
