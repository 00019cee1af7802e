// A mailbox signs with a key of ours only once the key is published, on both databases.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachDatabase } from '../../test/databases.ts';
import { anEmail, hourMs, sendingWorld } from '../../test/sending-world.ts';
import { dkimSigner } from '../adapters/smtp/dkim-signer.ts';
import { PortFailure } from '../ports/failure.ts';
import { checkMailboxDomain } from './check-mailbox.ts';
import { signMailbox, stopSigning } from './sign-mailbox.ts';
import type { Signing } from './sign-mailbox.ts';

eachDatabase((_kind, open) => {
  async function scene() {
    const { db } = await open();
    const world = await sendingWorld(db, 'sign');
    let isAway = false;
    const texts = new Map<string, string[]>();
    world.deps = {
      ...world.deps,
      mailSigner: dkimSigner(),
      mailDns: {
        ...world.deps.mailDns,
        async findTxt(name) {
          if (isAway)
            throw new PortFailure({ kind: 'unreachable', message: 'Away.', detail: 'test' });
          return texts.get(name) ?? [];
        },
      },
    };
    const key = { workspaceId: world.workspaceId, mailboxId: world.mailboxId, actor: 'test' };
    const sequenceId = await world.sequence({ steps: [anEmail('only')] });
    let count = 0;
    return {
      world,
      key,
      texts,
      setAway: (away: boolean) => void (isAway = away),
      sign: async (selector = 'fulcrum'): Promise<Signing> =>
        await signMailbox(world.deps, { ...key, selector }),
      sent: async (): Promise<string> => {
        const name = `Ada ${'ABCD'[(count += 1)]}lovelace`;
        await world.enrol(await world.person(name, `ada${count}@gmail.com`), sequenceId);
        await world.pass(hourMs);
        assert.equal(world.sink.accepted.length, count);
        return world.sink.accepted.at(-1)?.body.toString() ?? '';
      },
    };
  }

  test('a key is made once, and signs when its record is found, however it is written', async () => {
    const { world, key, texts, setAway, sign, sent } = await scene();
    const made = await sign();
    assert.deepEqual([made.isOn, made.name], [false, 'fulcrum._domainkey.acme.example']);
    assert.match(made.record, /^v=DKIM1; k=rsa; p=[\w+/=]{300,}$/u);
    const asked = await sign();
    assert.deepEqual([asked.isOn, asked.record], [false, made.record], 'the same key');
    assert.match(asked.because, /not published yet/u);
    assert.ok(!/^DKIM-Signature:/imu.test(await sent()), 'nothing is signed before');
    setAway(true);
    assert.match((await sign()).because, /did not answer/u);
    setAway(false);
    const spread = made.record.replace('; p=', ';p=  ').replace(/(.{80})/u, '$1 ');
    texts.set(made.name, ['unrelated', spread]);
    assert.equal((await sign()).isOn, true);
    const mail = await sent();
    const signature = /^DKIM-Signature:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*/imu.exec(mail)?.[0] ?? '';
    assert.match(signature, /d=acme\.example/u);
    assert.match(signature, /s=fulcrum/u);
    assert.match(signature.replaceAll(/\s+/gu, ''), /List-Unsubscribe-Post/iu);
    const { checks } = await checkMailboxDomain(world.deps, { ...key, selector: null });
    assert.equal(checks.find((each) => each.check === 'dkim')?.state, 'good');
    await world.close();
  });

  test('another selector is another key; switched off, nothing is signed and the key is gone', async () => {
    const { world, key, texts, sign, sent } = await scene();
    const first = await sign();
    texts.set(first.name, [first.record]);
    await sign();
    const second = await sign('next');
    assert.notEqual(second.record, first.record);
    assert.equal(second.isOn, false);
    await stopSigning(world.deps, key);
    assert.ok(!/^DKIM-Signature:/imu.test(await sent()));
    assert.notEqual((await sign()).record, first.record);
    await assert.rejects(
      signMailbox({ ...world.deps, mailSigner: null }, { ...key, selector: 'x' }),
      { code: 'conflict' },
    );
    await world.close();
  });
});
