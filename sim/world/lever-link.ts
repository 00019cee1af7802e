// The network between our processes and the sandbox: latency, and every way in which a request or its answer gets lost.

import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { SandboxResponse } from '../../sandbox/wire/message.ts';
import {
  TransportFailure,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '../../src/adapters/lever/transport.ts';
import type { Random } from '../../sandbox/random.ts';
import type { Process } from '../engine/process.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { FaultName } from './fault-names.ts';
import type { Faults } from './faults.ts';

/** One request as it went by, for the checks. */
export interface LeverCall {
  atMs: number;
  process: string;
  method: string;
  path: string;
  body: unknown;
  fate: string;
  /** When the sandbox took it in; null where it never did (yet). */
  arrivedMs: number | null;
  /** What the sandbox answered, whether or not that came back. */
  status: number | null;
  /** It showed the account as of some time ago. */
  isStale: boolean;
}

export interface LinkOptions {
  sandbox: Sandbox;
  scheduler: Scheduler;
  faults: Faults;
  random: Random;
  pageRows: number;
  calls: LeverCall[];
  /** Before a request leaves; what it returns is awaited while nothing else runs. */
  beforeSend(call: LeverCall): Promise<void>;
  /** Told of what the sandbox did, before anybody else knows. */
  afterApplied(call: LeverCall, body: Buffer): void;
}

type Fate = Exclude<
  Extract<FaultName, `lever.${string}`>,
  'lever.stale' | 'lever.slow' | 'lever.pageExpired'
>;

const fates: readonly Fate[] = [
  'lever.refused',
  'lever.tooMany',
  'lever.errorBefore',
  'lever.errorAfter',
  'lever.requestLost',
  'lever.replyLost',
  'lever.timeoutBefore',
  'lever.timeoutAfter',
  'lever.appliedLate',
];

/** Nothing is applied later than this: the engine's waits are built on such a bound. */
const lateMsMax = 20_000;
const lagMsMax = 60_000;

/** The transport of one process. */
export function transportOf(options: LinkOptions, process: Process): Transport {
  const { scheduler, faults, random, calls } = options;
  return async (request) => {
    await scheduler.point(process, `calls ${request.method} ${pathOf(request.url)}`);
    const call = callOf(options, process, request);
    calls.push(call);
    await options.beforeSend(call);
    const fate = fates.find((name) => faults.strikes(name)) ?? null;
    call.fate = fate ?? 'answered';
    const isSlow = faults.strikes('lever.slow');
    const latencyMs = Math.floor(
      isSlow ? 2_000 + 9_000 * faults.shape('lever.slow') : 20 + 180 * random.next(),
    );
    const answer = await travel(options, { process, request, call, fate, latencyMs });
    return answer;
  };
}

interface Trip {
  process: Process;
  request: TransportRequest;
  call: LeverCall;
  fate: Fate | null;
  latencyMs: number;
}

async function travel(options: LinkOptions, trip: Trip): Promise<TransportResponse> {
  const { scheduler } = options;
  const { process, request, call, fate, latencyMs } = trip;
  return await new Promise<TransportResponse>((resolve, reject) => {
    let isOver = false;
    const end = (label: string, settle: () => void): void => {
      if (isOver) return;
      isOver = true;
      request.signal.removeEventListener('abort', giveUp);
      void scheduler.point(process, label).then(settle);
    };
    const cut = (): void =>
      end('loses the connection', () =>
        reject(new TransportFailure('afterSending', 'cut (simulated)')),
      );
    const giveUp = (): void =>
      end('gives up waiting', () =>
        reject(new TransportFailure('afterSending', 'time is up (simulated)')),
      );
    request.signal.addEventListener('abort', giveUp, { once: true });
    const back = (response: TransportResponse): void => {
      scheduler.after(latencyMs, `lever answers ${response.status}`, () =>
        end('has an answer', () => resolve(response)),
      );
    };
    if (fate === 'lever.refused') {
      end('is refused', () =>
        reject(new TransportFailure('beforeSending', 'connection refused (simulated)')),
      );
      return;
    }
    if (fate === 'lever.appliedLate') {
      const lateMs = Math.floor(lateMsMax * options.faults.shape('lever.appliedLate'));
      scheduler.after(lateMs, 'lever applies late', () => void apply(options, trip));
      scheduler.after(latencyMs, 'the connection is cut', cut);
      return;
    }
    scheduler.after(latencyMs, `lever takes in ${call.method} ${call.path}`, () => {
      void arrive(options, trip).then((arrived) => {
        if (arrived === 'cut') scheduler.after(latencyMs, 'the connection is cut', cut);
        else if (arrived !== 'silence') back(arrived);
        return undefined;
      });
    });
  });
}

/** What the sandbox's side does with a request that has come in. */
async function arrive(
  options: LinkOptions,
  trip: Trip,
): Promise<TransportResponse | 'cut' | 'silence'> {
  switch (trip.fate) {
    case 'lever.tooMany':
      return refusal(429, 'TooManyRequests');
    case 'lever.errorBefore':
      return refusal(503, 'ServiceUnavailable');
    case 'lever.requestLost':
      return 'cut';
    case 'lever.timeoutBefore':
      return 'silence';
    case 'lever.errorAfter':
      await apply(options, trip);
      return refusal(500, 'InternalError');
    case 'lever.replyLost':
      await apply(options, trip);
      return 'cut';
    case 'lever.timeoutAfter':
      await apply(options, trip);
      return 'silence';
    case 'lever.refused':
    case 'lever.appliedLate':
    case null:
      return await apply(options, trip);
  }
}

async function apply(options: LinkOptions, { request, call }: Trip): Promise<TransportResponse> {
  const { sandbox, scheduler, faults } = options;
  call.arrivedMs = scheduler.nowMs();
  // A form of several parts is read as a stream.
  if (request.headers['content-type']?.startsWith('multipart') === true) scheduler.linger(12);
  const { pathname, search } = new URL(request.url);
  const isStale = request.method === 'GET' && faults.strikes('lever.stale');
  const lag = isStale
    ? sandbox.control.addFault({
        kind: 'stale',
        lagMs: Math.floor(lagMsMax * faults.shape('lever.stale')),
      })
    : null;
  const asked = sandbox.handle({
    method: request.method,
    path: pathname + pagedSearch(options, search),
    headers: { ...request.headers },
    body: request.body === null ? undefined : Buffer.from(request.body),
  });
  if (lag !== null) sandbox.control.removeFault({ id: lag.id });
  const response: SandboxResponse = await asked;
  call.status = response.status;
  call.isStale = isStale;
  options.afterApplied(call, response.body);
  return { status: response.status, headers: response.headers, body: response.body };
}

/** Short pages, and now and then a token that has run out. */
function pagedSearch({ pageRows, faults }: LinkOptions, search: string): string {
  const query = new URLSearchParams(search);
  const limit = Number(query.get('limit') ?? '0');
  if (limit > pageRows) query.set('limit', String(pageRows));
  if (query.has('offset') && faults.strikes('lever.pageExpired')) query.set('offset', 'expired');
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function callOf(options: LinkOptions, process: Process, request: TransportRequest): LeverCall {
  return {
    atMs: options.scheduler.nowMs(),
    process: process.name,
    method: request.method,
    path: pathOf(request.url),
    body: bodyOf(request),
    fate: 'answered',
    arrivedMs: null,
    status: null,
    isStale: false,
  };
}

function bodyOf({ body, headers }: TransportRequest): unknown {
  if (body === null || headers['content-type'] !== 'application/json') return null;
  return JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
}

function pathOf(url: string): string {
  return new URL(url).pathname.replace(/^\/v1/u, '');
}

function refusal(status: number, code: string): TransportResponse {
  const body = Buffer.from(JSON.stringify({ code, message: 'simulated' }));
  return { status, headers: { 'content-type': 'application/json' }, body };
}
