// A picture of the embedded database, its memory and its files, that is put back in milliseconds: the next seed begins
// with the very same bytes, whatever the one before did, and with plans that are made already.

import type { PGlite } from '@electric-sql/pglite';

export interface Picture {
  putBack(): void;
}

interface Node {
  id: number;
  name: string;
  parent: Node;
  mode: number;
  /** Of a file its bytes, of a folder its nodes by name. */
  contents: Uint8Array | Record<string, Node>;
  usedBytes: number;
}

interface Stream {
  node: Node;
  position: number;
  flags: number;
}

interface FileOps {
  write(stream: Stream, buffer: Uint8Array, offset: number, ...more: number[]): number;
}

/** What the embedded database's module shows of its insides. */
interface Inside {
  wasmMemory: { buffer: ArrayBuffer };
  FS: {
    root: Node;
    streams: (Stream | null)[];
    lookupPath(path: string): { node: Node };
    isDir(mode: number): boolean;
    isFile(mode: number): boolean;
    hashAddNode(node: Node): void;
    hashRemoveNode(node: Node): void;
  };
  MEMFS: {
    ops_table: {
      file: {
        node: { setattr(node: Node, attributes: { size?: number }): void };
        stream: FileOps;
      };
    };
  };
}

const folder = '/pglite/data';
const pageBytes = 65_536;
const untouchedMax = 16;

/** Call it between statements; everything until then is in the picture. */
export function takePicture(pglite: PGlite): Picture {
  const inside = pglite.Module as unknown as Inside;
  const { FS } = inside;
  const memory = usedPart(new Uint8Array(inside.wasmMemory.buffer));
  const files = keepFiles(inside, FS.lookupPath(folder).node);
  const streams = FS.streams.map((stream) =>
    stream === null || stream === undefined
      ? null
      : { stream, position: stream.position, flags: stream.flags },
  );
  return {
    putBack() {
      const now = new Uint8Array(inside.wasmMemory.buffer);
      now.set(memory);
      emptyFrom(now, memory.length);
      files.putBack();
      FS.streams.length = streams.length;
      for (const [at, kept] of streams.entries()) {
        FS.streams[at] = kept?.stream ?? null;
        if (kept !== null)
          Object.assign(kept.stream, { fd: at, position: kept.position, flags: kept.flags });
      }
    },
  };
}

function usedPart(memory: Uint8Array): Uint8Array {
  const words = new BigUint64Array(memory.buffer, memory.byteOffset, memory.length / 8);
  let last = words.length - 1;
  while (last > 0 && words[last] === 0n) last -= 1;
  return memory.slice(0, Math.ceil(((last + 1) * 8) / pageBytes) * pageBytes);
}

/** Memory grows from below, so a long stretch that nobody touched is its end. */
function emptyFrom(memory: Uint8Array, from: number): void {
  let untouched = 0;
  for (let at = from; at < memory.length && untouched < untouchedMax; at += pageBytes) {
    const page = memory.subarray(at, at + pageBytes);
    const isUsed = new BigUint64Array(page.buffer, page.byteOffset, page.length / 8).some(
      (word) => word !== 0n,
    );
    if (isUsed) page.fill(0);
    untouched = isUsed ? 0 : untouched + 1;
  }
}

interface KeptNode {
  node: Node;
  name: string;
  parent: Node;
  bytes: Uint8Array | null;
}

function keepFiles(inside: Inside, root: Node): { putBack(): void } {
  const { FS } = inside;
  const kept = new Map<Node, KeptNode>();
  for (const node of below(FS, root)) {
    const bytes = FS.isFile(node.mode) ? fileBytes(node).slice(0, node.usedBytes) : null;
    kept.set(node, { node, name: node.name, parent: node.parent, bytes });
  }
  const written = noteWrites(inside);
  return {
    putBack() {
      for (const node of below(FS, root)) {
        const was = kept.get(node);
        if (was !== undefined && was.name === node.name && was.parent === node.parent) continue;
        FS.hashRemoveNode(node);
        delete (node.parent.contents as Record<string, Node>)[node.name];
      }
      for (const { node, name, parent } of kept.values()) {
        const siblings = parent.contents as Record<string, Node>;
        if (siblings[name] === node) continue;
        Object.assign(node, { name, parent });
        siblings[name] = node;
        FS.hashAddNode(node);
      }
      for (const [node, end] of written) {
        const bytes = kept.get(node)?.bytes;
        if (bytes instanceof Uint8Array) putBytesBack(node, bytes, end);
      }
      written.clear();
    },
  };
}

function fileBytes(node: Node): Uint8Array {
  return node.contents as Uint8Array;
}

function putBytesBack(node: Node, bytes: Uint8Array, range: Range): void {
  const now = fileBytes(node);
  if (now.length < bytes.length) node.contents = bytes.slice();
  else {
    now.set(
      bytes.subarray(range.from, Math.min(range.to, bytes.length)),
      Math.min(range.from, bytes.length),
    );
    now.fill(0, bytes.length, Math.max(bytes.length, Math.min(range.to, now.length)));
  }
  node.usedBytes = bytes.length;
}

interface Range {
  from: number;
  to: number;
}

/** Which part of which file was written, so that only that is put back. */
function noteWrites({ MEMFS, FS }: Inside): Map<Node, Range> {
  const written = new Map<Node, Range>();
  const note = (node: Node, from: number, to: number): void => {
    const known = written.get(node);
    if (known === undefined) written.set(node, { from, to });
    else {
      known.from = Math.min(known.from, from);
      known.to = Math.max(known.to, to);
    }
  };
  const { file } = MEMFS.ops_table;
  const write = file.stream.write.bind(file.stream);
  file.stream.write = (stream, buffer, offset, length = 0, position = 0, ...more) => {
    note(stream.node, position, position + length);
    return write(stream, buffer, offset, length, position, ...more);
  };
  const setattr = file.node.setattr.bind(file.node);
  file.node.setattr = (node, attributes) => {
    if (attributes.size !== undefined && FS.isFile(node.mode))
      note(node, 0, Math.max(node.usedBytes, attributes.size));
    setattr(node, attributes);
  };
  return written;
}

function below(FS: Inside['FS'], root: Node): Node[] {
  const found: Node[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const child of Object.values(node.contents as Record<string, Node>)) {
      found.push(child);
      if (FS.isDir(child.mode)) open.push(child);
    }
  }
  return found;
}
