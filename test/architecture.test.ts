// The folder list is the architecture: who may import what, where time and chance may enter, how long a file may be.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

interface Rule {
  /** Own folders that may be imported. */
  folders: readonly string[];
  /** npm packages; node: built-ins are listed apart. */
  packages: readonly string[];
  builtins: readonly string[] | 'any';
}

const nothing = { folders: [], packages: [], builtins: [] } as const satisfies Rule;

// A folder that is not here fails the test. `src` is the composition root: program.ts and its neighbours.
const rules: Readonly<Record<string, Rule>> = {
  'src/core': nothing,
  'src/core/people': {
    ...nothing,
    folders: ['src/core'],
    packages: ['libphonenumber-js', 'tldts', 'any-ascii'],
  },
  'src/core/outreach': {
    ...nothing,
    folders: ['src/core'],
    packages: ['temporal-polyfill', 'liquidjs', 'tldts'],
  },
  'src/ports': { ...nothing, folders: ['src/core'] },
  'src/ports/contracts': {
    folders: ['src/core', 'src/ports'],
    packages: [],
    builtins: ['assert/strict', 'test'],
  },
  'src/db': {
    folders: ['src/core', 'src/ports'],
    packages: ['kysely', 'pg', '@electric-sql/pglite'],
    builtins: 'any',
  },
  'src/engine': {
    folders: ['src/ports', 'src/db', 'src/core'],
    packages: ['kysely'],
    builtins: ['crypto'],
  },
  'src/flows': {
    folders: ['src/core', 'src/ports', 'src/db', 'src/engine'],
    packages: ['kysely'],
    builtins: ['crypto', 'net'],
  },
  'src/adapters': {
    folders: ['src/core', 'src/ports'],
    packages: ['zod', 'undici', 'pino', 'csv-parse', 'standardwebhooks', 'date-holidays'],
    builtins: 'any',
  },
  'src/adapters/smtp': {
    folders: ['src/core', 'src/ports'],
    packages: ['nodemailer'],
    builtins: 'any',
  },
  'src/adapters/imap': {
    folders: ['src/core', 'src/ports'],
    packages: ['imapflow'],
    builtins: 'any',
  },
  'src/adapters/mime': {
    folders: ['src/core', 'src/ports'],
    packages: ['postal-mime'],
    builtins: 'any',
  },
  'src/adapters/oidc': {
    folders: ['src/core', 'src/ports'],
    packages: ['openid-client'],
    builtins: 'any',
  },
  'src/adapters/passkeys': {
    folders: ['src/core', 'src/ports'],
    packages: ['@simplewebauthn/server'],
    builtins: 'any',
  },
  'src/http': {
    folders: ['src/core', 'src/ports', 'src/db', 'src/flows', 'src/engine'],
    packages: [
      'fastify',
      '@fastify/cookie',
      '@fastify/static',
      '@fastify/swagger',
      'fastify-type-provider-zod',
      'zod',
      'prom-client',
      '@fastify/busboy',
      'kysely',
      'csv-parse',
    ],
    builtins: 'any',
  },
  'src/cli': {
    folders: ['src/core', 'src/ports', 'src/db', 'src/flows', 'src/engine'],
    packages: ['commander', 'undici', 'kysely', 'csv-parse'],
    builtins: 'any',
  },
  'src/demo': {
    folders: ['src/core', 'src/ports', 'src/db', 'src/flows', 'src/engine', 'src/cli', 'src'],
    packages: ['kysely', 'undici'],
    builtins: 'any',
  },
  src: {
    folders: [
      'src/core',
      'src/ports',
      'src/db',
      'src/engine',
      'src/flows',
      'src/adapters',
      'src/http',
      'src/cli',
      'src/demo',
    ],
    packages: ['zod'],
    builtins: 'any',
  },
  sandbox: { folders: [], packages: ['@fastify/busboy', 'undici', 'zod'], builtins: 'any' },
};

/** These stand outside the rules: they drive everything. */
const unruled = ['test', 'bench', 'sim'];

interface Source {
  path: string;
  text: string;
}

function isTest(path: string): boolean {
  return /\.(?:test|contract|fixture)\.ts$/u.test(path) || path.includes('/contracts/');
}

const sources: Source[] = globSync([
  'src/**/*.ts',
  'sandbox/**/*.ts',
  'test/**/*.ts',
  'bench/**/*.ts',
  'sim/**/*.ts',
])
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }))
  .toSorted((one, two) => (one.path < two.path ? -1 : 1));
const ruled = sources.filter(
  (source) => !isTest(source.path) && !unruled.includes(source.path.split('/')[0] ?? ''),
);

/** The innermost folder with a rule. */
function roomOf(path: string): string | undefined {
  const home = dirname(path);
  if (home === 'src') return 'src';
  let folder = home;
  // A new folder straight under src is not part of the composition root: it needs a line of its own.
  while (folder !== '.' && folder !== 'src') {
    if (folder in rules) return folder;
    folder = dirname(folder);
  }
  return undefined;
}

function importsOf(text: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)[^;'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gu;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? '');
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

function offence(source: Source, specifier: string): string | null {
  const room = roomOf(source.path);
  const rule = room === undefined ? undefined : rules[room];
  if (room === undefined || rule === undefined)
    return `${source.path} is in a folder that nobody declared`;
  const refuse = `${source.path} may not import ${specifier}`;
  if (specifier.startsWith('node:')) {
    return rule.builtins === 'any' || rule.builtins.includes(specifier.slice(5)) ? null : refuse;
  }
  if (!specifier.startsWith('.'))
    return rule.packages.includes(packageOf(specifier)) ? null : refuse;
  const target = normalize(join(dirname(source.path), specifier));
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return refuse;
  if (room.startsWith('src/adapters') && target.startsWith('src/adapters/')) {
    return target.split('/')[2] === source.path.split('/')[2] ? null : refuse;
  }
  const isOwn = targetRoom === room || targetRoom.startsWith(`${room}/`);
  return (isOwn && room !== 'src') ||
    targetRoom === room ||
    rule.folders.some((folder) => targetRoom === folder || targetRoom.startsWith(`${folder}/`))
    ? null
    : refuse;
}

test('there are files to look at', () => {
  assert(ruled.length > 150, `saw ${ruled.length} files`);
});

test('every folder imports only what it may', () => {
  const offences = ruled.flatMap((source) =>
    importsOf(source.text).flatMap((specifier) => offence(source, specifier) ?? []),
  );
  assert.deepEqual([...new Set(offences)], []);
});

test('the rule finds an import that is not allowed', () => {
  assert.notEqual(offence({ path: 'src/core/people/x.ts', text: '' }, '../../db/connect.ts'), null);
  assert.notEqual(offence({ path: 'src/adapters/lever/x.ts', text: '' }, '../csv/cells.ts'), null);
  assert.notEqual(offence({ path: 'sandbox/x.ts', text: '' }, '../src/core/assert.ts'), null);
  assert.notEqual(offence({ path: 'src/helpers/x.ts', text: '' }, './y.ts'), null);
  assert.equal(offence({ path: 'src/flows/x.ts', text: '' }, '../db/connect.ts'), null);
});

// Where each may stand; everywhere else it comes in as an argument.
const homes: readonly { token: RegExp; name: string; homes: readonly string[] }[] = [
  { token: /\bprocess\.env\b/u, name: 'process.env', homes: ['src/program.ts'] },
  { token: /\bDate\.now\(/u, name: 'Date.now(', homes: ['src/adapters/clock/', 'sandbox/'] },
  { token: /\bnew Date\(\)/u, name: 'new Date()', homes: ['src/adapters/clock/', 'sandbox/'] },
  { token: /\bMath\.random\(/u, name: 'Math.random(', homes: ['sandbox/'] },
  { token: /\brandomUUID\(/u, name: 'randomUUID(', homes: ['src/adapters/ids/', 'sandbox/'] },
  {
    token: /(?<![.\w])fetch\(/u,
    name: 'fetch(',
    homes: ['src/demo/', 'src/cli/remote-server.ts', 'sandbox/'],
  },
  {
    token: /(?<![.\w])setTimeout\(/u,
    name: 'setTimeout(',
    homes: ['src/adapters/', 'sandbox/', 'src/demo/', 'src/http/'],
  },
  { token: /(?<![.\w])setInterval\(/u, name: 'setInterval(', homes: ['sandbox/'] },
];

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//gu, '').replace(/(^|\s)\/\/.*$/gmu, '$1');
}

test('time, chance, the network and the environment enter in one place each', () => {
  const found = ruled.flatMap(({ path, text }) => {
    const code = withoutComments(text);
    return homes
      .filter((each) => each.token.test(code) && !each.homes.some((home) => path.startsWith(home)))
      .map((each) => `${path} uses ${each.name}`);
  });
  assert.deepEqual(found, []);
});

const linesMax = { code: 400, test: 500 };
const generated = ['src/db/tables.ts'];

test('no file holds more than one idea can need', () => {
  const long = sources
    .filter(({ path }) => !generated.includes(path))
    .filter(({ path, text }) => text.split('\n').length > linesMax[isTest(path) ? 'test' : 'code'])
    .map(({ path, text }) => `${path}: ${text.split('\n').length} lines`);
  assert.deepEqual(long, []);
});

test('every file opens with what it is for', () => {
  const silent = sources
    .filter(({ path }) => !isTest(path))
    .filter(({ text }) => !/^(?:#!.*\n)?\/\//u.test(text))
    .map(({ path }) => path);
  assert.deepEqual(silent, []);
});

test('no folder or file has a name that says nothing', () => {
  const empty = /(?:^|\/)(?:utils?|helpers?|common|managers?|services?|lib|misc)(?:\/|\.ts$)/u;
  assert.deepEqual(
    sources.filter(({ path }) => empty.test(path)).map(({ path }) => path),
    [],
  );
});

test('the architecture page names only what is there', () => {
  const page = readFileSync('ARCHITECTURE.md', 'utf8');
  const named = [...page.matchAll(/`((?:src|sandbox|bench|test)\/[\w./*-]*)`/gu)].map(
    (match) => match[1] ?? '',
  );
  assert(named.length > 10);
  const missing = named.filter((pattern) => globSync(pattern).length === 0);
  assert.deepEqual(missing, []);
});
