// What is installed: permissive licences, one source, no script of others run at installation, nothing known to be bad.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

interface Locked {
  version?: string;
  license?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  dev?: boolean;
  optional?: boolean;
  hasInstallScript?: boolean;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, Locked>;
};
const own = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts?: Record<string, boolean>;
};
const installed = Object.entries(lock.packages)
  .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
  .map(([path, locked]) => ({ name: path.split('node_modules/').at(-1) ?? '', path, ...locked }));

/** Licences under which the product may be given away without asking anybody. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MIT/X11',
  'MPL-2.0',
  'PostgreSQL',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

/** They say it in an old form that lock files leave out: their LICENSE files are MIT. */
const readByHand: Readonly<Record<string, string>> = { rai: 'MIT', simplesmtp: 'MIT' };

/** A choice is permissive where one of its sides is; a sum where all are. */
function isPermissive(license: string): boolean {
  const plain = license.replaceAll(/[()]/gu, '');
  if (plain.includes(' OR ')) return plain.split(' OR ').some(isPermissive);
  return plain.split(' AND ').every((part) => permissive.includes(part.trim()));
}

/** Packages whose author or thief once shipped something harmful: none of them may come in again, in no version. */
const neverAgain = [
  'colors',
  'coa',
  'crossenv',
  'eslint-scope-util',
  'event-stream',
  'faker',
  'flatmap-stream',
  'getcookies',
  'node-ipc',
  'peacenotwar',
  'rc-util-helper',
  'ua-parser-js',
];

test('there is a lock file with packages in it', () => {
  assert(installed.length > 50, `saw ${installed.length} packages`);
});

test('every package has a permissive licence', () => {
  const others = installed.filter(
    ({ name, license }) => !isPermissive(license ?? readByHand[name] ?? 'none'),
  );
  assert.deepEqual(
    others.map(({ name, license }) => `${name}: ${license}`),
    [],
  );
});

test('every package is pinned by its content and names no registry', () => {
  const loose = installed.filter(({ integrity }) => integrity?.startsWith('sha512-') !== true);
  assert.deepEqual(
    loose.map(({ name }) => name),
    [],
  );
  const sourced = installed.filter(({ resolved }) => resolved !== undefined);
  assert.deepEqual(
    sourced.map(({ name }) => name),
    [],
  );
});

test('our own list names exact versions only', () => {
  const all = Object.entries({ ...own.dependencies, ...own.devDependencies });
  assert(all.length > 20);
  assert.deepEqual(
    all.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/u.test(version)),
    [],
  );
});

test('no package runs a script when it is installed, but those that were looked at', () => {
  const allowed = Object.keys(own.allowScripts ?? {});
  const running = installed.filter(
    ({ name, hasInstallScript }) => hasInstallScript === true && !allowed.includes(name),
  );
  // Only asked of what always comes along: optional ones are the binaries of other machines.
  assert.deepEqual(
    running.filter(({ optional }) => optional !== true).map(({ name }) => name),
    [],
  );
});

test('no package that once turned on its users is among them', () => {
  assert.deepEqual(
    installed.filter(({ name }) => neverAgain.includes(name)).map(({ path }) => path),
    [],
  );
});
