// What the web app may import: types of the contract and the packages of a browser; one idea per file, texts apart.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const linesMax = 400;
const packages = [
  '@mantine/core',
  '@mantine/form',
  '@mantine/hooks',
  '@mantine/notifications',
  '@mantine/spotlight',
  '@tabler/icons-react',
  '@tanstack/react-query',
  '@tanstack/react-router',
  '@tanstack/react-virtual',
  'react',
  'react-dom',
  'recharts',
];

const sources = globSync('web/src/**/*.{ts,tsx}').map((path) => {
  return { path: path.replaceAll('\\', '/'), text: readFileSync(path, 'utf8') };
});

interface Import {
  isTypeOnly: boolean;
  from: string;
}

function importsOf(text: string): Import[] {
  const pattern =
    /(?:^|\n)(?:import|export)\s+(type\s)?[^;'"]*?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/gu;
  return [...text.matchAll(pattern)].map(([, type, named, lazy, bare]) => {
    return { isTypeOnly: type !== undefined, from: named ?? lazy ?? bare ?? '' };
  });
}

function offence(path: string, { isTypeOnly, from }: Import): string | null {
  const refuse = `${path} may not import ${from}`;
  if (from.endsWith('.css')) return null;
  if (!from.startsWith('.')) {
    const parts = from.split('/');
    const name = from.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
    // The contract is made of its types; its code stays out of the browser.
    if (name === 'zod' && isTypeOnly) return null;
    return packages.includes(name) ? null : refuse;
  }
  const target = normalize(join(dirname(path), from)).replaceAll('\\', '/');
  if (target.startsWith('web/src/')) return null;
  return target.startsWith('src/http/contract/') && isTypeOnly ? null : refuse;
}

test('the app takes types from the contract, and nothing else of the server', () => {
  assert.ok(sources.length > 40, `saw ${sources.length} files`);
  const found = sources.flatMap(({ path, text }) =>
    importsOf(text).flatMap((each) => offence(path, each) ?? []),
  );
  assert.deepEqual(found, []);
});

test('the rule finds an import that is not allowed', () => {
  const path = 'web/src/api/x.ts';
  const contract = '../../../src/http/contract/run.ts';
  assert.equal(offence(path, { isTypeOnly: true, from: contract }), null);
  assert.notEqual(offence(path, { isTypeOnly: false, from: contract }), null);
  const flow = '../../../src/flows/deps.ts';
  assert.notEqual(offence(path, { isTypeOnly: true, from: flow }), null);
  assert.notEqual(offence(path, { isTypeOnly: false, from: 'lodash' }), null);
  assert.deepEqual(importsOf("import type * as run from 'x';\nconst y = import('./z.tsx');"), [
    { isTypeOnly: true, from: 'x' },
    { isTypeOnly: false, from: './z.tsx' },
  ]);
});

test('no file of the app holds more than one idea can need, and each opens with what it is for', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > linesMax);
  const silent = sources
    .filter(({ path }) => !path.startsWith('web/src/texts/'))
    .filter(({ text }) => !text.startsWith('//'));
  assert.deepEqual(
    [...long, ...silent].map(({ path }) => path),
    [],
  );
});
