// What became of what was taken in: people, their records and holds, found by any of their identifiers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase, embeddedDatabase } from '../../../test/databases.ts';
import { identifyPending } from '../../flows/identify-pending.ts';
import { openApi, profileOf, touchOf } from '../api.fixture.ts';
import type { Api } from '../api.fixture.ts';

const missing = '0194a0a0-0000-7000-8000-000000000000';

async function identifyAll(api: Api): Promise<void> {
  for (let rounds = 0; rounds < 100; rounds += 1) {
    if ((await identifyPending(api.deps)) === 'idle') return;
  }
  assert.fail('intake never became idle');
}

async function aPerson(api: Api): Promise<string> {
  const found = await api.call('GET', '/v1/people?email=ana.1@initech.example');
  return found.body.items[0].id as string;
}

eachDatabase((_kind, open) => {
  test('200: a person has profiles, contact points with their proof, touches and decisions', async () => {
    const api = await openApi(await open());
    await api.call('POST', '/v1/profiles', {
      body: {
        items: [
          profileOf('1', {
            job: { externalId: 'J1' },
            externalId: '4711',
            phones: ['+1 415 555 0132'],
            profileUrls: ['https://www.linkedin.com/in/ana-souza-1'],
          }),
          profileOf('2', { emails: ['ana.1@initech.example'], source: 'apollo' }),
        ],
      },
    });
    await api.call('POST', '/v1/touches', { body: touchOf('1') });
    await identifyAll(api);
    const id = await aPerson(api);
    const answer = await api.call('GET', `/v1/people/${id}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.profiles.length, 2);
    assert.equal(answer.body.touches.length, 1);
    assert.ok(answer.body.decisions.length >= 2);
    const emails = answer.body.contactPoints.filter(
      (one: { kind: string }) => one.kind === 'email',
    );
    assert.deepEqual(emails.map((one: { status: string }) => one.status).sort(), [
      'unverified',
      'verified',
    ]);
    assert.equal(
      emails.find((one: { status: string }) => one.status === 'verified').method,
      'smtp',
    );
    const searches = [
      'email=ANA.1@initech.example',
      `phone=${encodeURIComponent('+1 (415) 555-0132')}`,
      `profileUrl=${encodeURIComponent('http://linkedin.com/in/ana-souza-1/?utm=x')}`,
    ];
    for (const search of searches) {
      const found = await api.call('GET', `/v1/people?${search}`);
      assert.deepEqual(
        found.body.items.map((one: { id: string }) => one.id),
        [id],
        search,
      );
    }
    assert.deepEqual((await api.call('GET', '/v1/people?email=b@example.com')).body.items, []);
    assert.equal((await api.call('GET', '/v1/people?email=b@x.org&phone=1')).status, 422);
    assert.equal((await api.call('GET', `/v1/people/${missing}`)).status, 404);
    const status = await api.call('GET', '/v1/status');
    assert.deepEqual(
      [status.body.profiles, status.body.people, status.body.touches, status.body.waitingIntake],
      [2, 1, 1, 0],
    );
    await api.close();
  });

  test('the lists of a person come in pages too, and a phone number is read in its country', async () => {
    const api = await openApi(await open());
    const hits = Array.from({ length: 5 }, (_, index) =>
      profileOf(`hit-${index}`, {
        name: 'Ana Souza',
        externalId: '4711',
        emails: ['ana.1@initech.example', `ana${index}@other.example`],
        phones: ['+44 20 7946 0958'],
      }),
    );
    await api.call('POST', '/v1/profiles', { body: { items: hits } });
    const touches = Array.from({ length: 5 }, (_, index) => touchOf(`touch-${index}`));
    await api.call('POST', '/v1/touches', { body: { items: touches } });
    await identifyAll(api);
    const id = await aPerson(api);
    for (const [part, count] of [
      ['contact-points', 15],
      ['profiles', 5],
      ['touches', 5],
      ['enrollments', 1],
      ['decisions', 5],
    ] as const) {
      const seen: string[] = [];
      for (let cursor = ''; ;) {
        const page = await api.call('GET', `/v1/people/${id}/${part}?limit=2${cursor}`);
        assert.equal(page.status, 200, page.text);
        seen.push(...page.body.items.map((one: object) => JSON.stringify(one)));
        if (page.body.next === null) break;
        cursor = `&cursor=${page.body.next}`;
      }
      assert.deepEqual([seen.length, new Set(seen).size], [count, count], part);
    }
    assert.equal((await api.call('GET', `/v1/people/${missing}/touches`)).status, 404);
    assert.equal((await api.call('GET', `/v1/people/${id}/touches?cursor=xx`)).status, 400);
    const found = async (query: string): Promise<number> =>
      (await api.call('GET', `/v1/people?${query}`)).body.items.length as number;
    assert.equal(await found('phone=02079460958'), 0);
    assert.equal(await found('phone=02079460958&region=gb'), 1);
    await api.deps.db.updateTable('workspaces').set({ defaultRegion: 'GB' }).execute();
    assert.equal(await found('phone=02079460958'), 1);
    await api.close();
  });

  test('people are listed in pages without repeats or gaps', async () => {
    const api = await openApi(await open());
    const items = Array.from({ length: 7 }, (_, index) =>
      profileOf(`${index}`, { name: ['Ada', 'Bob', 'Cai', 'Dee', 'Eve', 'Fay', 'Gus'][index] }),
    );
    await api.call('POST', '/v1/profiles', { body: { items } });
    await identifyAll(api);
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await api.call('GET', `/v1/people?limit=3${from}`);
      ids.push(...page.body.items.map((one: { id: string }) => one.id));
      cursor = page.body.next;
    }
    assert.equal(ids.length, 7);
    assert.equal(new Set(ids).size, 7);
    await api.close();
  });

  test('201: a hold by hand is listed, told to the source and in the audit log, and can be lifted', async () => {
    const api = await openApi(await open());
    await api.call('POST', '/v1/webhook-endpoints', {
      body: { url: 'https://pin.example/hooks', events: ['outreach.pause', 'outreach.resume'] },
    });
    await api.call('POST', '/v1/profiles', { body: profileOf('1') });
    await identifyAll(api);
    const personId = await aPerson(api);
    await api.call('POST', '/v1/touches', { body: touchOf('1', { kind: 'enrolled' }) });
    await identifyAll(api);
    const body = { personId, effect: 'pause', because: 'asked by the recruiter' };
    const placed = await api.call('POST', '/v1/holds', { body });
    assert.equal(placed.status, 201);
    const held = await api.call('GET', `/v1/holds?personId=${personId}`);
    assert.deepEqual([held.body.items.length, held.body.items[0].cause], [1, 'manual']);
    const person = await api.call('GET', `/v1/people/${personId}`);
    assert.deepEqual(
      person.body.enrollments.map((one: { state: string }) => one.state),
      ['paused'],
    );
    const deliveries = await api.call('GET', '/v1/webhook-deliveries?state=pending');
    assert.deepEqual(
      deliveries.body.items.map((one: { event: string }) => one.event),
      ['outreach.pause'],
    );
    const holdId = held.body.items[0].id as string;
    const lifted = await api.call('POST', `/v1/holds/${holdId}/lift`, {
      body: { because: 'settled' },
    });
    assert.deepEqual([lifted.status, lifted.body.effectLeft], [200, 'continue']);
    assert.equal((await api.call('GET', `/v1/holds?personId=${personId}`)).body.items.length, 0);
    const all = await api.call('GET', `/v1/holds?personId=${personId}&inForce=false`);
    assert.equal(all.body.items[0].liftedBy, `api-key:${api.keyIds.admin}`);
    const again = await api.call('POST', `/v1/holds/${holdId}/lift`, { body: { because: 'x' } });
    assert.equal(again.status, 404);
    assert.equal(
      (await api.call('POST', '/v1/holds', { body: { ...body, personId: missing } })).status,
      404,
    );
    const audit = await api.call('GET', `/v1/audit?personId=${personId}`);
    assert.ok(audit.body.items.some((one: { action: string }) => one.action.startsWith('hold.')));
    await api.close();
  });
});

embeddedDatabase((open) => {
  test('a job is made, its change is counted first and applied then', async () => {
    const api = await openApi(await open());
    const job = { source: 'pin', externalId: 'J1', name: 'Backend', trigger: 'never' };
    const made = await api.call('PUT', '/v1/jobs', { body: job });
    assert.equal(made.status, 200);
    assert.equal(made.body.job.trigger, 'never');
    await api.call('POST', '/v1/profiles', { body: profileOf('1', { job: { externalId: 'J1' } }) });
    await identifyAll(api);
    const { id } = made.body.job;
    const change = { trigger: 'contact_found' };
    const preview = await api.call('PUT', `/v1/jobs/${id}?preview=true`, { body: change });
    assert.deepEqual([preview.body.dueCount, preview.body.isApplied], [1, false]);
    assert.equal((await api.call('GET', '/v1/jobs?source=pin')).body.items[0].trigger, 'never');
    const applied = await api.call('PUT', `/v1/jobs/${id}`, { body: change });
    assert.deepEqual([applied.body.dueCount, applied.body.isApplied], [1, true]);
    const records = await api.call('GET', '/v1/records');
    assert.equal(records.body.items.length, 1);
    assert.equal((await api.call('GET', '/v1/jobs?source=other')).body.items.length, 0);
    assert.equal(
      (await api.call('PUT', `/v1/jobs/${id}`, { body: { trigger: 'soon' } })).status,
      422,
    );
    assert.equal((await api.call('PUT', `/v1/jobs/${id}`, { body: { colour: 1 } })).status, 422);
    assert.equal((await api.call('PUT', `/v1/jobs/${missing}`, { body: change })).status, 404);
    await api.close();
  });

  test('a person is sent to Lever by hand', async () => {
    const api = await openApi(await open());
    const made = await api.call('PUT', '/v1/jobs', {
      body: { source: 'pin', externalId: 'J1', trigger: 'by_hand' },
    });
    await api.call('POST', '/v1/profiles', { body: profileOf('1', { job: { externalId: 'J1' } }) });
    await identifyAll(api);
    const body = { personIds: [await aPerson(api)] };
    const answer = await api.call('POST', `/v1/jobs/${made.body.job.id}/trigger`, { body });
    assert.deepEqual(answer.body, { recordCount: 1 });
    const unknown = await api.call('POST', `/v1/jobs/${missing}/trigger`, { body });
    assert.equal(unknown.status, 404);
    await api.close();
  });

  test('an endpoint for webhooks tells its secret once and can be ended', async () => {
    const api = await openApi(await open());
    const body = { url: 'https://pin.example/hooks', events: ['outreach.stop'] };
    const made = await api.call('POST', '/v1/webhook-endpoints', { body });
    assert.equal(made.status, 201);
    assert.match(made.body.secret, /^whsec_/);
    const listed = await api.call('GET', '/v1/webhook-endpoints');
    assert.ok(!listed.text.includes(made.body.secret));
    assert.equal(listed.body.items[0].isActive, true);
    const { id } = made.body;
    assert.equal((await api.call('DELETE', `/v1/webhook-endpoints/${id}`)).status, 204);
    assert.equal((await api.call('GET', '/v1/webhook-endpoints')).body.items[0].isActive, false);
    assert.equal((await api.call('DELETE', `/v1/webhook-endpoints/${missing}`)).status, 404);
    for (const wrong of [
      { ...body, url: 'ftp://x' },
      { ...body, events: ['x'] },
      { ...body, a: 1 },
    ]) {
      const refused = await api.call('POST', '/v1/webhook-endpoints', { body: wrong });
      assert.equal(refused.status, 422);
    }
    await api.close();
  });

  test('parked items are listed in pages, tried again, and dismissed with a reason', async () => {
    const api = await openApi(await open());
    await api.call('POST', '/v1/profiles', {
      body: { items: ['1', '2', '3'].map((id) => profileOf(id)) },
    });
    const parkedBecause = 'the name cannot be read';
    await api.deps.db.updateTable('pendingIntake').set({ parkedBecause }).execute();
    const first = await api.call('GET', '/v1/parked?limit=2');
    const rest = await api.call('GET', `/v1/parked?limit=2&cursor=${first.body.next}`);
    const ids = [...first.body.items, ...rest.body.items].map((one: { id: string }) => one.id);
    assert.equal(new Set(ids).size, 3);
    assert.equal(first.body.items[0].because, parkedBecause);
    const retried = await api.call('POST', `/v1/parked/${ids[0]}/retry`);
    assert.deepEqual(retried.body, { kind: 'intake' });
    const unreasoned = await api.call('POST', `/v1/parked/${ids[1]}/dismiss`, { body: {} });
    assert.equal(unreasoned.status, 422);
    const body = { reason: 'a test row' };
    assert.equal((await api.call('POST', `/v1/parked/${ids[1]}/dismiss`, { body })).status, 200);
    assert.equal((await api.call('POST', `/v1/parked/${ids[1]}/retry`)).status, 404);
    assert.equal((await api.call('GET', '/v1/parked')).body.items.length, 1);
    assert.equal((await api.call('GET', '/v1/status')).body.parkedIntake, 1);
    await api.close();
  });

  test('rules start as shipped; every version is kept and the newest is in force', async () => {
    const api = await openApi(await open());
    for (const kind of ['status', 'pause', 'timeline']) {
      const shipped = await api.call('GET', `/v1/rules/${kind}`);
      assert.deepEqual([shipped.body.current.version, shipped.body.items], [0, []]);
      const body = { body: shipped.body.current.body };
      assert.equal((await api.call('PUT', `/v1/rules/${kind}`, { body })).body.version, 1);
      assert.equal((await api.call('PUT', `/v1/rules/${kind}`, { body })).body.version, 2);
      const page = await api.call('GET', `/v1/rules/${kind}?limit=1`);
      assert.deepEqual([page.body.current.version, page.body.items[0].version], [2, 2]);
      const older = await api.call('GET', `/v1/rules/${kind}?limit=1&cursor=${page.body.next}`);
      assert.deepEqual([older.body.current.version, older.body.items[0].version], [2, 1]);
      const wrong = await api.call('PUT', `/v1/rules/${kind}`, {
        body: { body: { nonsense: 1, quietMinutes: 'soon' } },
      });
      assert.equal(wrong.status, 422, kind);
    }
    await api.close();
  });

  test('the audit log is read in pages and by subject', async () => {
    const api = await openApi(await open());
    for (const id of ['1', '2', '3'])
      await api.call('POST', '/v1/profiles', { body: profileOf(id) });
    const first = await api.call('GET', '/v1/audit?limit=4');
    const rest = await api.call('GET', `/v1/audit?limit=4&cursor=${first.body.next}`);
    const seqs = [...first.body.items, ...rest.body.items].map((one: { seq: number }) => one.seq);
    assert.deepEqual(seqs, [6, 5, 4, 3, 2, 1]);
    const subject = `subjectKind=api_key&subjectId=${api.keyIds.read}`;
    const about = await api.call('GET', `/v1/audit?${subject}`);
    assert.deepEqual(
      about.body.items.map((one: { action: string }) => one.action),
      ['api_key.created'],
    );
    assert.equal((await api.call('GET', '/v1/audit?subjectKind=api_key')).status, 422);
    await api.close();
  });

  test('the chain verifies, and a changed entry is named', async () => {
    const api = await openApi(await open());
    await api.call('POST', '/v1/profiles', { body: profileOf('1') });
    const whole = await api.call('POST', '/v1/audit/verify', { body: {} });
    assert.deepEqual([whole.body.isWhole, whole.body.entryCount], [true, 4]);
    await api.deps.db
      .updateTable('auditEntries')
      .set({ actor: 'x' })
      .where('seq', '=', 2)
      .execute();
    const broken = await api.call('POST', '/v1/audit/verify', {
      body: { anchor: whole.body.head },
    });
    assert.deepEqual([broken.body.isWhole, broken.body.seq], [false, 2]);
    const wrong = await api.call('POST', '/v1/audit/verify', { body: { anchor: { seq: 1 } } });
    assert.equal(wrong.status, 422);
    await api.close();
  });

  test('a webhook of Lever needs no key; an unknown address is 404, a large body 413', async () => {
    const api = await openApi(await open());
    const json = (content: string) => ({ key: null, raw: { type: 'application/json', content } });
    assert.equal((await api.call('POST', '/hooks/lever/unknown', json('{}'))).status, 404);
    const large = 'x'.repeat(2 * 1024 * 1024);
    assert.equal((await api.call('POST', '/hooks/lever/unknown', json(large))).status, 413);
    await api.close();
  });

  test('200: people are found by beginnings of words, with and without their marks', async () => {
    const api = await openApi(await open());
    const names = ['Zoë Łukasiewicz', 'Zoltan Kovács', '花子 渡邉'];
    const items = names.map((name, index) => {
      return profileOf(String(index), { name, employer: 'Käsewerk GmbH', location: 'Lyon' });
    });
    await api.call('POST', '/v1/profiles', { body: { items } });
    await identifyAll(api);
    const find = async (q: string): Promise<unknown[]> => {
      const answer = await api.call('GET', `/v1/people?q=${encodeURIComponent(q)}`);
      assert.equal(answer.status, 200, answer.text);
      return answer.body.items.map((one: { canonical: { name: { value: string } } }) => {
        return one.canonical.name.value;
      });
    };
    assert.deepEqual(await find('zoe luk'), ['Zoë Łukasiewicz']);
    assert.deepEqual(await find('ZOË'), ['Zoë Łukasiewicz']);
    assert.equal((await find('zo')).length, 2);
    assert.deepEqual(await find('渡邉'), ['花子 渡邉']);
    assert.equal((await find('kasewerk lyon')).length, 3);
    assert.deepEqual(await find("o'brien & | !"), []);
    assert.deepEqual(await find('&|!'), []);
    await api.close();
  });
});
