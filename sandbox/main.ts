// `npm run sandbox`: a Lever-compatible sandbox on a port, for any client.
import { parseArgs } from 'node:util';
import { createSandbox } from './sandbox.ts';
import type { WorldSize } from './world/build.ts';

const HELP = `A sandbox that answers like the Lever v1 API. Not affiliated with Lever.

  npm run sandbox -- [options]

  --port N          port of the API (0: any free one)            default 8090
  --control-port N  port of the control side and the web page     default: any free one
  --host H          address to listen on                          default 127.0.0.1
  --world W         empty, demo, or a number of candidates        default demo
  --seed S          the same seed gives the same world            default 1
  --folder F        keep the data in a folder across restarts      default: in memory
  --webhooks on|off whether webhook events start switched on      default: on for demo
  --local-links     links to candidates open the page of the sandbox
  --no-limit        switch the rate limit off
  --json            print one line {"url","controlUrl","apiKey"} when ready
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8090' },
    'control-port': { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    world: { type: 'string', default: 'demo' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string' },
    webhooks: { type: 'string' },
    'local-links': { type: 'boolean', default: false },
    'no-limit': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await start();

async function start(): Promise<void> {
  const sandbox = createSandbox({
    world: worldOf(values.world),
    seed: values.seed,
    ...(values.webhooks === undefined ? {} : { webhooksOn: values.webhooks === 'on' }),
    ...(values.folder === undefined ? {} : { folder: values.folder }),
    ...(values['local-links'] ? { webUrl: 'page' } : {}),
    ...(values['no-limit'] ? { limits: null } : {}),
  });
  const running = await sandbox.listen({
    port: Number(values.port),
    controlPort: Number(values['control-port']),
    host: values.host,
  });
  const { url, controlUrl, apiKey } = running;
  if (values.json) process.stdout.write(`${JSON.stringify({ url, controlUrl, apiKey })}\n`);
  else {
    process.stdout.write(
      `API      ${url}\nControl  ${controlUrl} (open it in a browser)\nAPI key  ${apiKey}\n`,
    );
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void running.close().then(() => process.exit(0));
    });
  }
}

function worldOf(text: string): WorldSize {
  return text === 'empty' || text === 'demo' ? text : Number(text);
}
