// multipart/form-data by hand: the body must be one buffer, so that a call is one write and can be measured.

import { createHash } from 'node:crypto';

export type Part =
  | { name: string; value: string }
  | { name: string; fileName: string; mediaType: string; content: Uint8Array };

/** The encoded body with its content type; the boundary is derived from the content, so equal parts encode equally. */
export function encodeMultipart(parts: readonly Part[]): { contentType: string; body: Uint8Array } {
  const boundary = `fulcrum-${digestOf(parts)}`;
  const chunks: Uint8Array[] = [];
  for (const part of parts) {
    chunks.push(Buffer.from(`--${boundary}\r\n${headOf(part)}\r\n\r\n`, 'utf8'));
    chunks.push('value' in part ? Buffer.from(part.value, 'utf8') : part.content);
    chunks.push(Buffer.from('\r\n', 'utf8'));
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`, 'utf8'));
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(chunks) };
}

function headOf(part: Part): string {
  const name = `Content-Disposition: form-data; name="${quoted(part.name)}"`;
  if ('value' in part) return name;
  return `${name}; filename="${quoted(part.fileName)}"\r\nContent-Type: ${mediaTypeOf(part.mediaType)}`;
}

// As browsers write it: a quote or line break in a name can end neither the value nor the header.
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function mediaTypeOf(text: string): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(text) ? text : 'application/octet-stream';
}

// A digest over all the content cannot occur inside it other than by a break of SHA-256.
function digestOf(parts: readonly Part[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part.name).update('\0');
    hash.update('value' in part ? part.value : part.content).update('\0');
  }
  return hash.digest('hex').slice(0, 40);
}
