// A walk that knows nothing of Lever but its envelopes: it follows every list to its end and every id it
// meets to its own page, over plain HTTP.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { createSandbox, type Listening } from '../sandbox.ts';

const LISTS = [
  'opportunities',
  'postings',
  'users',
  'stages',
  'archive_reasons',
  'requisitions',
  'feedback_templates',
  'form_templates',
];
const BELOW = [
  'applications',
  'notes',
  'forms',
  'files',
  'resumes',
  'file_actions',
  'feedback',
  'interviews',
  'panels',
  'offers',
  'referrals',
];
const PAGES_MAX = 50;

type Reply = {
  status: number;
  type: string;
  body: { data?: unknown; hasNext?: boolean; next?: string };
};

const sandbox = createSandbox({ world: 300, seed: 'walk', limits: null });
let running: Listening;
before(async () => {
  running = await sandbox.listen();
});
after(() => running.close());

function get(path: string): Promise<Reply> {
  const headers = { authorization: `Basic ${btoa(`${running.apiKey}:`)}` };
  return new Promise((resolve, reject) => {
    const call = request(`${running.url}/${path}`, { headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Reply['body'];
        const type = incoming.headers['content-type'] ?? '';
        resolve({ status: incoming.statusCode ?? 0, type, body });
      });
    });
    call.on('error', reject);
    call.end();
  });
}

async function everyRow(path: string): Promise<{ id: string }[]> {
  const rows: { id: string }[] = [];
  let offset = '';
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { status, type, body } = await get(`${path}?limit=37${offset}`);
    assert.equal(status, 200, path);
    assert.match(type, /application\/json/);
    rows.push(...(body.data as { id: string }[]));
    if (body.hasNext !== true) return rows;
    offset = `&offset=${encodeURIComponent(body.next ?? '')}`;
  }
  throw new Error(`${path} never ends`);
}

test('every list ends, every row is met once and has a page of its own', async () => {
  let visited = 0;
  for (const path of LISTS) {
    const rows = await everyRow(path);
    assert.equal(new Set(rows.map((row) => row.id)).size, rows.length, path);
    for (const row of rows) {
      const { status, body } = await get(`${path}/${row.id}`);
      assert.equal(status, 200, `${path}/${row.id}`);
      assert.equal((body.data as { id: string }).id, row.id);
      visited += 1;
    }
  }
  assert.ok(visited > 300);
});

test('everything below an opportunity is a list that ends', async () => {
  for (const { id } of (await everyRow('opportunities')).slice(0, 25)) {
    for (const below of BELOW) await everyRow(`opportunities/${id}/${below}`);
  }
});
