// Canaries: values that must never be seen in a log, an error, the audit log's open part or an open column, sent
// through a whole run at debug level, with everything that can go wrong on the way.

import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { DatabaseKind, Db } from '../../src/db/connect.ts';
import { databaseKinds } from '../../src/db/connect.ts';
import type { Log } from '../../src/ports/log.ts';
import { startWhole } from '../whole.ts';
import type { Whole } from '../whole.ts';

/** Of a person; each may stand in sealed or payload columns, never in a log or the audit log's open part. */
const personal = {
  name: 'Quenby Canaryson',
  headline: 'Canary Whisperer',
  email: 'quenby.canary@mail.example',
  phone: '+1 202 555 0177',
  profile: 'quenby-canary-fx1',
  subject: 'A canary role',
  excerpt: 'My canary sings at noon',
  custom: 'canary visa',
};
const inText = ['quenby', 'canary', '5550177', '555 0177'];

/** Lines as pino writes them, and the fields as they came: nothing may hide in what pino leaves out. */
function watchedLog(): { log: Log; text(): string } {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const wrap = (logger: Logger): Log => {
    const at =
      (level: 'error' | 'warn' | 'info' | 'debug') =>
      (event: string, fields?: object): void => {
        lines.push(inspect(fields, { depth: 10 }));
        logger[level](fields ?? {}, event);
      };
    return {
      error: at('error'),
      warn: at('warn'),
      info: at('info'),
      debug: at('debug'),
      child: (fields) => wrap(logger.child(fields)),
    };
  };
  return { log: wrap(pino({ level: 'debug', base: null }, stream)), text: () => lines.join('\n') };
}

function hit(id: string, more: object = {}): object {
  const { name, headline, email, phone, profile, custom } = personal;
  return {
    source: 'pin',
    sourceEventId: id,
    name,
    headline,
    emails: [{ value: email, status: 'verified' }],
    phones: [phone],
    profileUrls: [`https://www.linkedin.com/in/${profile}`],
    job: { externalId: 'backend', name: 'Backend' },
    custom: { visa: custom },
    ...more,
  };
}

function touch(id: string, more: object = {}): Parameters<Whole['touches']>[0] {
  return {
    source: 'pin',
    sourceEventId: id,
    person: { email: personal.email },
    job: { externalId: 'backend', name: 'Backend' },
    channel: 'email',
    kind: 'sent',
    sequence: 'Backend',
    step: 1,
    subject: personal.subject,
    occurredAt: '2026-03-02T10:00:00.000Z',
    ...more,
  };
}

/** Everything answered by the server to requests made to be refused. */
async function refusals(whole: Whole, keys: string[]): Promise<string> {
  const url = whole.fulcrum.url ?? '';
  const texts: string[] = [];
  const ask = async (path: string, options: RequestInit): Promise<void> => {
    const response = await fetch(new URL(path, url), options);
    texts.push(await response.text(), JSON.stringify([...response.headers]));
  };
  for (const key of [...keys, whole.apiKey]) {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    for (const body of ['{', '{"source":1}', JSON.stringify(hit('x', { emails: 'no' })), '[]']) {
      for (const path of ['/v1/profiles', '/v1/touches', '/v1/holds', '/v1/api-keys']) {
        await ask(path, { method: 'POST', headers, body });
      }
    }
    await ask(`/v1/people/${personal.profile}`, { headers });
    await ask('/v1/people?cursor=canary', { headers });
  }
  return texts.join('\n');
}

async function openParts(db: Db): Promise<string> {
  const audit = await sql<{ line: string }>`
    select concat_ws(' ', actor, action, subject_kind, subject_id, detail::text) as line
    from audit_entries`.execute(db);
  assert(audit.rows.length > 5);
  return audit.rows.map((row) => row.line).join('\n');
}

/** Every column of every table as text: for what must not stand open anywhere. */
async function wholeDatabase(db: Db): Promise<string> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db);
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const rows = await sql<{ line: string }>`
      select t::text as line from ${sql.table(name)} t`.execute(db);
    texts.push(...rows.rows.map((row) => row.line));
  }
  assert(tables.rows.length > 30);
  return texts.join('\n');
}

function assertAbsent(text: string, canaries: readonly string[], where: string): void {
  const lower = text.toLowerCase();
  for (const canary of canaries) {
    const at = lower.indexOf(canary.toLowerCase());
    assert.equal(
      at,
      -1,
      `${where} holds ${canary}: …${text.slice(Math.max(0, at - 200), at + 80)}…`,
    );
  }
}

for (const kind of databaseKinds) {
  test(`no secret and nobody’s values are seen in logs, errors or the open audit log (${kind})`, async () => {
    await runWithCanaries(kind);
  });
}

async function runWithCanaries(kind: DatabaseKind): Promise<void> {
  const watched = watchedLog();
  const whole = await startWhole(kind, {
    log: watched.log,
    settings: { LOG_LEVEL: 'debug', LEVER_CALL_SECONDS: '2' },
  });
  try {
    const { control } = whole.sandbox;
    const { db } = whole.fulcrum.deps;
    const hookTokens = control.webhooks({}).flatMap((one) => one.signatureToken ?? []);
    const hookAddress = control.webhooks({}).map((one) => new URL(one.url).pathname);
    await whole.profiles(hit('1'));
    await whole.quiet();
    for (const fault of ['errorBefore', 'errorAfter', 'resetAfter', 'rateLimited'] as const) {
      control.addFault({ kind: fault, method: 'POST', times: 2 });
      await whole.profiles(hit(fault, { tags: [fault] }));
      await whole.touches(touch(fault, { kind: 'replied', excerpt: personal.excerpt }));
      await whole.quiet();
    }
    await whole.leverDown();
    await whole.touches(touch('down'));
    await whole.leverUp();
    const held = control.opportunities({ limit: 10 })[0];
    assert(held !== undefined);
    control.moveStage({ opportunity: held.id, stage: 'offer' });
    await whole.quiet();
    assert(whole.received.length > 0, 'the source was told');
    const answers = await refusals(whole, ['fk_canary-key-of-nobody', `${whole.apiKey}x`]);
    // A key that Lever takes back, in the middle of work.
    control.revokeKey({ apiKey: whole.lever.apiKey });
    await whole.touches(touch('revoked'));
    await whole.quiet().catch(() => undefined);
    const secrets = [
      whole.apiKey,
      whole.lever.apiKey,
      Buffer.from(`${whole.lever.apiKey}:`).toString('base64'),
      'fk_canary-key-of-nobody',
      ...hookTokens,
      ...hookAddress.map((path) => path.split('/').at(-1) ?? ''),
    ];
    assert(secrets.every((secret) => secret.length >= 8) && secrets.length >= 6);
    const logged = watched.text();
    assert(logged.length > 500, 'something was logged');
    assertAbsent(logged, [...secrets, ...inText], 'the log');
    assertAbsent(answers, secrets, 'an answer');
    assertAbsent(await openParts(db), [...secrets, ...inText], 'the audit log');
    const closed = secrets.filter((secret) => !hookAddress.some((path) => path.endsWith(secret)));
    assertAbsent(await wholeDatabase(db), closed, 'the database');
  } finally {
    await whole.stop();
  }
}
