// Argon2id from Node itself, with the parameters of OWASP's password storage advice (19 MiB, 2 passes, 1 lane).

import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Passwords } from '../../ports/passwords.ts';

const derive = promisify(argon2);

interface Cost {
  memoryKib: number;
  passes: number;
  lanes: number;
}

const cost: Cost = { memoryKib: 19_456, passes: 2, lanes: 1 };
const saltBytes = 16;
const hashBytes = 32;
const phcForm =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w+/]{1,128})\$([\w+/]{1,128})$/u;

/** Hashes made with an older cost stay good: each carries its own. */
export function argon2Passwords(): Passwords {
  return {
    async hash(password) {
      const salt = randomBytes(saltBytes);
      const hash = await hashOf(password, salt, cost);
      return `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=${cost.lanes}$${plain64(salt)}$${plain64(hash)}`;
    },
    async isRight(password, kept) {
      const parts = phcForm.exec(kept);
      if (parts === null) throw new Error('The stored password hash has an unknown form.');
      const [, memoryKib, passes, lanes, salt = '', hash = ''] = parts;
      const own = { memoryKib: Number(memoryKib), passes: Number(passes), lanes: Number(lanes) };
      const tried = await hashOf(password, Buffer.from(salt, 'base64'), own);
      const right = Buffer.from(hash, 'base64');
      return tried.length === right.length && timingSafeEqual(tried, right);
    },
  };
}

/** The same letters may reach us composed or decomposed, depending on the keyboard. */
async function hashOf(password: string, salt: Uint8Array, own: Cost): Promise<Buffer> {
  return await derive('argon2id', {
    message: password.normalize('NFKC'),
    nonce: salt,
    parallelism: own.lanes,
    tagLength: hashBytes,
    memory: own.memoryKib,
    passes: own.passes,
  });
}

function plain64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
