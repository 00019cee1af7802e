// How much a first visit loads: the page, and every script and style that it names, packed as a proxy packs them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('../../web/dist', import.meta.url));
const shellBytesMax = 250_000;

test('the shell stays within 250 kB on the wire', () => {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const files = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/gu)].map((match) => match[1]);
  assert.ok(files.length >= 2, 'the page names its scripts and styles');
  const packed = ['index.html', ...files].map((file) => {
    return { file, bytes: gzipSync(readFileSync(join(folder, file ?? ''))).length };
  });
  const sum = packed.reduce((total, each) => total + each.bytes, 0);
  assert.ok(sum <= shellBytesMax, `${sum} bytes: ${JSON.stringify(packed)}`);
});
