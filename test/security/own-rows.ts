// One row of everything in a workspace, so that each path that takes an id is tried with one that really exists.

import { sql } from 'kysely';
import { sequenceDefaults } from '../../src/core/outreach/sequence.ts';
import { queueWebhook } from '../../src/flows/queue-webhook.ts';
import type { Db } from '../../src/db/connect.ts';
import type { Api } from '../../src/http/api.fixture.ts';
import { profileOf, touchOf } from '../../src/http/api.fixture.ts';
import { identifyAll } from '../people.ts';
import type { Endpoint } from './endpoints.ts';

/** By the first part of the path after /v1. */
export interface OwnRows {
  idFor(endpoint: Endpoint, param: string): string;
  /** Ids that a body may name. */
  personId: string;
}

const words: Readonly<Record<string, string>> = { kind: 'pause', seq: '1', version: '0' };

/** Fills the workspace of `api` through its own API where there is one. */
export async function addOwnRows(api: Api): Promise<OwnRows> {
  const { db } = api.deps;
  const { workspaceId } = api;
  const job = await api.call('PUT', '/v1/jobs', {
    body: { source: 'pin', externalId: 'J1', name: 'Backend', trigger: 'contact_found' },
  });
  await api.call('POST', '/v1/profiles', {
    body: { items: ['1', '2'].map((id) => profileOf(id, { job: { externalId: 'J1' } })) },
  });
  await api.call('POST', '/v1/touches', { body: touchOf('t1') });
  await identifyAll(api.deps);
  const people = await api.call('GET', '/v1/people');
  const personId = (people.body.items as { id: string }[])[0]?.id ?? '';
  // The workspace's key for hashes is made by whatever asks for it first.
  await api.call('GET', `/v1/people/${personId}/contact`);
  const endpoint = await api.call('POST', '/v1/webhook-endpoints', {
    body: { url: 'https://pin.example/hooks', events: ['outreach.stop'] },
  });
  await api.call('POST', '/v1/holds', {
    body: { personId, effect: 'stop', because: 'asked by telephone' },
  });
  const holds = await api.call('GET', '/v1/holds');
  await db.transaction().execute(async (trx) => {
    const payload = { because: 'a test' };
    await queueWebhook(trx, api.deps, { workspaceId, event: 'outreach.stop', personId, payload });
  });
  const sheet = await api.call('POST', '/v1/imports?source=pin', {
    raw: { type: 'text/csv', content: 'Event ID,First Name,Email\r\n9,=1+1,ada@mail.example\r\n' },
  });
  await api.call('POST', '/v1/profiles', { body: profileOf('3') });
  await db
    .updateTable('pendingIntake')
    .set({ parkedBecause: 'the name cannot be read' })
    .where('workspaceId', '=', workspaceId)
    .execute();
  const parked = await api.call('GET', '/v1/parked');
  const runId = await addRun(db, { workspaceId, jobId: String(job.body.job.id) });
  const own = await addDecided(api);
  const ids: Readonly<Record<string, string>> = {
    imports: sheet.body.import.id,
    people: personId,
    jobs: job.body.job.id,
    holds: holds.body.items[0].id,
    parked: parked.body.items[0].id,
    'webhook-endpoints': endpoint.body.id,
    'api-keys': api.keyIds.read,
    runs: runId,
    ...own,
  };
  for (const [place, id] of Object.entries(ids)) {
    if (typeof id !== 'string' || id === '') throw new Error(`no row for ${place}`);
  }
  return {
    personId,
    idFor({ path }, param) {
      const place = path.split('/')[2] ?? '';
      const id = words[param] ?? ids[place];
      if (id === undefined)
        throw new Error(`Say in test/security/own-rows.ts which id ${path} takes.`);
      return id;
    },
  };
}

async function addRun(
  db: Db,
  { workspaceId, jobId }: { workspaceId: string; jobId: string },
): Promise<string> {
  const change = JSON.stringify({ kind: 'trigger', jobId, trigger: 'never' });
  const id = '0190f3c4-0000-7000-8000-00000000abcd';
  await sql`
    insert into runs (workspace_id, id, kind, state, change, because, created_at, created_by)
    values (${workspaceId}, ${id}, 'trigger', 'held', ${change}::jsonb, 'it would change many', now(), 'test')`.execute(
    db,
  );
  return id;
}

/** What comes of matching and of people at work, straight into the tables. */
async function addDecided(api: Api): Promise<Record<string, string>> {
  const { db } = api.deps;
  const { workspaceId } = api;
  const idOf = async (query: ReturnType<typeof sql<{ id: string }>>): Promise<string> =>
    (await query.execute(db)).rows[0]?.id ?? '';
  const w = workspaceId;
  const evidence = JSON.stringify({ because: [], parts: [], rivals: [] });
  return {
    profiles: await idOf(sql`select id from profiles where workspace_id = ${w} limit 1`),
    merges: await idOf(sql`select id from match_decisions where workspace_id = ${w} limit 1`),
    reviews: await idOf(sql`
      insert into match_reviews (workspace_id, id, person_id, other_person_id, probability, evidence,
        rule_version, state, asked_at)
      select ${w}, gen_random_uuid(), min(id::text)::uuid, max(id::text)::uuid, 0.8, ${evidence}::jsonb, 1, 'open', now()
      from persons where workspace_id = ${w} having count(*) > 1 returning id`),
    'match-rules': await idOf(sql`
      insert into match_replays (workspace_id, id, state, created_at, created_by)
      values (${w}, gen_random_uuid(), 'waiting', now(), 'test') returning id`),
    approvals: await idOf(sql`
      insert into approvals (workspace_id, id, kind, state, title, payload, fingerprint, size, because, requested_by,
        requested_at, expires_at)
      values (${w}, gen_random_uuid(), 'domain_suppression', 'waiting', 'Nobody at client.example',
        '{"do":"add_suppressions","items":[],"cause":"client"}', '\\x01', 1, 'a test', 'test', now(), now() + interval '9 days')
      returning id`),
    invitations: await idOf(sql`
      insert into invitations (workspace_id, id, email, role, secret_hash, created_at, created_by, expires_at)
      values (${w}, gen_random_uuid(), 'ada@acme.example', 'viewer', '\\x01', now(), 'test', now() + interval '1 day')
      returning id`),
    inbox: await idOf(sql`
      insert into inbound_messages (workspace_id, id, channel, content_key, kind, evidence, byte_count,
        received_at, processed_at, state, changed_at)
      values (${w}, gen_random_uuid(), 'sms', '\\x02', 'human', '[]', 1, now(), now(), 'open', now())
      returning id`),
    'webhook-deliveries': await idOf(sql`
      select id from webhook_deliveries where workspace_id = ${w} limit 1`),
    pilots: await idOf(sql`
      insert into pilots (workspace_id, id, name, state, body, starts_at, ends_at, created_at, created_by)
      values (${w}, gen_random_uuid(), 'Autumn', 'running',
        '{"jobIds":[],"users":[],"targets":{},"baseline":{"from":"2026-01-01","to":"2026-02-01"}}',
        '2026-11-01', '2026-12-01', now(), 'cli') returning id`),
    mailboxes: await idOf(sql`
      insert into mailboxes (workspace_id, id, owner_email, address, sender_name, provider, smtp, auth, sign_in_as,
        sealed_credential, files_sent, state, because, zone, new_day_cap, follow_up_day_cap, ramp_start, ramp_step,
        gap_min_seconds, gap_max_seconds, next_free_at, signature, created_at, changed_at)
      values (${w}, gen_random_uuid(), 'ada@acme.example', 'ada@acme.example', 'Ada', 'other',
        '{"host":"127.0.0.1","port":1,"security":"none"}', 'password', 'ada', '\\x01', false, 'paused', 'a test', 'UTC', 1, 1, 1, 1,
        1, 1, now(), '', now(), now()) returning id`),
    'sms-numbers': await idOf(sql`
      insert into sms_numbers (workspace_id, id, number, base_url, account_id, sealed_secret, day_cap, state,
        next_free_at, created_at, changed_at)
      values (${w}, gen_random_uuid(), '+14155550100', 'https://sms.example', 'AC1', '\\x01', 1, 'on', now(), now(), now())
      returning id`),
    sequences: await addSequence(db, w),
    // Of a sequence.
    tracking: '0190f3c4-0000-7000-8000-00000000beef',
    enrollments: await idOf(sql`
      insert into enrollments (workspace_id, id, person_id, first_person_id, source, sequence, is_ours, sequence_id,
        enrolled_by, state, because, started_at, changed_at)
      select ${w}, gen_random_uuid(), min(id::text)::uuid, min(id::text)::uuid, 'fulcrum', 'Engineers', true,
        '0190f3c4-0000-7000-8000-00000000beef', 'ada@acme.example', 'finished', 'a test', now(), now()
      from persons where workspace_id = ${w} returning id`),
    tasks: await idOf(sql`
      insert into tasks (workspace_id, id, kind, assignee, because, state, due_at, created_at)
      values (${w}, gen_random_uuid(), 'mailbox', 'ada@acme.example', 'a test', 'open', now(), now()) returning id`),
    erasures: await idOf(sql`
      insert into erasures (workspace_id, id, person_id, cause, because, state, requested_by, requested_at)
      values (${w}, gen_random_uuid(), gen_random_uuid(), 'request', 'a test', 'waiting', 'test', now()) returning id`),
    'legal-holds': await idOf(sql`
      insert into legal_holds (workspace_id, id, because, placed_by, placed_at)
      values (${w}, gen_random_uuid(), 'a test', 'test', now()) returning id`),
    'cleanup-tasks': await idOf(sql`
      insert into cleanup_tasks (workspace_id, id, kind, subject_id, owner, because, opened_at)
      values (${w}, gen_random_uuid(), 'delete_in_lever', gen_random_uuid(), '', 'a test', now()) returning id`),
    suppressions: await idOf(sql`
      insert into suppressions (workspace_id, id, kind, key_hash, cause, because, placed_by, placed_at)
      values (${w}, gen_random_uuid(), 'domain', '\\x03', 'client', 'a test', 'test', now()) returning id`),
    users: await idOf(sql`
      insert into users (workspace_id, id, email, name, created_at)
      values (${w}, gen_random_uuid(), 'ada@acme.example', 'Ada', now()) returning id`),
    records: await idOf(sql`
      insert into records (workspace_id, id, person_id, created_at, changed_at, posting_id)
      select ${w}, gen_random_uuid(), min(id::text)::uuid, now(), now(), 'p1'
      from persons where workspace_id = ${w} returning id`),
    conflicts: await idOf(sql`
      insert into conflicts (workspace_id, id, record_id, person_id, field, kind, because, mapping_version, seen_at)
      select ${w}, gen_random_uuid(), id, person_id, 'contact.name', 'both_changed', 'a test', 1, now()
      from records where workspace_id = ${w} limit 1 returning id`),
  };
}

async function addSequence(db: Db, workspaceId: string): Promise<string> {
  const id = '0190f3c4-0000-7000-8000-00000000beef';
  await sql`
    insert into sequences (workspace_id, id, name, owner_email, state, version, created_at, changed_at)
    values (${workspaceId}, ${id}, 'Engineers', 'ada@acme.example', 'active', 1, now(), now())`.execute(
    db,
  );
  const body = JSON.stringify({ ...sequenceDefaults, steps: [] });
  await sql`
    insert into sequence_versions (workspace_id, sequence_id, version, body, created_at, created_by)
    values (${workspaceId}, ${id}, 1, ${body}::jsonb, now(), 'test')`.execute(db);
  return id;
}

/** Tables that note use rather than content. */
const unwatched = ['api_keys', 'rate_limits', 'workers'];

/** One text for everything that the workspace holds: equal texts mean that nothing was changed. */
export async function contentOf(db: Db, workspaceId: string): Promise<string> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'workspace_id' order by 1`.execute(db);
  const parts: string[] = [];
  for (const { name } of tables.rows) {
    if (unwatched.includes(name)) continue;
    const found = await sql<{ hash: string | null }>`
      select md5(string_agg(line, '|' order by line)) as hash
      from (select t::text as line from ${sql.table(name)} t where workspace_id = ${workspaceId}) lines`.execute(
      db,
    );
    parts.push(`${name} ${found.rows[0]?.hash ?? 'empty'}`);
  }
  if (parts.length < 20) throw new Error(`saw only ${parts.length} tables`);
  return parts.join('\n');
}
