// The server of the intake benchmark: the API alone in its own process, without workers.
// Arguments: the folder for the data, and the address of a Postgres server or nothing.

import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import { systemClock } from '../src/adapters/clock/system-clock.ts';
import { sheetFiles } from '../src/adapters/csv/sheet-files.ts';
import { systemChance, systemIds } from '../src/adapters/ids/system-ids.ts';
import { pinoLog } from '../src/adapters/log/pino-log.ts';
import { signInAtHand } from '../src/http/sign-in.fixture.ts';
import { aesSealer } from '../src/adapters/sealer/aes-sealer.ts';
import { Secret } from '../src/core/secret.ts';
import { openDatabase } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { createApiKey } from '../src/flows/create-api-key.ts';
import type { Deps } from '../src/flows/deps.ts';
import { buildServer } from '../src/http/server.ts';

const [folder = '', databaseUrl] = process.argv.slice(2);
const clock = systemClock();
const database = await openDatabase({
  dataDir: folder,
  ...(databaseUrl === undefined ? {} : { databaseUrl: new Secret(databaseUrl) }),
  connectWithinMs: 10_000,
  sleep: (ms) => clock.sleep(ms),
});
await migrate(database.db);
const unreached = (): never => {
  throw new Error('The intake reaches no outside system.');
};
const deps: Deps = {
  db: database.db,
  clock,
  ids: systemIds(clock),
  chance: systemChance(),
  log: pinoLog({ level: 'error' }),
  sealer: aesSealer(randomBytes(32)),
  lever: new Proxy({} as Deps['lever'], { get: unreached }),
  webhooks: { send: unreached },
  wake() {},
};
const workspaceId = deps.ids.next();
await sql`
  insert into workspaces (id, slug, name, created_at)
  values (${workspaceId}, ${`bench-${randomUUID()}`}, 'Bench', ${clock.now()})`.execute(
  database.db,
);
const made = await createApiKey(deps, {
  workspaceId,
  name: 'bench',
  scopes: ['intake', 'read'],
  actor: 'cli',
});
const sheets = sheetFiles({ folder: join(folder, 'imports'), bytesMax: 1024 * 1024 * 1024 });
const app = await buildServer(
  { ...deps, sheets, ...signInAtHand() },
  { databaseKind: database.kind },
);
await app.listen({ host: '127.0.0.1', port: 0 });
const { port } = app.server.address() as AddressInfo;
process.once('message', () => {
  void app
    .close()
    .then(() => database.close())
    .then(() => process.exit(0));
});
process.send?.({ url: `http://127.0.0.1:${port}`, key: made.key.reveal() });
