import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { Secret } from '../../core/secret.ts';
import type { MailAccess } from '../../ports/mail-account.ts';
import type { MailOutcome } from '../../ports/mail-sender.ts';
import { faultPoints, startSmtpSink } from '../../../sandbox/mail/smtp-sink.ts';
import type { FaultPoint } from '../../../sandbox/mail/smtp-sink.ts';
import { smtpSender } from './smtp-sender.ts';

const bytes = Buffer.from(
  'From: a@ours.example\r\nSubject: hello\r\n\r\nOne line\r\n.dot at the beginning\r\n..two\r\n',
);
const mail = { bytes, envelopeFrom: 'a@ours.example', envelopeTo: 'b@theirs.example' };
const sink = await startSmtpSink();
const sender = smtpSender({ times: { connectMs: 2_000, replyMs: 300, acceptMs: 300 } });
const access: MailAccess = {
  server: { host: '127.0.0.1', port: sink.port, security: 'none' },
  signIn: { kind: 'password', user: 'a', password: new Secret('p') },
};
const go = { signal: new AbortController().signal, mayIssueData: async () => true };
after(async () => {
  sender.close();
  await sink.close();
});

const certain: Record<FaultPoint, MailOutcome['outcome']> = {
  greet: 'unsent',
  ehlo: 'unsent',
  auth: 'accepted', // This sink asks for no sign-in.
  mail: 'unsent',
  rcpt: 'unsent',
  data: 'unsent',
  midBody: 'unsent',
  afterDot: 'unknown',
  afterAnswer: 'accepted',
};

for (const point of faultPoints) {
  for (const act of ['drop', 'hang'] as const) {
    test(`a connection that ends by ${act} at ${point}: ${certain[point]}`, async () => {
      const fresh = await startSmtpSink();
      const once = smtpSender({ times: { connectMs: 500, replyMs: 200, acceptMs: 200 } });
      fresh.addFault({ point, act });
      const server = { ...access.server, port: fresh.port };
      const outcome = await once.send({ ...access, server }, mail, go);
      once.close();
      await fresh.close();
      if (point === 'midBody' && act === 'hang') {
        // The whole body went out before the silence.
        assert.equal(outcome.outcome, 'unknown');
        return;
      }
      if (point === 'midBody') {
        // On a loopback the dot may have been written before the break is noticed: then nothing is claimed.
        assert.notEqual(outcome.outcome, 'accepted');
        assert.equal(fresh.accepted.length, 0);
        return;
      }
      assert.equal(outcome.outcome, certain[point]);
      if (outcome.outcome === 'unsent') assert.equal(fresh.accepted.length, 0);
    });
  }
}

test('the bytes arrive as they were given', async () => {
  const outcome = await sender.send(access, mail, go);
  assert.equal(outcome.outcome, 'accepted');
  assert.deepEqual(sink.accepted.at(-1)?.body, bytes);
  assert.deepEqual(sink.accepted.at(-1)?.to, ['b@theirs.example']);
});

test('one connection carries many messages', async () => {
  const before = sink.connectionCount();
  for (let count = 0; count < 5; count += 1) await sender.send(access, mail, go);
  assert.ok(sink.connectionCount() - before <= 1);
});

test('a kept connection that died is replaced without the caller noticing', async () => {
  await sender.send(access, mail, go);
  sink.addFault({ point: 'mail', act: 'drop', times: 1 });
  const before = sink.accepted.length;
  assert.equal((await sender.send(access, mail, go)).outcome, 'accepted');
  assert.equal(sink.accepted.length, before + 1);
});

test('a refusal carries code, status and phase', async () => {
  sink.addFault({ point: 'rcpt', act: { answer: '550 5.1.1 no such user' }, times: 1 });
  const outcome = await sender.send(access, mail, go);
  assert.deepEqual(outcome, {
    outcome: 'refused',
    code: 550,
    enhanced: '5.1.1',
    answer: '550 5.1.1 no such user',
    phase: 'rcpt_to',
  });
});

test('a 421 after the content is a refusal', async () => {
  sink.addFault({ point: 'afterDot', act: { answer: '421 4.3.2 going down' }, times: 1 });
  const outcome = await sender.send(access, mail, go);
  assert.equal(outcome.outcome, 'refused');
});

test('no DATA is issued where the last question says no', async () => {
  const before = sink.dataAt.length;
  const outcome = await sender.send(access, mail, { ...go, mayIssueData: async () => false });
  assert.equal(outcome.outcome, 'unsent');
  assert.equal(sink.dataAt.length, before);
  const thrown = await sender.send(access, mail, {
    ...go,
    mayIssueData: async () => await Promise.reject(new Error('the database is gone')),
  });
  assert.equal(thrown.outcome, 'unsent');
  assert.equal(sink.dataAt.length, before);
});

test('an abort before the last byte means unsent', async () => {
  const controller = new AbortController();
  const before = sink.accepted.length;
  const outcome = await sender.send(access, mail, {
    signal: controller.signal,
    async mayIssueData() {
      controller.abort();
      return true;
    },
  });
  assert.equal(outcome.outcome, 'unsent');
  assert.equal(sink.accepted.length, before);
});

test('addresses cannot smuggle commands', async () => {
  const outcome = await sender.send(
    access,
    { ...mail, envelopeTo: 'b@theirs.example>\r\nRCPT TO:<c@other.example' },
    go,
  );
  assert.equal(outcome.outcome, 'refused');
  assert.ok(!sink.accepted.some((each) => each.to.includes('c@other.example')));
});

test('signing in by password and by token, and being refused', async () => {
  const locked = await startSmtpSink({
    users: { mara: 'right', 'mara@ours.example': 'token-1' },
    serverMessageId: (count) => `srv-${count}@theirs.example`,
  });
  const server = { ...access.server, port: locked.port };
  const by = async (signIn: MailAccess['signIn']): Promise<MailOutcome> =>
    await sender.send({ server, signIn }, mail, go);
  const good = await by({ kind: 'password', user: 'mara', password: new Secret('right') });
  assert.deepEqual(good, {
    outcome: 'accepted',
    serverMessageId: 'srv-1@theirs.example',
    answer: '250 2.0.0 ok <srv-1@theirs.example> queued',
  });
  const token = { kind: 'xoauth2', user: 'mara@ours.example' } as const;
  assert.equal((await by({ ...token, accessToken: new Secret('token-1') })).outcome, 'accepted');
  const wrong = await by({ ...token, accessToken: new Secret('old') });
  assert.equal(wrong.outcome === 'refused' && wrong.phase, 'sign_in');
  await assert.rejects(
    sender.check({ server, signIn: { kind: 'password', user: 'mara', password: new Secret('x') } }),
    { kind: 'unauthorized' },
  );
  await locked.close();
  await assert.rejects(sender.check({ ...access, server }), { kind: 'unreachable' });
});
