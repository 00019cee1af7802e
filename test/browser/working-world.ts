// A workspace in the middle of its work, for the screens: people taken in and in Lever, questions, conflicts, parked
// work, a run that the brake holds, webhooks. All of it synthetic.

import { sql } from 'kysely';
import type { FieldValue } from '../../src/core/sync/mapping.ts';
import { openConflict } from '../../src/db/queries/conflicts.ts';
import { defaultMapping } from '../../src/core/sync/mapping-default.ts';
import { addWebhookEndpoint } from '../../src/flows/add-webhook-endpoint.ts';
import { changeMapping } from '../../src/flows/change-mapping.ts';
import { createImport } from '../../src/flows/create-import.ts';
import { rulesByKind } from '../../src/flows/sync-rules.ts';
import { profileOf } from '../../src/http/api.fixture.ts';
import type { Running } from '../running.ts';
import { addOutreach } from './outreach-at-work.ts';

const people = [
  ['Zoë Łukasiewicz', 'Staff Engineer', 'Initech', 'Porto'],
  ['花子 渡邉', 'Data Scientist', 'Tern Robotics', '大阪'],
  ['Olumide Adeyemi', 'Engineering Manager', 'Acme Freight', 'Lagos'],
  ['Marta Núñez', 'Product Designer', 'Driftbridge', 'Bilbao'],
  ['Søren Kjær', 'Site Reliability Engineer', 'Northbeam', 'Aarhus'],
  ['Priya Raman', 'Machine Learning Engineer', 'Hollowtree', 'Chennai'],
] as const;
const doubtful = ['Anderson', 'Okafor', 'Brandt', 'Lindqvist'];

/** All of it. */
export async function fillWorkspace(running: Running): Promise<void> {
  await addPeople(running);
  await addQuestions(running);
  await running.quiet();
  await addOutreach(running);
  await addConflicts(running);
  await addParked(running);
  await holdRun(running);
  await addImport(running);
}

/** A sheet that waits to be looked at, with a row that cannot be taken in. */
export async function addImport({ deps, workspaceId }: Running): Promise<void> {
  const rows = [
    'Full Name,Email,Company,Nickname,Score',
    'Di Ek,di@initech.example,Initech,didi,0.9',
    'Bo Li,bo@initech.example,Initech,,0.8',
    'Cy Wu,cy@initech.example,Hooli,,not a number',
  ];
  const content = (async function* () {
    yield Buffer.from(rows.join('\r\n'));
  })();
  const sheet = { fileName: 'spring-referrals.csv', source: 'referrals', job: null, content };
  await createImport(deps, { workspaceId, actor: 'test', ...sheet });
}

/** People of one job, found with an address that was checked. */
export async function addPeople(running: Running): Promise<void> {
  const job = { externalId: 'backend', name: 'Backend Engineer' };
  const now = running.deps.clock.now();
  const verifiedAt = now.toISOString();
  const items = people.map(([name, title, employer, location], index) => {
    const value = `ana.p${index}@initech.example`;
    const emails = [{ value, status: 'verified', method: 'smtp', verifiedAt }];
    // Weeks ago and apart, so that time passed before the first message.
    const foundAt = new Date(now.getTime() - (80 - index * 5) * 86_400_000).toISOString();
    const more = { name, title, employer, location, emails, job, foundAt, tags: ['backend'] };
    return profileOf(`p${index}`, more);
  });
  await running.profiles(...items);
}

/** Pairs that may be one person. */
export async function addQuestions(running: Running): Promise<void> {
  const employer = 'Driftbridge Robotics';
  const items = doubtful.flatMap((family) => [
    profileOf(`${family}-1`, {
      name: `Zachary ${family}`,
      emails: [`zach.${family.toLowerCase()}@gmail.com`],
      title: 'Backend Engineer',
      location: 'Leeds',
      employer,
    }),
    profileOf(`${family}-2`, {
      name: `Zach ${family}`,
      emails: [],
      title: 'Software Engineer',
      source: 'apollo',
      employer,
    }),
  ]);
  await running.profiles(...items);
}

/** Fields that both sides changed. */
export async function addConflicts({ deps, workspaceId }: Running): Promise<void> {
  const { rows } = await sql<{ recordId: string; personId: string }>`
    select id as record_id, person_id from records where workspace_id = ${workspaceId}
    order by created_at, id limit 3`.execute(deps.db);
  const wishes: readonly (readonly [string, FieldValue, FieldValue, FieldValue])[] = [
    ['contact.headline', 'Engineer', 'Staff Engineer', 'Principal Engineer'],
    ['contact.location', 'Lisbon', 'Porto', 'Porto, remote'],
    ['tags', ['backend'], ['backend', 'rust'], []],
  ];
  await deps.db.transaction().execute(async (trx) => {
    for (const [index, row] of rows.entries()) {
      const [field, base, ours, theirs] = wishes[index] ?? ['tags', null, [], []];
      await openConflict(trx, {
        ...row,
        id: deps.ids.next(),
        workspaceId,
        field,
        kind: 'both_changed',
        base,
        ours,
        theirs,
        because: 'Both sides changed it since they last agreed, so Lever kept its value.',
        mappingVersion: 0,
        seenAt: deps.clock.now(),
      });
    }
  });
}

/** A change to Lever and a webhook that nobody could deliver. */
export async function addParked({ deps, workspaceId }: Running): Promise<void> {
  const now = deps.clock.now();
  const record = await deps.db.selectFrom('records').select('id').limit(1).executeTakeFirst();
  await sql`insert into intents (workspace_id, id, subject_kind, subject_id, queue_key, lane, kind, payload, marker,
      is_repeatable, state, planned_at, due_at, failure, failure_text, next_action, cause)
    values (${workspaceId}, ${deps.ids.next()}, 'record', ${record?.id ?? deps.ids.next()}, 'q', 2,
      'create_opportunity', '{}', 'm', false, 'parked', ${now}, ${now}, 'rejected',
      'Lever refused it: the posting Backend Engineer is closed.',
      'Reopen the posting in Lever or give the job another one, then try again.', 'test')`.execute(
    deps.db,
  );
  const { id } = await addWebhookEndpoint(deps, {
    workspaceId,
    url: 'https://pin.example/hooks/fulcrum',
    events: ['outreach.pause', 'outreach.stop'],
    actor: 'test',
  });
  for (const state of ['parked', 'delivered'] as const) {
    await deps.db
      .insertInto('webhookDeliveries')
      .values({
        workspaceId,
        id: deps.ids.next(),
        endpointId: id,
        event: 'outreach.pause',
        payload: JSON.stringify({ type: 'outreach.pause', data: { because: 'On site interview' } }),
        state,
        attempts: state === 'parked' ? 12 : 1,
        lastStatus: state === 'parked' ? 503 : 200,
        lastError: state === 'parked' ? 'The receiver answered 503 twelve times.' : null,
        createdAt: now,
        deliveredAt: state === 'parked' ? null : now,
      })
      .execute();
  }
}

/** A change of the mapping that the brake keeps until an admin confirms it. */
export async function holdRun({ deps, workspaceId }: Running): Promise<void> {
  const body = { shareMax: 0, countFree: 1 };
  await rulesByKind.brake.change(deps, { workspaceId, body, actor: 'test' });
  const json = defaultMapping({ tagPrefix: 'sourced: ', templateName: null });
  await changeMapping(deps, { workspaceId, jobId: null, json, actor: 'test' });
}
