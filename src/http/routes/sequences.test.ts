import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSmtpSink } from '../../../sandbox/mail/smtp-sink.ts';
import { eachDatabase } from '../../../test/databases.ts';
import { identifyAll } from '../../../test/people.ts';
import { changeOutreachPolicy } from '../../flows/outreach-policy.ts';
import { openApi, profileOf } from '../api.fixture.ts';
import { outreachAtHand } from '../outreach.fixture.ts';

const userEmail = 'sam@acme.example';
const identity = { organisation: 'Acme', postalAddress: '1 Main St, Springfield' };

function bodyOf(text: string, more: Record<string, unknown> = {}) {
  return {
    steps: [
      {
        id: 'first',
        channel: 'email',
        delay: { amount: 0, unit: 'hours' },
        variants: [{ id: 'a', subject: 'A role for {{ first_name }}', text }],
      },
    ],
    ...more,
  };
}

eachDatabase((_kind, open) => {
  test('a sequence is written, linted, edited, published, compared, paused and archived', async () => {
    const api = await openApi(await open());
    const { deps, workspaceId } = api;
    const made = await api.call('POST', '/v1/sequences', {
      body: { name: 'Engineers', userEmail, body: bodyOf('Hi {{ nickname }}') },
    });
    assert.equal(made.status, 201, made.text);
    assert.match(made.body.problems[0].message, /nickname is not known/u);
    assert.equal(made.body.problems[0].found, 'nickname');
    const path = `/v1/sequences/${made.body.id}`;
    assert.equal((await api.call('POST', `${path}/publish`)).status, 422);
    const linted = await api.call('POST', '/v1/sequences/lint', {
      body: { body: bodyOf('Hi {{ first_name }}') },
    });
    assert.deepEqual(linted.body, { problems: [] });
    const edited = await api.call('PUT', path, { body: { body: bodyOf('Hi {{ first_name }}') } });
    assert.deepEqual([edited.body.version, edited.body.problems], [1, []]);
    const nameless = await api.call('POST', `${path}/publish`);
    assert.equal(nameless.status, 409, 'nobody says who writes yet');
    await changeOutreachPolicy(deps, { workspaceId, body: { identity }, actor: 'test' });
    const published = await api.call('POST', `${path}/publish`);
    assert.deepEqual(published.body, { id: made.body.id, version: 1 });
    await api.call('PUT', path, {
      body: { body: bodyOf('Hello {{ first_name }}', { holdMinutes: 60 }) },
    });
    const diff = await api.call('GET', `${path}/diff?from=1`);
    assert.deepEqual(
      diff.body.items.map((one: { field: string }) => one.field),
      ['holdMinutes', 'steps.first.variants.a.text'],
    );
    assert.equal((await api.call('GET', `${path}/diff?from=9`)).status, 404);
    const versions = await api.call('GET', `${path}/versions`);
    assert.deepEqual(
      versions.body.items.map((one: { version: number; publishedAt: string | null }) => [
        one.version,
        one.publishedAt !== null,
      ]),
      [
        [2, false],
        [1, true],
      ],
    );
    const because = 'a holiday';
    for (const [word, state] of [
      ['pause', 'paused'],
      ['resume', 'active'],
      ['archive', 'archived'],
    ]) {
      const changed = await api.call('POST', `${path}/${word}`, { body: { because } });
      assert.equal(changed.status, 200, changed.text);
      const one = await api.call('GET', path);
      assert.equal(one.body.sequence.state, state);
    }
    const listed = await api.call('GET', '/v1/sequences?limit=1');
    assert.deepEqual([listed.body.items.length, listed.body.next], [1, null]);
    await api.close();
  });

  test('a draft that somebody else saved meanwhile is not written over unless one says so', async () => {
    const api = await openApi(await open());
    const made = await api.call('POST', '/v1/sequences', {
      body: { name: 'Engineers', userEmail, body: bodyOf('Hi {{ first_name }}') },
    });
    const path = `/v1/sequences/${made.body.id}`;
    const read = (await api.call('GET', path)).body.newest.createdAt;
    assert.equal(made.body.createdAt, read);
    const save = (text: string, more: object) =>
      api.call('PUT', path, { body: { body: bodyOf(text), ...more } });
    const first = await save('Hello {{ first_name }}', { expectedAt: read });
    assert.equal(first.status, 200, first.text);
    const second = await save('Dear {{ first_name }}', { expectedAt: read });
    assert.equal(second.status, 409);
    assert.match(second.body.message, /Somebody else saved this draft/u);
    const kept = (await api.call('GET', path)).body.newest.body.steps[0].variants[0].text;
    assert.equal(kept, 'Hello {{ first_name }}');
    const again = await save('Dear {{ first_name }}', { expectedAt: first.body.createdAt });
    assert.equal(again.status, 200, again.text);
    assert.equal((await save('Hey {{ first_name }}', {})).status, 200);
    await api.close();
  });

  test('a preview shows the very words and a time, and a test goes to oneself alone', async () => {
    const sink = await startSmtpSink();
    const outreach = outreachAtHand();
    const api = await openApi(await open(), { outreach: outreach.ports });
    const { deps, workspaceId } = api;
    await changeOutreachPolicy(deps, { workspaceId, body: { identity }, actor: 'test' });
    await api.call('POST', '/v1/profiles', { body: profileOf('1') });
    await identifyAll(deps);
    const personId = (await api.call('GET', '/v1/people')).body.items[0].id;
    const smtp = { host: '127.0.0.1', port: sink.port, security: 'none' };
    const mailbox = await api.call('POST', '/v1/mailboxes', {
      body: {
        userEmail,
        address: userEmail,
        senderName: 'Sam',
        smtp,
        imap: null,
        password: 'p',
        zone: 'UTC',
      },
    });
    const mailboxId = mailbox.body.id;
    const made = await api.call('POST', '/v1/sequences', {
      body: { name: 'Engineers', userEmail, body: bodyOf('Hi {{ first_name }}, shall we talk?') },
    });
    const path = `/v1/sequences/${made.body.id}`;
    const shown = await api.call('POST', `${path}/preview`, { body: { personId, mailboxId } });
    assert.equal(shown.status, 200, shown.text);
    const [step] = shown.body.steps;
    assert.equal(step.subject, 'A role for Ana');
    assert.match(step.text, /Hi Ana, shall we talk\?/u);
    assert.notEqual(step.projectedAt, null);
    assert.equal(typeof shown.body.zone, 'string');
    const unsaved = await api.call('POST', `${path}/preview`, {
      body: { personId, mailboxId, body: bodyOf('Dear {{ first_name }}, a word?') },
    });
    assert.match(unsaved.body.steps[0].text, /Dear Ana, a word\?/u);
    const stored = (await api.call('GET', path)).body.newest.body.steps[0].variants[0].text;
    assert.match(stored, /shall we talk/u);
    assert.equal(sink.accepted.length, 0);
    const body = { personId, mailboxId, stepId: 'first', userEmail };
    const tested = await api.call('POST', `${path}/test`, { body });
    assert.deepEqual(tested.body, { sentTo: userEmail }, tested.text);
    assert.deepEqual(sink.accepted.map((mail) => mail.to).flat(), [userEmail]);
    const bytes = sink.accepted[0]?.body.toString() ?? '';
    assert.match(bytes, /^Subject: \[Test\] A role for Ana\r$/mu);
    assert.doesNotMatch(bytes, /initech/u);
    const foreign = await api.call('POST', `${path}/test`, {
      body: { ...body, userEmail: 'kim@acme.example' },
    });
    assert.equal(foreign.status, 403, foreign.text);
    await api.close();
    await outreach.close();
    await sink.close();
  });
});
