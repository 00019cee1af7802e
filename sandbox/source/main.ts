// The source as a process of its own: it is told where to report by one line on standard input, plays its touches,
// listens for pauses, and tells what happens by JSON lines on standard output. It ends when its input ends.

import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { generatePeople } from './generate-people.ts';
import { heldHumans } from './held-humans.ts';
import { planTouches } from './plan-touches.ts';
import { playTouches } from './play-touches.ts';
import { postTouches } from './post-touches.ts';
import { hitSources, soughtJobs } from './people.ts';
import { openReceiver } from './receive-webhooks.ts';

interface Orders {
  url: string;
  apiKey: string;
  /** Of the webhook endpoint, as its maker showed it. */
  webhookSecret: string;
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: 'demo' },
    hits: { type: 'string', default: '500' },
    share: { type: 'string', default: '0.6' },
    'starts-at': { type: 'string', default: '2026-04-06T09:00:00Z' },
    'batch-size': { type: 'string', default: '25' },
    'pause-ms': { type: 'string', default: '150' },
  },
});

const population = generatePeople({ seed: values.seed, hitCount: Number(values.hits) });
const touches = planTouches(population, {
  seed: values.seed,
  startsAt: new Date(values['starts-at']),
  share: Number(values.share),
});
const held = heldHumans(population);
const receiver = await openReceiver(({ body, receivedAt }) => {
  const order = held.take(body);
  if (order !== undefined) tell({ event: 'held', ...order, receivedAt: receivedAt.toISOString() });
});
tell({
  event: 'ready',
  webhookUrl: receiver.url,
  touches: touches.length,
  humans: population.humans.length,
  sources: hitSources,
  jobs: soughtJobs,
});

const lines = createInterface({ input: process.stdin });
let isPlaying = false;
lines.on('line', (line) => {
  if (isPlaying) return;
  isPlaying = true;
  play(JSON.parse(line) as Orders).catch((error: unknown) => {
    tell({ event: 'failed', because: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
    lines.close();
  });
});
lines.on('close', () => {
  receiver.close().then(
    () => process.exit(),
    () => process.exit(1),
  );
});

async function play(orders: Orders): Promise<void> {
  receiver.trust(orders.webhookSecret);
  const pauseMs = Number(values['pause-ms']);
  const counts = await playTouches({
    touches,
    batchSize: Number(values['batch-size']),
    repeatEvery: 7,
    isHeld: (humanKey) => held.has(humanKey),
    post: (bodies) => postTouches(orders, bodies),
    afterBatch: async (soFar) => {
      tell({ event: 'progress', ...soFar, held: held.count() });
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    },
  });
  tell({ event: 'done', ...counts, held: held.count() });
}

function tell(fact: object): void {
  process.stdout.write(`${JSON.stringify(fact)}\n`);
}
