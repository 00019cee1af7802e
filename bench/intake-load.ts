// Load for the intake benchmark: prepared bodies over a fixed number of connections, each waiting for its answer.

import { Pool } from 'undici';

export interface Load {
  url: string;
  key: string;
  path: '/v1/profiles' | '/v1/touches';
  /** Body number n; made before the clock starts. */
  bodies: readonly string[];
  itemsPerBody: number;
  connections: number;
}

export interface LoadFigures {
  eventsPerSecond: number;
  requests: number;
  p50Ms: number;
  p99Ms: number;
  seconds: number;
}

/** Sends every body once. Throws where an answer is not 200 or 201. */
export async function sendLoad(load: Load): Promise<LoadFigures> {
  const pool = new Pool(load.url, { connections: load.connections, pipelining: 1 });
  const headers = { authorization: `Bearer ${load.key}`, 'content-type': 'application/json' };
  const times: number[] = [];
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < load.bodies.length) {
      const body = load.bodies[next] ?? '';
      next += 1;
      const sentAt = performance.now();
      const answer = await pool.request({ path: load.path, method: 'POST', headers, body });
      const text = await answer.body.text();
      if (answer.statusCode > 201) throw new Error(`${answer.statusCode}: ${text.slice(0, 300)}`);
      times.push(performance.now() - sentAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: load.connections }, send));
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.close();
  times.sort((a, b) => a - b);
  const share = (part: number): number => round(times[Math.floor(times.length * part)] ?? 0);
  return {
    eventsPerSecond: Math.round((load.bodies.length * load.itemsPerBody) / seconds),
    requests: times.length,
    p50Ms: share(0.5),
    p99Ms: share(0.99),
    seconds: round(seconds),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
