// The page is served whole: every file that one of its files names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPage } from './serve-page.ts';

const handle = withPage(() => Promise.resolve({ status: 404, headers: {}, body: Buffer.alloc(0) }));

async function served(path: string): Promise<string> {
  const { status, body } = await handle({ method: 'GET', path, headers: {} });
  assert.equal(status, 200, path);
  return body.toString('utf8');
}

test('every script and style the page names is served, and nothing comes from elsewhere', async () => {
  const seen = new Set(['/']);
  for (const path of seen) {
    const content = await served(path);
    assert.doesNotMatch(content, /https?:\/\//);
    for (const [, named] of content.matchAll(/(?:from '\.|href="|src=")(\/[\w.]+)['"]/g)) {
      if (named) seen.add(named);
    }
  }
  assert.ok(seen.size >= 9, [...seen].join(' '));
});

test('the address of a candidate opens the page', async () => {
  assert.equal(await served('/candidates/some-id'), await served('/'));
});
