// Settings: defaults, names, and all problems at once.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { environmentName, missingSettings, readConfig } from './config.ts';

test('an empty environment gives every default', () => {
  const config = readConfig({});
  assert.equal(config.port, 4400);
  assert.equal(config.role, 'all');
  assert.equal(config.databaseUrl, undefined);
  assert.equal(config.allowPrivateWebhooks, false);
});

test('names are derived', () => {
  assert.equal(environmentName('leverApiKey'), 'LEVER_API_KEY');
});

test('all problems are told at once, by variable, and no secret is repeated', () => {
  const environment = {
    PORT: 'ninety',
    LEVER_PERFORM_AS: 'nobody',
    DEFAULT_REGION: 'Germany',
    SECRET_KEY: 'do-not-print',
  };
  assert.throws(
    () => readConfig(environment),
    (error: Error) => {
      for (const name of ['PORT', 'LEVER_PERFORM_AS', 'DEFAULT_REGION'])
        assert.match(error.message, new RegExp(`${name}:`, 'u'));
      assert(!error.message.includes('do-not-print'));
      return true;
    },
  );
});

test('an empty value counts as left out', () => {
  assert.equal(readConfig({ PORT: '', LEVER_API_KEY: '' }).port, 4400);
});

test('a first start is told what is missing and where to get it', () => {
  const lines = missingSettings(readConfig({ DATABASE_URL: 'postgres://localhost/x' }));
  assert.deepEqual(
    lines.map((line) => line.split(':')[0]),
    ['LEVER_API_KEY', 'LEVER_PERFORM_AS', 'SECRET_KEY'],
  );
  assert.deepEqual(
    missingSettings(readConfig({ LEVER_API_KEY: 'k', LEVER_PERFORM_AS: 'a@b.example' })),
    [],
  );
});

test('secrets do not show when printed', () => {
  const config = readConfig({ LEVER_API_KEY: 'top-secret' });
  assert(!JSON.stringify(config).includes('top-secret'));
  assert(!String(config.leverApiKey).includes('top-secret'));
});

test('a registered application stands in for the API key of a first start', () => {
  assert.equal(missingSettings(readConfig({})).length, 2);
  assert.equal(missingSettings(readConfig({ LEVER_CLIENT_ID: 'id' })).length, 2);
  const app = { LEVER_CLIENT_ID: 'id', LEVER_CLIENT_SECRET: 'secret' };
  assert.deepEqual(missingSettings(readConfig(app)), []);
});
