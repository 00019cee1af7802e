// `npm run generate`: writes the files that follow from other files. A test fails while they are stale.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { openMemoryDatabase } from './db/connect.ts';
import { renderTables } from './db/generate-tables.ts';
import { migrate } from './db/migrate.ts';
import { renderConfigurationPage, renderEnvExample } from './settings-text.ts';

const memory = await openMemoryDatabase();
await migrate(memory.db);
writeFileSync('src/db/tables.ts', await renderTables(memory.db));
await memory.close();
writeFileSync('.env.example', renderEnvExample());
writeFileSync('docs/configuration.md', renderConfigurationPage());
spawnSync('oxfmt', ['src/db/tables.ts', 'docs/configuration.md'], { stdio: 'inherit' });
