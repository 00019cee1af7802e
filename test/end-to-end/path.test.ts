// The main path on both databases: profiles become candidates once, touches their timeline, a stage change a pause.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { eachDatabase } from '../databases.ts';
import { connectToSandbox, startRunning, type Running } from '../running.ts';

function aProfile(number: number, more: object = {}): object {
  return {
    source: 'pin',
    sourceEventId: `hit-${number}`,
    name: `Person ${number}`,
    foundAt: '2026-03-01T09:00:00.000Z',
    job: { externalId: 'backend', name: 'Backend' },
    emails: [{ value: `person${number}@mail.example`, status: 'verified' }],
    ...more,
  };
}

function aTouch(number: number, event: string, more: object = {}): object {
  return {
    source: 'pin',
    sourceEventId: `touch-${number}-${event}`,
    person: { email: `person${number}@mail.example` },
    channel: 'email',
    kind: 'sent',
    sequence: 'Backend Berlin',
    step: 1,
    subject: 'A role for you',
    sender: 'mia@acme.example',
    occurredAt: '2026-03-02T09:00:00.000Z',
    ...more,
  };
}

eachDatabase((_kind, open) => {
  async function running(run: (running: Running) => Promise<void>, options = {}): Promise<void> {
    const started = await startRunning(await open(), options);
    try {
      await run(started);
    } finally {
      await started.stop();
    }
  }

  test('several hits of one person become one candidate, however often they are sent', async () => {
    await running(async (fulcrum) => {
      const hits = [
        aProfile(1),
        aProfile(1, {
          sourceEventId: 'hit-1b',
          source: 'pin',
          emails: [{ value: 'Person1@MAIL.example', status: 'unverified' }],
        }),
      ];
      for (let sending = 0; sending < 3; sending += 1) {
        await fulcrum.profiles(...hits, aProfile(2));
        await fulcrum.quiet();
      }
      const held = fulcrum.sandbox.control.opportunities({});
      assert.equal(held.length, 2);
      assert.deepEqual(held.flatMap((one) => one.person?.emails ?? []).toSorted(), [
        'person1@mail.example',
        'person2@mail.example',
      ]);
      assert.equal(fulcrum.sandbox.control.counters().byEndpoint['POST /opportunities'], 2);
    });
  });

  test('touches of a sequence stand in one note, in order, once', async () => {
    await running(async (fulcrum) => {
      await fulcrum.profiles(aProfile(1));
      await fulcrum.quiet();
      const touches = [
        aTouch(1, 'a'),
        aTouch(1, 'b', { step: 2, occurredAt: '2026-03-03T09:00:00.000Z' }),
        aTouch(1, 'c', {
          kind: 'replied',
          excerpt: 'Tell me more, @bob',
          occurredAt: '2026-03-04T09:00:00.000Z',
        }),
      ];
      for (const touch of touches) {
        await fulcrum.touches(touch);
        await fulcrum.quiet();
      }
      await fulcrum.touches(...touches);
      await fulcrum.quiet();
      const [held] = fulcrum.sandbox.control.opportunities({});
      assert.equal(held?.notes.length, 1);
      const text = held?.notes[0]?.entries.map((entry) => entry.value).join('\n') ?? '';
      assert.match(
        text,
        /2026-03-02 09:00 UTC {2}Email sent, step 1[\s\S]*2026-03-03 09:00 UTC[\s\S]*Replied by email[\s\S]*Tell me more, \(at\)bob/u,
      );
      assert.equal(text.match(/Email sent, step 1/gu)?.length, 1);
    });
  });

  test('an address that bounced for good is not written to Lever afterwards', async () => {
    await running(
      async (fulcrum) => {
        const both = [
          { value: 'person1@mail.example', status: 'verified' },
          { value: 'other1@mail.example', status: 'verified' },
        ];
        await fulcrum.profiles(aProfile(1, { emails: both }));
        await fulcrum.touches(
          aTouch(1, 'a'),
          aTouch(1, 'b', { kind: 'bounced', isHardBounce: true }),
        );
        await fulcrum.quiet();
        const { workspaceId, sandbox, deps } = fulcrum;
        await connectToSandbox(deps, { workspaceId, sandbox, ratePerSecond: 100_000 });
        fulcrum.deps.wake();
        await fulcrum.quiet();
        const [held] = sandbox.control.opportunities({});
        assert.deepEqual(held?.person?.emails, ['other1@mail.example']);
      },
      { isConnected: false },
    );
  });

  test('an interview stage in Lever pauses outreach and tells the source', async () => {
    await running(async (fulcrum) => {
      await endpoint(fulcrum);
      await fulcrum.profiles(aProfile(1));
      await fulcrum.touches(aTouch(1, 'enrolled', { kind: 'enrolled' }), aTouch(1, 'a'));
      await fulcrum.quiet();
      const [held] = fulcrum.sandbox.control.opportunities({});
      const stages = fulcrum.sandbox.control.stages();
      const interview = stages.find((stage) => stage.id === 'applicant-new');
      fulcrum.sandbox.control.moveStage({
        opportunity: held?.id ?? '',
        stage: interview?.id ?? '',
      });
      await fulcrum.quiet();
      const pause = fulcrum.sent
        .map((webhook) => JSON.parse(webhook.body))
        .find((body) => body.type === 'outreach.pause');
      assert(pause !== undefined, JSON.stringify(fulcrum.sent.map((one) => one.body)));
      const rows = await fulcrum.deps.db
        .selectFrom('enrollments')
        .select(['state', 'epoch'])
        .execute();
      assert.deepEqual(
        rows.map((row) => row.state),
        ['paused'],
      );
    });
  });

  test('a stage change right after a reading whose time had not settled pauses all the same', async () => {
    await running(async (fulcrum) => {
      await endpoint(fulcrum);
      await fulcrum.profiles(aProfile(1));
      await fulcrum.touches(aTouch(1, 'enrolled', { kind: 'enrolled' }), aTouch(1, 'a'));
      await fulcrum.quiet();
      const [held] = fulcrum.sandbox.control.opportunities({});
      const { db, clock } = fulcrum.deps;
      // As Lever's replies look for a moment: the time of update is a little ahead of the change.
      const remoteUpdatedAt = new Date(clock.now().getTime() + 900);
      await db
        .updateTable('records')
        .set({ opportunity: JSON.stringify({}), remoteUpdatedAt })
        .execute();
      fulcrum.sandbox.control.moveStage({
        opportunity: held?.id ?? '',
        stage: 'applicant-new',
      });
      await fulcrum.quiet();
      const rows = await db.selectFrom('enrollments').select('state').execute();
      assert.deepEqual(rows, [{ state: 'paused' }]);
    });
  });

  async function endpoint(fulcrum: Running): Promise<void> {
    const { db, ids, clock, sealer } = fulcrum.deps;
    await db
      .insertInto('webhookEndpoints')
      .values({
        workspaceId: fulcrum.workspaceId,
        id: ids.next(),
        url: 'https://source.example/hooks',
        sealedSecret: sealer.seal(Buffer.from('whsec_c2VjcmV0')),
        events: [],
        createdAt: clock.now(),
      })
      .execute();
  }
});
