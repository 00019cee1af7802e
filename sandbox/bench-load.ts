// The client half of the HTTP benchmark: a child process with keep-alive connections.
import { Pool } from 'undici';

type Order = { url: string; key: string; ids: string[]; user: string; seconds: number };

const CONNECTIONS = 16;

process.once('message', (order: Order) => {
  void answer(order);
});

async function answer(order: Order): Promise<void> {
  process.send?.(await load(order));
  process.disconnect();
}

async function load({ url, key, ids, user, seconds }: Order) {
  const root = new URL(url);
  const pool = new Pool(root.origin, { connections: CONNECTIONS });
  const headers = {
    authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
    'content-type': 'application/json',
  };
  const until = performance.now() + seconds * 1000;
  const times: number[] = [];
  let count = 0;
  let failed = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      const at = count;
      count += 1;
      const id = ids[at % ids.length];
      const isWrite = at % 5 === 0;
      const path = isWrite
        ? `/opportunities/${id}/addTags?perform_as=${user}`
        : `/opportunities/${id}`;
      const begin = performance.now();
      const reply = await pool.request({
        method: isWrite ? 'POST' : 'GET',
        path: `${root.pathname}${path}`,
        headers,
        body: isWrite ? JSON.stringify({ tags: [`bench ${at % 50}`] }) : null,
      });
      await reply.body.dump();
      times.push(performance.now() - begin);
      if (reply.statusCode >= 400) failed += 1;
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const took = (performance.now() - start) / 1000;
  await pool.close();
  times.sort((a, b) => a - b);
  return {
    requestsPerSecond: Math.round(count / took),
    requests: count,
    failed,
    p50Ms: Math.round((times[Math.floor(times.length / 2)] ?? 0) * 100) / 100,
    p99Ms: Math.round((times[Math.floor(times.length * 0.99)] ?? 0) * 100) / 100,
  };
}
