// The sandbox put together: an emulated account behind a door, with a control side and a listener.
import type { Account } from './account.ts';
import { ROUTES } from './api/routes.ts';
import { steeredClock, type SandboxClock, type SteeredClock } from './clock.ts';
import { createControl, type Control } from './control/control.ts';
import { controlHandler } from './control/over-http.ts';
import { createFaults } from './control/fault-rules.ts';
import { createRequestLog } from './control/request-log.ts';
import { pass, type Door } from './door.ts';
import { postOverNetwork } from './hooks/post.ts';
import { createSender, type Post, type Sender } from './hooks/sender.ts';
import { withPage } from './page/serve-page.ts';
import { createRandom } from './random.ts';
import { createLimiter, DEFAULT_LIMITS, type LimiterSettings } from './wire/limiter.ts';
import { listen } from './wire/listen.ts';
import type { SandboxRequest, SandboxResponse } from './wire/message.ts';
import { fetchThrough, type FetchLike } from './wire/fetch.ts';
import { createRouter } from './wire/route.ts';
import { buildWorld, type WorldSize } from './world/build.ts';
import { keepInFolder } from './world/keep-in-folder.ts';
import { hasWorld } from './world/store.ts';
import { switchesWith, type Switches } from './world/switches.ts';

export type SandboxOptions = {
  /** `empty`, `demo`, or a number of candidates. */
  world?: WorldSize;
  seed?: string | number;
  /** Time from outside; without it the sandbox keeps its own, steerable by the control side. */
  clock?: SandboxClock;
  /** Start of virtual time; without it (and without a clock) time is real. */
  startAt?: number;
  /** Numbers in [0, 1) from outside instead of the seed. */
  random?: () => number;
  /** Sends webhooks; the network by default. */
  post?: Post;
  /** The rate limit; null switches it off. */
  limits?: LimiterSettings | null;
  switches?: Partial<Switches>;
  /** Whether webhook events start switched on; off is what new accounts have. */
  webhooksOn?: boolean;
  /** Keeps the world here; an existing one is loaded and `world` is not looked at. */
  folder?: string;
  /** Where links to candidates point; `page` means the sandbox's own page once it listens. */
  webUrl?: string;
  apiUrl?: string;
};

export type Listening = { url: string; controlUrl: string; apiKey: string; close(): Promise<void> };

export type Sandbox = {
  /** One request in, one reply out, under the same key, limit and fault rules as on a port. */
  handle(request: SandboxRequest): Promise<SandboxResponse>;
  /** The same, shaped like `fetch`; any host is answered. */
  fetch: FetchLike;
  control: Control;
  /** The control API as a handler, for mounting elsewhere. */
  handleControl(request: SandboxRequest): Promise<SandboxResponse>;
  apiKey: string;
  listen(wish?: { port?: number; controlPort?: number; host?: string }): Promise<Listening>;
  /** Stops timers and saves what is kept in a folder. */
  close(): void;
};

// What Lever's own replies carry; clients parse candidate links by it.
const WEB_URL = 'https://hire.lever.co';

/** Makes a sandbox; nothing listens until `listen`. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const seed = String(options.seed ?? 1);
  const steered: SteeredClock | null = options.clock ? null : steeredClock(options.startAt);
  const clock = options.clock ?? (steered as SteeredClock);
  const chance = (stream: string) => createRandom(options.random ?? `${seed}:${stream}`);
  const faults = createFaults(chance('faults'));
  const log = createRequestLog();
  const limiter = createLimiter(options.limits === undefined ? DEFAULT_LIMITS : options.limits);
  let sender: Sender | null = null;
  const account: Account = {
    world: buildWorld({ size: 'empty', seed, now: clock.now() }),
    clock,
    ids: chance('ids'),
    deliveryIds: chance('deliveries'),
    switches: switchesWith(options.switches),
    urls: {
      web: options.webUrl === undefined || options.webUrl === 'page' ? WEB_URL : options.webUrl,
      api: options.apiUrl ?? 'https://api.lever.co/v1',
    },
    emit: (happening) => sender?.emit(happening),
  };
  sender = createSender(account, {
    post: options.post ?? postOverNetwork,
    fateOf: (event) => faults.forWebhook(event, clock.now()),
  });
  const door: Door = {
    account,
    router: createRouter(ROUTES),
    limiter,
    faults,
    log,
    changes: 0,
    keeper: null,
  };
  const control = createControl({ door, sender, steered, defaults: { ...options, seed } });
  const stopKeeping = startWorld({ door, control, options, seed });
  const close = (): void => {
    steered?.stop();
    stopKeeping();
  };
  const handle = (request: SandboxRequest): Promise<SandboxResponse> => pass(door, request);
  const handleControl = withPage(controlHandler(control));
  const apiKey = firstKey(account);
  return {
    handle,
    fetch: fetchThrough(handle),
    control,
    handleControl,
    apiKey,
    listen: async ({ port, controlPort, host } = {}) => {
      const api = await listen(handle, { port, host });
      const side = await listen(handleControl, { port: controlPort, host });
      if (options.webUrl === 'page') account.urls.web = side.url;
      return {
        url: `${api.url}/v1`,
        controlUrl: side.url,
        apiKey,
        close: async () => {
          await Promise.all([api.close(), side.close()]);
          close();
        },
      };
    },
    close,
  };
}

/** Fills the account from the folder or from the generator; the returned function stops saving. */
function startWorld(wish: {
  door: Door;
  control: Control;
  options: SandboxOptions;
  seed: string;
}): () => void {
  const { door, control, options, seed } = wish;
  const { folder } = options;
  if (folder === undefined || !hasWorld(folder)) {
    control.reset({ world: options.world ?? 'empty', seed });
  } else control.loadWorld({ folder });
  if (folder === undefined) return () => undefined;
  const keeper = keepInFolder({
    folder,
    world: () => door.account.world,
    ids: () => door.account.ids.state(),
    switches: () => door.account.switches,
    isStored: hasWorld(folder),
  });
  door.keeper = keeper;
  return () => keeper.stop();
}

function firstKey(account: Account): string {
  for (const key of account.world.apiKeys.values()) return key.secret;
  throw new Error('the account has no API key');
}
