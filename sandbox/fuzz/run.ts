// Throws random requests at the sandbox: each must end in a documented status and shape, and a refused one
// must leave no trace.
import { createHash } from 'node:crypto';
import { createRandom } from '../random.ts';
import { createSandbox, type Sandbox } from '../sandbox.ts';
import { requestMaker, type FuzzRequest } from './make-request.ts';
import { faultOf } from './shapes.ts';

export type FuzzReport = {
  requests: number;
  seed: string;
  seconds: number;
  byStatus: Record<string, number>;
  endpoints: number;
  tracesChecked: number;
  faults: string[];
};

const FAULTS_MAX = 20;
const START = 1_790_000_000_000;
// Comparing the whole world is slow, so only some refusals are compared.
const COMPARE_EVERY = 40;
// A fresh world now and then keeps lists from growing without end.
const RESET_EVERY = 20_000;

/** Runs so many requests; the same seed repeats them exactly. */
export async function fuzz({
  requests,
  seed,
}: {
  requests: number;
  seed: string;
}): Promise<FuzzReport> {
  const begin = performance.now();
  const post = () => Promise.resolve({ status: 200 });
  const options = { world: 'demo' as const, seed, limits: null, startAt: START, post };
  const sandbox = createSandbox(options);
  const maker = requestMaker(sandbox, createRandom(`${seed}:fuzz`));
  const byStatus = new Map<number, number>();
  const endpoints = new Set<string>();
  const faults: string[] = [];
  let tracesChecked = 0;
  for (let at = 0; at < requests && faults.length < FAULTS_MAX; at += 1) {
    if (at > 0 && at % RESET_EVERY === 0) sandbox.control.reset({ world: 'demo', seed });
    const each = maker.make();
    const isCompared = at % COMPARE_EVERY === 0 && each.request.method !== 'GET';
    const before = isCompared ? digest(sandbox) : '';
    const { status, fault, id } = await tried(sandbox, each);
    if (status === 201) maker.learn(each, id);
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    endpoints.add(`${each.request.method} ${each.route}`);
    if (fault !== null) faults.push(describe(at, each, fault));
    if (isCompared && status >= 400) {
      tracesChecked += 1;
      if (digest(sandbox) !== before) faults.push(describe(at, each, `${status} left a trace`));
    }
    sandbox.control.advanceClock({ ms: 7 });
  }
  sandbox.close();
  return {
    requests,
    seed,
    seconds: Math.round(performance.now() - begin) / 1000,
    byStatus: Object.fromEntries([...byStatus].sort(([a], [b]) => a - b)),
    endpoints: endpoints.size,
    tracesChecked,
    faults,
  };
}

async function tried(sandbox: Sandbox, { request, route, narrowed }: FuzzRequest) {
  try {
    const { status, headers, body } = await sandbox.handle(request);
    const isJson = headers['content-type']?.includes('json') ?? false;
    if (body.length > 0 && !isJson)
      return { status, fault: status === 200 ? null : 'bytes in an error' };
    const parsed = body.length === 0 ? undefined : JSON.parse(body.toString('utf8'));
    const fault = faultOf({ route, method: request.method, narrowed }, status, parsed);
    return { status, fault, id: parsed?.data?.id };
  } catch (error) {
    return {
      status: 0,
      fault: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

function digest(sandbox: Sandbox): string {
  return createHash('sha256').update(JSON.stringify(sandbox.control.exportWorld())).digest('hex');
}

function describe(at: number, { request }: FuzzRequest, fault: string): string {
  const body = request.body?.toString('utf8').slice(0, 300) ?? '';
  return `#${at} ${request.method} ${request.path.slice(0, 300)} ${body}: ${fault}`;
}
