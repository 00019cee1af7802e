// The file layers under the embedded database. The library's own folder layer drops every fsync, so a power cut
// loses what was acknowledged; ours passes each fsync on to the operating system.

import { MemoryFS, type PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { fdatasyncSync, fstatSync, fsyncSync } from 'node:fs';

/** The operations of the library's folder layer that matter for durability. */
export interface FileOperations {
  stream_ops: {
    write: WriteFile;
    fsync?: (stream: OpenFile) => number;
    setattr: (stream: OpenFile, attributes: FileAttributes) => void;
  };
  node_ops: {
    mknod: (parent: FileNode, name: string, mode: number, device: number) => FileNode;
    rename: (node: FileNode, newParent: FileNode, newName: string) => void;
    unlink: (parent: FileNode, name: string) => void;
    rmdir: (parent: FileNode, name: string) => void;
    setattr: (node: FileNode, attributes: FileAttributes) => void;
  };
  /** Path of a node on the machine. */
  realPath(node: FileNode): string;
}

export type WriteFile = (
  stream: OpenFile,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
) => number;

export interface OpenFile {
  node: FileNode;
  /** The operating system's number of the open file. */
  nfd: number;
}

export interface FileNode {
  name: string;
  mode: number;
}

export interface FileAttributes {
  size?: number;
}

type ModuleOptions = Parameters<NodeFS['init']>[1];

/** A folder whose fsync is real. `watch` is given the operations before the database uses them: for tests. */
export class DurableFolder extends NodeFS {
  readonly #watch: ((operations: FileOperations) => void) | undefined;

  constructor(folder: string, watch?: (operations: FileOperations) => void) {
    super(folder);
    this.#watch = watch;
  }

  override async init(
    pglite: PGlite,
    options: ModuleOptions,
  ): Promise<{ emscriptenOpts: ModuleOptions }> {
    const before = withoutTimers(options);
    const makeDurable = (module: object): void => {
      const operations = (module as { NODEFS?: FileOperations }).NODEFS;
      if (operations?.stream_ops === undefined) {
        throw new Error('The embedded database has another file layer than this version expects.');
      }
      operations.stream_ops.fsync = flush;
      this.#watch?.(operations);
    };
    return await super.init(pglite, { ...before, preRun: [...(before.preRun ?? []), makeDurable] });
  }
}

/** Files in memory, gone with the process. */
export class MemoryFolder extends MemoryFS {
  override async init(
    pglite: PGlite,
    options: ModuleOptions,
  ): Promise<{ emscriptenOpts: ModuleOptions }> {
    return await super.init(pglite, withoutTimers(options));
  }
}

// What the library's C code knows as EIO. Postgres then stops at once: what a failed flush left is unknown.
const inputOutputError = 29;

/** fdatasync flushes content and size, all that a file needs; a directory has no content of that kind. */
function flush(stream: OpenFile): number {
  try {
    if (fstatSync(stream.nfd).isDirectory()) fsyncSync(stream.nfd);
    else fdatasyncSync(stream.nfd);
    return 0;
  } catch {
    return inputOutputError;
  }
}

/**
 * The database arms timers that can never fire while it computes (it shares this thread) and that would keep the
 * process from ending. Without them nothing is lost: no statement timeout works here anyway.
 */
function withoutTimers(options: ModuleOptions): ModuleOptions {
  const given = options as { instantiateWasm?: Instantiate };
  const instantiate = given.instantiateWasm;
  if (instantiate === undefined) return options;
  const quiet: Instantiate = (imports, done) => {
    const environment = imports['env'];
    if (environment?.['_setitimer_js'] === undefined) {
      throw new Error('The embedded database has other timers than this version expects.');
    }
    environment['_setitimer_js'] = () => 0;
    return instantiate(imports, done);
  };
  return { ...options, instantiateWasm: quiet };
}

type Instantiate = (
  imports: Record<string, Record<string, unknown>>,
  done: (instance: unknown, module: unknown) => void,
) => unknown;
