// An uploaded file as a stream: the body itself, or the one file of a form.
import { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import type { FastifyRequest } from 'fastify';
import { RequestError } from './request-error.ts';

export interface UploadedSheet {
  content: AsyncIterable<Uint8Array>;
  /** Known once the content is being read. */
  fileName(): string;
}

/** Throws 415 where the request has no file; the content ends with 408 where nothing arrives for `idleMs`. */
export function uploadedSheet(request: FastifyRequest, idleMs: number): UploadedSheet {
  const { body } = request;
  if (!(body instanceof Readable)) {
    const message = 'Send the file as text/csv, or as multipart/form-data with one file';
    throw new RequestError({ statusCode: 415, code: 'unsupported_media_type', message });
  }
  const isForm = (request.headers['content-type'] ?? '').startsWith('multipart/form-data');
  if (!isForm) return { content: pieces(body, idleMs), fileName: () => 'upload.csv' };
  let name = 'upload.csv';
  const content = formFile(request, body, (given) => {
    if (given !== '') name = given;
  });
  return { content: pieces(content, idleMs), fileName: () => name };
}

function formFile(
  request: FastifyRequest,
  body: Readable,
  onName: (name: string) => void,
): AsyncIterable<Uint8Array> {
  const { 'content-type': type = '' } = request.headers;
  return (async function* () {
    const form = openForm(type);
    const file = new Promise<Readable>((resolve, reject) => {
      form.on('file', (_field, stream, given) => {
        onName(given);
        resolve(stream);
      });
      form.on('error', (error: Error) => reject(malformed(error.message)));
      form.on('finish', () => reject(malformed('the form has no file')));
    });
    body.on('error', (error) => form.destroy(error));
    body.pipe(form);
    yield* await file;
  })();
}

function openForm(type: string): Busboy {
  try {
    return new Busboy({
      headers: { 'content-type': type },
      limits: { files: 1, fields: 20, fieldSize: 10_000 },
    });
  } catch (error) {
    throw malformed((error as Error).message);
  }
}

function malformed(problem: string): RequestError {
  const message = `The form cannot be read (${problem}); send multipart/form-data with one file`;
  return new RequestError({ statusCode: 400, code: 'malformed', message });
}

async function* pieces(
  content: AsyncIterable<Uint8Array>,
  idleMs: number,
): AsyncGenerator<Uint8Array> {
  const source = content[Symbol.asyncIterator]();
  for (;;) {
    const next = await withinIdle(source.next(), idleMs);
    if (next.done === true) return;
    yield next.value;
  }
}

async function withinIdle<Result>(next: Promise<Result>, idleMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `Nothing arrived for ${idleMs / 1000} seconds; upload the file again`;
      reject(new RequestError({ statusCode: 408, code: 'timeout', message }));
    }, idleMs);
  });
  try {
    return await Promise.race([next, idle]);
  } finally {
    clearTimeout(timer);
  }
}
