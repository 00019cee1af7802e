// One process per data folder: the embedded database does not notice a second one, and both would lose rows.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { InputError } from '../core/input-error.ts';

export interface FolderLock {
  release(): void;
}

const busyCode = 5;

/**
 * Takes the folder for this process. SQLite's file lock is the operating system's: it is gone with the process,
 * however that ends. Throws InputError where another process has it.
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ownerPath = join(folder, 'lock.pid');
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    if ((cause as { errcode?: number }).errcode !== busyCode) throw cause;
    throw new InputError(
      'conflict',
      `The data folder ${folder} is in use by another Fulcrum process${ownerOf(ownerPath)}. Stop that process first, use another folder (DATA_DIR), or use a Postgres server (DATABASE_URL), which any number of processes can share.`,
    );
  }
  writeFileSync(ownerPath, String(process.pid));
  return {
    release() {
      rmSync(ownerPath, { force: true });
      lock.close();
    },
  };
}

/** Only for the message: the number may be stale, the lock never is. */
function ownerOf(path: string): string {
  try {
    return ` (process ${Number.parseInt(readFileSync(path, 'utf8'), 10)})`;
  } catch {
    return '';
  }
}
