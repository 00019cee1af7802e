// Request bodies: JSON, or multipart where files go in, brought to one shape.
import { Busboy } from '@fastify/busboy';
import { badRequest } from './refusal.ts';
import type { Body } from './fields.ts';
import type { UploadedFile } from './route.ts';

export const FILE_BYTES_MAX = 30 * 1024 * 1024;
const PARTS_MAX = 1_000;
const DEPTH_MAX = 4;

export type ParsedBody = { body: unknown; isMultipart: boolean; files: UploadedFile[] };

/** Parses what came in; an empty body is undefined. */
export async function parseBody(
  headers: Record<string, string>,
  bytes: Buffer | undefined,
): Promise<ParsedBody> {
  if (!bytes || bytes.length === 0) return { body: undefined, isMultipart: false, files: [] };
  const type = headers['content-type'] ?? 'application/json';
  if (type.startsWith('multipart/form-data')) return parseMultipart(headers, bytes);
  if (!type.includes('json')) throw badRequest('Content-Type must be application/json');
  return { body: parseJson(bytes), isMultipart: false, files: [] };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw badRequest('The request body is not valid JSON');
  }
}

async function parseMultipart(headers: Record<string, string>, bytes: Buffer): Promise<ParsedBody> {
  const fields: [string, string][] = [];
  const files: UploadedFile[] = [];
  const malformed = (): Error => badRequest('Malformed multipart body');
  await new Promise<void>((resolve, reject) => {
    let parser;
    try {
      parser = new Busboy({
        headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
        limits: { fileSize: FILE_BYTES_MAX, fieldSize: FILE_BYTES_MAX, parts: PARTS_MAX },
      });
    } catch {
      reject(malformed());
      return;
    }
    parser.on('field', (name, value) => fields.push([name, value]));
    parser.on('file', (field, stream, filename, _encoding, type) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => reject(badRequest('Files may have at most 30 MB')));
      stream.on('error', () => reject(malformed()));
      stream.on('end', () => {
        files.push({ field, filename: filename ?? '', type, content: Buffer.concat(chunks) });
      });
    });
    parser.on('error', () => reject(malformed()));
    parser.on('finish', () => resolve());
    parser.end(bytes);
  });
  return { body: nested(fields), isMultipart: true, files };
}

/** Turns `emails[]`, `phones[0][value]` and `archived[reason]` into arrays and objects. */
export function nested(fields: readonly [string, string][]): Body {
  const root: Body = {};
  for (const [name, value] of fields) {
    const path = [...name.matchAll(/([^[\]]+)|\[\]/g)].map((each) => each[1] ?? '');
    if (path.length === 0 || path.length > DEPTH_MAX)
      throw badRequest(`Malformed field name: ${name}`);
    place(root, path, value);
  }
  return root;
}

function place(root: Body, path: string[], value: string): void {
  const [first = '', ...rest] = path;
  if (first === '__proto__') throw badRequest('Malformed field name');
  if (rest.length === 0) {
    root[first] = value;
    return;
  }
  const isList = /^\d{0,3}$/.test(rest[0] ?? '');
  if (!isList) {
    const inner = (typeof root[first] === 'object' ? root[first] : {}) as Body;
    root[first] = inner;
    place(inner, rest, value);
    return;
  }
  const list = (Array.isArray(root[first]) ? root[first] : []) as unknown[];
  root[first] = list;
  if (rest.length === 1) {
    list.push(value);
    return;
  }
  const at = rest[0] === '' ? list.length : Math.min(Number(rest[0]), list.length);
  const inner = (typeof list[at] === 'object' ? list[at] : {}) as Body;
  list[at] = inner;
  place(inner, rest.slice(1), value);
}
