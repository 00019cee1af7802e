// The guide is true: every example in docs/api.md is sent as it stands and answered as it says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { embeddedDatabase } from '../../test/databases.ts';
import { openApi } from './api.fixture.ts';
import type { Call } from './api.fixture.ts';

const guide = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');

interface Example {
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  call: Call;
}

function examples(): Example[] {
  const blocks = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  const commands = blocks.flatMap((block) =>
    block.split(/^(?=curl )/m).filter((one) => one !== ''),
  );
  return commands.map((command) => {
    const method = (/-X (\w+)/.exec(command)?.[1] ?? 'GET') as Example['method'];
    const url = /"?\$URL([^"\s]*)"?/.exec(command)?.[1] ?? assert.fail(command);
    const type = /content-type: ([\w/-]+)/.exec(command)?.[1];
    const content = /(?:-d|--data-binary) '([\s\S]*)'/.exec(command)?.[1];
    assert.match(command, /authorization: Bearer \$KEY/);
    if (type === undefined || content === undefined) return { method, url, call: {} };
    return { method, url, call: { raw: { type, content } } };
  });
}

embeddedDatabase((open) => {
  test('every example of the guide is answered with success', async () => {
    const api = await openApi(await open());
    const found = examples();
    assert.ok(found.length >= 12);
    for (const { method, url, call } of found) {
      const answer = await api.call(method, url, call);
      assert.ok(answer.status === 200 || answer.status === 201, `${method} ${url}: ${answer.text}`);
      assert.ok(!answer.text.includes('"result":"rejected"'), answer.text);
    }
    const status = await api.call('GET', '/v1/status');
    assert.deepEqual([status.body.profiles, status.body.touches], [3, 3]);
    await api.close();
  });

  test('every path the guide names is in the served document', async () => {
    const api = await openApi(await open());
    const document = (await api.call('GET', '/openapi.json')).body as { paths: object };
    const named = [...guide.matchAll(/`(?:GET|POST|PUT|DELETE) (\/v1\/[\w/{}.-]+)/g)];
    assert.ok(named.length >= 5);
    for (const [, path] of named) assert.ok((path ?? '') in document.paths, path);
    await api.close();
  });
});
