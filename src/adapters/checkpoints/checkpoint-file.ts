// Appends checkpoints to a file and waits until the disk has them.

import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CheckpointFile } from '../../ports/checkpoint-file.ts';

/** The folder is made where it is missing; the file is only ever added to. */
export function checkpointFile(path: string): CheckpointFile {
  return {
    async append(lines) {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'a');
      try {
        await file.appendFile(lines);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}
