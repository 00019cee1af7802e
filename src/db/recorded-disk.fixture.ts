// A disk that remembers what was flushed: records every file operation of the embedded database and rebuilds the
// folder as a power cut at a chosen moment may leave it. Writes since the last flush of their file are lost, kept,
// or kept in part; names follow their order (a flush makes all earlier changes of names last, as journals do).

import {
  cpSync,
  mkdirSync,
  rmSync,
  truncateSync,
  unlinkSync,
  renameSync,
  rmdirSync,
} from 'node:fs';
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { FileNode, FileOperations } from './embedded-files.ts';

type Operation =
  | { kind: 'make'; path: string; isFolder: boolean }
  | { kind: 'write'; file: number; bytes: Uint8Array; position: number }
  | { kind: 'resize'; file: number; size: number }
  | { kind: 'move'; path: string; to: string }
  | { kind: 'remove'; path: string; isFolder: boolean }
  | { kind: 'flush'; file: number };

const folderBits = 0o170000;
const folderMode = 0o040000;

export class RecordedDisk {
  readonly #folder: string;
  readonly #operations: Operation[] = [];
  /** Files by number: the number stays when a file is renamed. */
  readonly #numberOf = new Map<string, number>();
  readonly #pathAtStart = new Map<number, string>();
  /** Which file an operation that makes one made. */
  readonly #made = new Map<Operation, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** How many operations there were so far: a moment to cut the power at. */
  get moment(): number {
    return this.#operations.length;
  }

  /** Hooks into the file operations; hand it to the embedded database as `watch`. */
  readonly watch = (operations: FileOperations): void => {
    const { stream_ops: stream, node_ops: node } = operations;
    const pathOf = (of: FileNode): string => relative(this.#folder, operations.realPath(of));
    const childOf = (parent: FileNode, name: string): string => join(pathOf(parent), name);
    const { write, fsync, setattr } = stream;
    stream.write = (file, buffer, offset, length, position) => {
      const count = write(file, buffer, offset, length, position);
      const bytes = buffer.slice(offset, offset + count);
      this.#add({ kind: 'write', file: this.#file(pathOf(file.node)), bytes, position });
      return count;
    };
    stream.fsync = (file) => {
      const result = fsync?.(file) ?? 0;
      const isFolder = fstatSync(file.nfd).isDirectory();
      this.#add({ kind: 'flush', file: isFolder ? 0 : this.#file(pathOf(file.node)) });
      return result;
    };
    stream.setattr = (file, attributes) => {
      setattr(file, attributes);
      this.#resize(pathOf(file.node), attributes.size);
    };
    const { mknod, rename, unlink, rmdir, setattr: setNode } = node;
    node.setattr = (of, attributes) => {
      setNode(of, attributes);
      this.#resize(pathOf(of), attributes.size);
    };
    node.mknod = (parent, name, mode, device) => {
      const path = childOf(parent, name);
      const made = mknod(parent, name, mode, device);
      const isFolder = (mode & folderBits) === folderMode;
      this.#make(path, isFolder);
      return made;
    };
    node.rename = (of, newParent, newName) => {
      const path = pathOf(of);
      const to = childOf(newParent, newName);
      rename(of, newParent, newName);
      this.#move(path, to);
    };
    node.unlink = (parent, name) => {
      const path = childOf(parent, name);
      unlink(parent, name);
      this.#numberOf.delete(path);
      this.#add({ kind: 'remove', path, isFolder: false });
    };
    node.rmdir = (parent, name) => {
      rmdir(parent, name);
      this.#add({ kind: 'remove', path: childOf(parent, name), isFolder: true });
    };
  };

  /**
   * Builds in `target` what the disk holds when the power goes at this moment. `start` is a copy of the folder from
   * before the recording. `keeps` decides for each unflushed operation whether it reached the disk all the same.
   * With `ignoresFlushes` no flush counts: what the library does without our file layer.
   */
  rebuild(wanted: {
    start: string;
    target: string;
    moment: number;
    keeps: () => boolean;
    ignoresFlushes?: boolean;
  }): void {
    rmSync(wanted.target, { recursive: true, force: true });
    cpSync(wanted.start, wanted.target, { recursive: true });
    const history = this.#operations.slice(0, wanted.moment);
    const flushes = wanted.ignoresFlushes === true ? [] : flushedUntil(history);
    const lastFlush = wanted.ignoresFlushes === true ? -1 : history.findLastIndex(isFlush);
    const paths = new Map(this.#pathAtStart);
    let isJournalWhole = true;
    for (const [index, operation] of history.entries()) {
      if (operation.kind === 'flush') continue;
      if (operation.kind === 'write' || operation.kind === 'resize') {
        const isSafe = index < (flushes[operation.file] ?? -1);
        if (isSafe || wanted.keeps()) applyToFile(wanted.target, paths, operation);
        continue;
      }
      // Changes of names last in their order: after the first lost one all later ones are lost.
      isJournalWhole &&= index < lastFlush || wanted.keeps();
      if (isJournalWhole) this.#applyToNames(wanted.target, paths, operation);
    }
  }

  #applyToNames(
    target: string,
    paths: Map<number, string>,
    operation: Extract<Operation, { path: string }>,
  ): void {
    const path = join(target, operation.path);
    if (operation.kind === 'make') {
      const number = this.#made.get(operation);
      if (operation.isFolder) mkdirSync(path);
      else closeSync(openSync(path, 'w'));
      if (number !== undefined) paths.set(number, operation.path);
    } else if (operation.kind === 'move') {
      renameSync(path, join(target, operation.to));
      for (const [number, known] of paths) {
        if (known === operation.to) paths.delete(number);
        if (known === operation.path) paths.set(number, operation.to);
      }
    } else {
      if (operation.isFolder) rmdirSync(path);
      else unlinkSync(path);
      for (const [number, known] of paths) if (known === operation.path) paths.delete(number);
    }
  }

  #add(operation: Operation): void {
    this.#operations.push(operation);
  }

  #make(path: string, isFolder: boolean): void {
    const operation: Operation = { kind: 'make', path, isFolder };
    this.#add(operation);
    if (isFolder) return;
    const number = this.#numberOf.size + this.#operations.length + 1;
    this.#numberOf.set(path, number);
    this.#made.set(operation, number);
  }

  #move(path: string, to: string): void {
    const number = this.#file(path);
    this.#numberOf.delete(path);
    this.#numberOf.set(to, number);
    this.#add({ kind: 'move', path, to });
  }

  #resize(path: string, size: number | undefined): void {
    if (size !== undefined) this.#add({ kind: 'resize', file: this.#file(path), size });
  }

  /** The file's number; a file seen for the first time was there before the recording. */
  #file(path: string): number {
    const known = this.#numberOf.get(path);
    if (known !== undefined) return known;
    const number = this.#numberOf.size + this.#operations.length + 1_000_000_000;
    this.#numberOf.set(path, number);
    this.#pathAtStart.set(number, path);
    return number;
  }
}

function isFlush(operation: Operation): boolean {
  return operation.kind === 'flush';
}

/** By file the index of its last flush. */
function flushedUntil(history: readonly Operation[]): Record<number, number> {
  const until: Record<number, number> = {};
  for (const [index, operation] of history.entries()) {
    if (operation.kind === 'flush') until[operation.file] = index;
  }
  return until;
}

function applyToFile(
  target: string,
  paths: Map<number, string>,
  operation: Extract<Operation, { kind: 'write' | 'resize' }>,
): void {
  const path = paths.get(operation.file);
  // The file's name was lost, or the file was removed later: nothing of it can be seen.
  if (path === undefined) return;
  const full = join(target, path);
  if (operation.kind === 'resize') {
    truncateSync(full, operation.size);
    return;
  }
  const handle = openSync(full, 'r+');
  try {
    writeSync(handle, operation.bytes, 0, operation.bytes.length, operation.position);
  } finally {
    closeSync(handle);
  }
}
