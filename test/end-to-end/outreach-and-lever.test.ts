// Our own outreach beside a living Lever, over HTTP and a real SMTP conversation: threads, pauses by a stage, a no by an
// archive reason, and a sourcing tool that is told everything by signed webhooks.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { startSmtpSink } from '../../sandbox/mail/smtp-sink.ts';
import type { AcceptedMail, SmtpSink } from '../../sandbox/mail/smtp-sink.ts';
import { Secret } from '../../src/core/secret.ts';
import { connectMailbox } from '../../src/flows/save-mailbox.ts';
import { eachDatabase } from '../databases.ts';
import { startWhole } from '../whole.ts';
import type { Whole } from '../whole.ts';

const userEmail = 'mara@ours.example';
const allDay = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' };
const plain = { window: allDay, skipsHolidays: false, approval: 'none', holdMinutes: 0 };
const email = { channel: 'email', delay: { amount: 0, unit: 'hours' } };
const text = 'Hi {{ first_name }}, shall we talk?';

interface Told {
  type: string;
  data: { reason: { cause: string; text: string }; enrollments: { sequence: string }[] };
}

eachDatabase((kind) => {
  let whole: Whole;
  let sink: SmtpSink;
  let mailboxId = '';
  let noReason = { id: '', text: '' };

  before(async () => {
    sink = await startSmtpSink({ serverMessageId: (count) => `server-${count}@relay.example` });
    whole = await startWhole(kind, {
      settings: { PUBLIC_URL: 'https://go.ours.example', ALLOW_PRIVATE_MAIL_HOSTS: 'true' },
    });
    const { deps, workspaceId } = whole.fulcrum;
    const reason = whole.sandbox.control.archiveReasons().find((each) => each.type !== 'hired');
    noReason = { id: reason?.id ?? '', text: reason?.text ?? '' };
    const identity = { organisation: 'Ours', postalAddress: '1 Main St, Springfield' };
    const policy = { identity, leverOptOutReasons: [noReason.text] };
    await ask('PUT', '/v1/outreach/policy', { body: policy });
    const made = await connectMailbox(deps, {
      workspaceId,
      ownerEmail: userEmail,
      address: userEmail,
      senderName: 'Mara Lind',
      provider: 'other',
      smtp: { host: '127.0.0.1', port: sink.port, security: 'none' },
      imap: null,
      auth: 'password',
      signInAs: userEmail,
      credential: new Secret('p'),
      zone: 'Europe/Lisbon',
      actor: 'test',
    });
    mailboxId = made.mailboxId;
    await ask('PATCH', `/v1/mailboxes/${mailboxId}`, { gapMinSeconds: 1, gapMaxSeconds: 1 });
  });
  after(async () => {
    await whole?.stop();
    await sink?.close();
  });

  const ask = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: object) =>
    (await whole.api.ask({ method, path, ...(body === undefined ? {} : { body }) })) as Record<
      string,
      unknown
    > & { id: string; items: Record<string, unknown>[] };

  async function sequence(name: string, secondAfterHours: number): Promise<string> {
    const variants = [{ id: 'a', subject: 'A role', text }];
    const delay = { amount: secondAfterHours, unit: 'hours' };
    const second = { ...email, id: 'two', delay, isInThread: true, variants: [{ id: 'a', text }] };
    const steps = [{ ...email, id: 'one', variants }, second];
    const made = await ask('POST', '/v1/sequences', { name, userEmail, body: { ...plain, steps } });
    await ask('POST', `/v1/sequences/${made.id}/publish`);
    return made.id;
  }

  async function person(name: string): Promise<{ personId: string; address: string }> {
    const [first = '', last = ''] = name.toLowerCase().split(' ');
    const address = `${first}@${last}.example`;
    const emails = [{ value: address, status: 'verified', verifiedAt: new Date().toISOString() }];
    const profile = {
      source: 'pin',
      sourceEventId: address,
      externalId: `pin-${name}`,
      name,
      emails,
    };
    await whole.profiles({ ...profile, location: 'Lisbon, Portugal' });
    await whole.quiet();
    const people = await ask('GET', `/v1/people?email=${encodeURIComponent(address)}`);
    return { personId: String(people.items[0]?.['id']), address };
  }

  async function enrol(personId: string, sequenceId: string) {
    const wish = { sequenceId, personIds: [personId], mailboxId, userEmail };
    const done = await ask('POST', '/v1/enrollments', wish);
    await whole.quiet();
    return done.items[0] ?? {};
  }

  const touched = async (...items: object[]) => await ask('POST', '/v1/touches', { items });
  const mailsTo = (address: string): AcceptedMail[] =>
    sink.accepted.filter((mail) => mail.to.includes(address));
  const opportunityOf = async (personId: string): Promise<string> => {
    const found = await sql<{ id: string }>`
      select opportunity_id as id from records where person_id = ${personId}`.execute(
      whole.fulcrum.deps.db,
    );
    return found.rows[0]?.id ?? '';
  };
  const runOf = async (id: unknown) => await ask('GET', `/v1/enrollments/${String(id)}`);
  const told = (type: string, sequenceName: string): Told[] =>
    whole.received
      .map((one) => one.body as Told)
      .filter((one) => one.type === type)
      .filter((one) => one.data.enrollments.some((each) => each.sequence === sequenceName));

  test('a follow-up answers the message under the name that the server gave it', async () => {
    const sequenceId = await sequence('Thread', 0);
    const { personId, address } = await person('Ines Ferro');
    await enrol(personId, sequenceId);
    for (let looks = 0; looks < 40 && mailsTo(address).length < 2; looks += 1) await whole.quiet();
    const [first, second] = mailsTo(address).map((mail) => mail.body.toString());
    assert.ok(first !== undefined && second !== undefined, 'both steps went out');
    const place = sink.accepted.findIndex((mail) => mail.to.includes(address)) + 1;
    const name = `<server-${place}@relay.example>`;
    assert.match(first, /^Subject: A role\r$/mu);
    assert.doesNotMatch(first, /^(?:In-Reply-To|References):/mu);
    assert.match(second, /^Subject: Re: A role\r$/mu);
    assert.ok(second.includes(`\r\nIn-Reply-To: ${name}\r\n`), second.slice(0, 800));
    assert.match(second, new RegExp(`^References: (?:<\\S+>\\s+)*${name}\\r$`, 'mu'));
    const own = /^Message-ID: (<\S+>)\r$/mu;
    assert.notEqual(own.exec(first)?.[1], own.exec(second)?.[1]);
  });

  test('a stage change in Lever pauses before the next step; when the hold is lifted it goes on with its delay', async () => {
    const sequenceId = await sequence('Paused by stage', 48);
    const { personId, address } = await person('Olga Ivanova');
    const enrolled = await enrol(personId, sequenceId);
    assert.equal(mailsTo(address).length, 1);
    const before = await runOf(enrolled['enrollmentId']);
    whole.sandbox.control.moveStage({
      opportunity: await opportunityOf(personId),
      stage: 'applicant-new',
    });
    await whole.quiet();
    const paused = await runOf(enrolled['enrollmentId']);
    assert.deepEqual([paused['state'], paused['nextAt']], ['paused', null]);
    const why = await ask('GET', `/v1/people/${personId}/contact`);
    assert.match(String(why['because']), /^outreach is held: Lever reports status applicant$/u);
    const holds = await ask('GET', `/v1/holds?personId=${personId}`);
    for (const hold of holds.items)
      await ask('POST', `/v1/holds/${String(hold['id'])}/lift`, { because: 'a wrong click' });
    await whole.quiet();
    const resumed = await runOf(enrolled['enrollmentId']);
    assert.equal(resumed['state'], 'active');
    const shiftMs = Date.parse(String(resumed['nextAt'])) - Date.parse(String(before['nextAt']));
    assert(shiftMs >= 0, 'the delay that was left is kept');
    assert.equal(mailsTo(address).length, 1);
  });

  test('where no webhook tells of the stage, the look right before the send finds it', async () => {
    const sequenceId = await sequence('Looked before', 48);
    const { personId, address } = await person('Grace Hopper');
    const enrolled = await enrol(personId, sequenceId);
    assert.equal(mailsTo(address).length, 1);
    const { db, clock } = whole.fulcrum.deps;
    whole.sandbox.control.switchWebhooks({ on: false });
    whole.sandbox.control.moveStage({
      opportunity: await opportunityOf(personId),
      stage: 'applicant-new',
    });
    whole.sandbox.control.switchWebhooks({ on: true });
    const old = new Date(clock.now().getTime() - 6 * 60_000);
    await sql`update records set opportunity_read_at = ${old} where person_id = ${personId}`.execute(
      db,
    );
    await sql`update enrollments set next_at = ${clock.now()} where id = ${String(enrolled['enrollmentId'])} and state = 'active'`.execute(
      db,
    );
    whole.fulcrum.deps.wake();
    await whole.quiet();
    assert.equal((await runOf(enrolled['enrollmentId']))['state'], 'paused');
    assert.equal(mailsTo(address).length, 1);
  });

  test('archiving with a reason that means no contact stops everything, for every sequence and sourcer', async () => {
    const sequenceId = await sequence('Ended by archive', 48);
    const { personId, address } = await person('Mary Shelley');
    const enrolled = await enrol(personId, sequenceId);
    assert.equal(mailsTo(address).length, 1);
    whole.sandbox.control.archive({
      opportunity: await opportunityOf(personId),
      reason: noReason.id,
    });
    await whole.quiet();
    const run = await runOf(enrolled['enrollmentId']);
    assert.equal(run['state'], 'stopped');
    const list = await ask('GET', `/v1/suppressions?personId=${personId}&inForce=true`);
    assert.deepEqual(
      list.items.map((one) => [one['kind'], one['cause']]),
      [['person', 'lever']],
    );
    const again = await enrol(personId, await sequence('Another sourcer', 48));
    assert.equal(again['isEnrolled'], false);
    assert.match(
      String(again['because']),
      new RegExp(`archived in Lever as “${noReason.text}”$`, 'u'),
    );
  });

  test('a tool that sends by itself is told to pause, to go on and to stop, signed, and its touches are kept', async () => {
    const { personId, address } = await person('Ada Lovelace');
    const touch = (sourceEventId: string, more: object) => ({
      source: 'pin',
      sourceEventId,
      person: { email: address },
      channel: 'email' as const,
      kind: 'sent' as const,
      sequence: 'Pin Backend',
      step: 1,
      occurredAt: new Date().toISOString(),
      ...more,
    });
    await touched(touch('enrol', { kind: 'enrolled' }), touch('sent-1', {}));
    await whole.quiet();
    const opportunity = await opportunityOf(personId);
    whole.sandbox.control.moveStage({ opportunity, stage: 'applicant-new' });
    await whole.quiet();
    assert.equal(told('outreach.pause', 'Pin Backend').length, 1);
    await touched(touch('sent-2', { step: 2 }));
    await whole.quiet();
    assert.equal(told('outreach.pause', 'Pin Backend').length, 1, 'it was told just now');
    const ours = await enrol(personId, await sequence('Beside Pin', 48));
    assert.equal(ours['isEnrolled'], false);
    const holds = await ask('GET', `/v1/holds?personId=${personId}`);
    for (const hold of holds.items)
      await ask('POST', `/v1/holds/${String(hold['id'])}/lift`, { because: 'goes on' });
    await whole.quiet();
    assert.equal(told('outreach.resume', 'Pin Backend').length, 1);
    whole.sandbox.control.archive({ opportunity, reason: noReason.id });
    await whole.quiet();
    assert.equal(told('outreach.stop', 'Pin Backend').length, 1);
    const runs = await ask('GET', `/v1/people/${personId}/enrollments`);
    assert.deepEqual(
      runs.items.map((one) => [one['sequence'], one['state']]),
      [['Pin Backend', 'stopped']],
    );
  });
});
