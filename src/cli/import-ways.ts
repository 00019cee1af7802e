// The two ways of an import: worked on here, on the database, or uploaded to the server that works on it.

import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../core/input-error.ts';
import { findImport } from '../db/queries/imports.ts';
import { createImport } from '../flows/create-import.ts';
import { exportImportErrors } from '../flows/export-import-errors.ts';
import { mapImport } from '../flows/map-import.ts';
import { previewImport } from '../flows/preview-import.ts';
import type { ImportPreview } from '../flows/preview-import.ts';
import { runImport } from '../flows/run-import.ts';
import { cancelImport, startImport } from '../flows/start-import.ts';
import { tryImport } from '../flows/try-import.ts';
import type { ImportTrial } from '../flows/try-import.ts';
import type { Opened } from './command-world.ts';
import type { RemoteServer } from './remote-server.ts';

export interface FileToImport {
  path: string;
  source: string;
  job: { externalId: string; name?: string } | null;
}

export interface ImportProgress {
  id: string;
  state: string;
  because: string | null;
  rows: number;
  accepted: number;
  duplicates: number;
  rejected: number;
}

export interface ImportWay {
  /** Keeps the file and returns the id of the import; nothing of it is taken in yet. */
  keep(file: FileToImport): Promise<string>;
  map(id: string, columns: Record<string, string | null>): Promise<void>;
  preview(id: string): Promise<ImportPreview>;
  dryRun(id: string): Promise<ImportTrial>;
  cancel(id: string): Promise<void>;
  start(id: string): Promise<void>;
  /** Moves on, or waits until something moved; ended when the state is not `running`. */
  goOn(id: string): Promise<ImportProgress>;
  /** The refused rows as CSV. */
  errors(id: string): AsyncIterable<string | Uint8Array>;
}

const rowsPerSlice = 200;
const dryRunRowsMax = 1_000_000;
const lookEveryMs = 500;

/** Works on the rows in this process. */
export function importHere({ deps, workspaceId, actor }: Opened): ImportWay {
  const keyOf = (importId: string) => ({ workspaceId, importId, actor });
  return {
    keep: async (file) => {
      const made = await createImport(deps, {
        workspaceId,
        actor,
        fileName: basename(file.path),
        source: file.source,
        job: file.job,
        content: fileContent(file.path),
      });
      return made.id;
    },
    map: (id, columns) => mapImport(deps, { ...keyOf(id), columns }),
    preview: (id) => previewImport(deps, keyOf(id)),
    dryRun: (id) => tryImport(deps, { ...keyOf(id), rowsMax: dryRunRowsMax }),
    cancel: (id) => cancelImport(deps, keyOf(id)),
    start: (id) => startImport(deps, keyOf(id)),
    goOn: async (id) => {
      await runImport(deps, keyOf(id), { sliceRows: rowsPerSlice });
      const at = await findImport(deps.db, keyOf(id));
      if (at === undefined) throw new InputError('not_found', 'The import is gone.');
      return {
        id,
        state: at.state,
        because: at.because,
        rows: at.nextRow,
        accepted: at.acceptedCount,
        duplicates: at.duplicateCount,
        rejected: at.rejectedCount,
      };
    },
    errors: (id) => exportImportErrors(deps, keyOf(id)),
  };
}

/** Uploads the file; a worker of the server takes the rows in. */
export function importThere(server: RemoteServer): ImportWay {
  const pathOf = (id: string, rest = ''): string => `/v1/imports/${id}${rest}`;
  return {
    keep: async (file) => {
      const query = new URLSearchParams({ source: file.source, fileName: basename(file.path) });
      if (file.job !== null) query.set('jobExternalId', file.job.externalId);
      if (file.job?.name !== undefined) query.set('jobName', file.job.name);
      const made = await server.upload(`/v1/imports?${query.toString()}`, fileContent(file.path));
      return (made as { import: { id: string } }).import.id;
    },
    map: async (id, columns) => {
      await server.ask({ method: 'PUT', path: pathOf(id, '/mapping'), body: { columns } });
    },
    preview: async (id) =>
      (await server.ask({ method: 'GET', path: pathOf(id, '/preview') })) as ImportPreview,
    dryRun: async (id) =>
      (await server.ask({
        method: 'POST',
        path: pathOf(id, `/try?rowsMax=${dryRunRowsMax}`),
      })) as ImportTrial,
    cancel: async (id) => {
      await server.ask({ method: 'POST', path: pathOf(id, '/cancel') });
    },
    start: async (id) => {
      await server.ask({ method: 'POST', path: pathOf(id, '/start') });
    },
    goOn: async (id) => {
      await sleep(lookEveryMs);
      return (await server.ask({ method: 'GET', path: pathOf(id) })) as ImportProgress;
    },
    errors: (id) => server.download(pathOf(id, '/errors.csv')),
  };
}

async function* fileContent(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const code = (error as { code?: string }).code ?? 'unknown';
    throw new InputError('invalid', `The file ${path} cannot be read (${code}).`, 'file');
  }
}
