import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import { createSandbox } from '../../../sandbox/sandbox.ts';
import type { Switches } from '../../../sandbox/world/switches.ts';
import {
  CALL_TIMEOUT_MS,
  accessTo,
  handClock,
  openLeverAccount,
} from '../../../test/lever-account.ts';
import type { LeverAccount } from '../../../test/lever-account.ts';
import { leverContract } from '../../ports/contracts/lever.contract.ts';
import { PortFailure } from '../../ports/failure.ts';
import type { NewOpportunity } from '../../ports/lever.ts';
import { openHttpTransport } from './http-transport.ts';
import { lever } from './lever.ts';
import type { Transport } from './transport.ts';

const unknowns: [string, Partial<Switches>][] = [
  ['in process', {}],
  ['with bare lists', { envelope: 'bare' }],
  ['with short note replies', { noteReply: 'idOnly' }],
  ['with merged contact lists', { contactArrays: 'merge', notFoundCode: 'NotFoundError' }],
];
for (const [name, switches] of unknowns) {
  leverContract(name, async () => {
    const account = openLeverAccount({ switches });
    return underTest(account, account.clock.nowMs());
  });
}

const http = openHttpTransport({ connectionsMax: 8 });
after(() => http.close());

{
  const sandbox = createSandbox({ world: 'empty', limits: null });
  let close = async (): Promise<void> => {};
  after(() => close());
  leverContract('over HTTP', async () => {
    const listening = await sandbox.listen({ port: 0, controlPort: 0 });
    close = () => listening.close();
    return underTest(
      {
        sandbox,
        lever: lever({
          transport: http.transport,
          callTimeoutMs: CALL_TIMEOUT_MS,
          clock: handClock(),
        }),
        access: accessTo(listening.url, listening.apiKey),
      },
      sandbox.control.clock({}).now,
    );
  });
}

function underTest(account: Pick<LeverAccount, 'sandbox' | 'lever' | 'access'>, nowMs: number) {
  const user = account.sandbox.control.users({}).find((each) => each.deactivatedAt === null);
  assert.ok(user !== undefined);
  const { lever, access } = account;
  return { lever, access, userEmail: user.email, mark: 'a1b2c3', nowMs };
}

function newcomer(account: LeverAccount, email = 'ada@example.org'): NewOpportunity {
  const user = account.sandbox.control.users({})[0];
  return {
    performAs: user?.id ?? '',
    name: 'Ada Example',
    emails: [email],
    phones: [],
    links: [],
    tags: [],
    sources: [],
    createdAt: account.clock.nowMs() - 1_000,
  };
}

describe('every page of a long list', () => {
  test('whose token has run out is a conflict: the list is read again, and nobody has to act', async () => {
    const account = openLeverAccount();
    await assert.rejects(
      account.lever.listOpportunities(account.access, {}, 'expired'),
      (failure) => failure instanceof PortFailure && failure.kind === 'conflict',
    );
  });

  test('is reached by the token of the one before, and no row is lost', async () => {
    const account = openLeverAccount({ world: 350 });
    const ids = new Set<string>();
    let page: string | null = null;
    let pages = 0;
    do {
      const answer = await account.lever.listOpportunities(account.access, {}, page);
      for (const row of answer.rows) ids.add(row.id);
      page = answer.next;
      pages += 1;
    } while (page !== null && pages < 50);
    assert.equal(ids.size, account.sandbox.control.totals({}).opportunities);
    assert.ok(pages >= 4);
  });
});

describe('what goes wrong', () => {
  const failures: [string, Record<string, unknown>, PortFailure['kind']][] = [
    [
      'a fault of Lever before it did anything',
      { kind: 'errorBefore', status: 500 },
      'unknownOutcome',
    ],
    ['a fault of Lever after it did it', { kind: 'errorAfter', status: 502 }, 'unknownOutcome'],
    ['maintenance', { kind: 'errorBefore', status: 503 }, 'unknownOutcome'],
    ['a connection lost before', { kind: 'resetBefore' }, 'unknownOutcome'],
    ['a connection lost after', { kind: 'resetAfter' }, 'unknownOutcome'],
    ['too many calls', { kind: 'rateLimited' }, 'rateLimited'],
    ['a missing permission', { kind: 'errorBefore', status: 403 }, 'rejected'],
    ['a conflict', { kind: 'errorBefore', status: 409 }, 'rejected'],
    ['an unprocessable file', { kind: 'errorBefore', status: 422 }, 'rejected'],
    ['a moved resource', { kind: 'errorBefore', status: 301 }, 'rejected'],
  ];
  for (const [name, fault, kind] of failures) {
    test(`${name} is ${kind}, for reads and for writes`, async () => {
      const account = openLeverAccount();
      account.sandbox.control.addFault({ ...fault } as never);
      for (const call of [
        account.lever.listStages(account.access, null),
        account.lever.createOpportunity(account.access, newcomer(account)),
      ]) {
        await assert.rejects(call, (error) => error instanceof PortFailure && error.kind === kind);
      }
    });
  }

  test('Retry-After is obeyed where it is sent', async () => {
    const account = openLeverAccount();
    account.sandbox.control.addFault({ kind: 'rateLimited', retryAfterSeconds: 7 });
    await assert.rejects(account.lever.listStages(account.access, null), (error) => {
      assert.ok(error instanceof PortFailure);
      assert.equal(error.retryAt?.getTime(), account.clock.nowMs() + 7_000);
      return true;
    });
  });

  test('an answer that never comes is given up at the time limit, with unknown outcome', async () => {
    const account = openLeverAccount();
    account.sandbox.control.addFault({ kind: 'timeoutAfter', method: 'POST' });
    const creation = account.lever.createOpportunity(account.access, newcomer(account));
    const failed = assert.rejects(
      creation,
      (error) => error instanceof PortFailure && error.kind === 'unknownOutcome',
    );
    await account.clock.advance(CALL_TIMEOUT_MS);
    await failed;
    assert.equal(account.sandbox.control.totals({}).opportunities, 1);
  });

  const odd: [string, Partial<{ status: number; body: string }>][] = [
    ['a page of HTML', { body: '<html>' }],
    ['half a document', { body: '{"data": {"id": "x"' }],
    ['another shape', { body: '{"data": {"noteId": 7}}' }],
    ['nothing', { body: '' }],
  ];
  for (const [name, answer] of odd) {
    test(`${name} in a good answer is unexpected`, async () => {
      const transport: Transport = async () => ({
        status: 201,
        headers: {},
        body: Buffer.from(answer.body ?? ''),
      });
      const port = lever({ transport, callTimeoutMs: 1_000, clock: handClock() });
      const access = accessTo('http://127.0.0.1/v1', 'k');
      const note = { value: 'x', createdAt: 1 };
      await assert.rejects(
        port.createNote(access, 'o', note),
        (error) => error instanceof PortFailure && error.kind === 'unexpectedAnswer',
      );
    });
  }

  test("Lever's own words are shown without addresses, and never kept in the detail", async () => {
    const transport: Transport = async () => ({
      status: 400,
      headers: {},
      body: Buffer.from('{"code":"BadRequestError","message":"jo@example.org is not valid"}'),
    });
    const port = lever({ transport, callTimeoutMs: 1_000, clock: handClock() });
    const listing = port.listOpportunities(
      accessTo('http://127.0.0.1/v1', 'k'),
      { email: 'jo@example.org' },
      null,
    );
    await assert.rejects(listing, (error) => {
      assert.ok(error instanceof PortFailure);
      assert.match(error.message, /\[address\] is not valid/);
      assert.equal(error.detail, 'GET /opportunities: status 400, code BadRequestError');
      return true;
    });
  });
});

describe('over a socket', () => {
  const access = (port: number) => accessTo(`http://127.0.0.1:${port}/v1`, 'k');
  const overHttp = (clock = handClock()) =>
    lever({ transport: http.transport, callTimeoutMs: CALL_TIMEOUT_MS, clock });

  test('a refused connection is certainly not applied', async () => {
    const port = await freePort();
    await assert.rejects(
      overHttp().addTags(access(port), 'o', ['t']),
      (error) => error instanceof PortFailure && error.kind === 'unreachable',
    );
  });

  test('a name nobody has is certainly not applied', async () => {
    const there = accessTo('http://no-such-host.invalid/v1', 'k');
    await assert.rejects(
      overHttp().addTags(there, 'o', ['t']),
      (error) => error instanceof PortFailure && error.kind === 'unreachable',
    );
  });

  test('a server that speaks no TLS is certainly not applied', async () => {
    await using server = await listening((socket) =>
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    const there = accessTo(`https://127.0.0.1:${server.port}/v1`, 'k');
    await assert.rejects(
      overHttp().addTags(there, 'o', ['t']),
      (error) => error instanceof PortFailure && error.kind === 'unreachable',
    );
  });

  test('a connection closed after the request arrived has unknown outcome', async () => {
    await using server = await listening((socket) => socket.once('data', () => socket.destroy()));
    await assert.rejects(
      overHttp().addTags(access(server.port), 'o', ['t']),
      (error) => error instanceof PortFailure && error.kind === 'unknownOutcome',
    );
  });

  test('an answer cut short has unknown outcome', async () => {
    await using server = await listening((socket) =>
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"data":'),
      ),
    );
    await assert.rejects(
      overHttp().addTags(access(server.port), 'o', ['t']),
      (error) => error instanceof PortFailure && error.kind === 'unknownOutcome',
    );
  });

  test('at the time limit the socket is destroyed, so that a late answer meets nobody', async () => {
    const closed = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    await using server = await listening((socket) => {
      socket.once('data', () => arrived.resolve());
      socket.once('close', () => closed.resolve());
    });
    const clock = handClock();
    const failed = assert.rejects(
      overHttp(clock).addTags(access(server.port), 'o', ['t']),
      (error) => error instanceof PortFailure && error.kind === 'unknownOutcome',
    );
    await arrived.promise;
    await clock.advance(CALL_TIMEOUT_MS);
    await failed;
    await closed.promise;
  });

  test('a call given up while it waits for a connection is certainly not applied', async () => {
    const single = openHttpTransport({ connectionsMax: 1 });
    const arrived = Promise.withResolvers<void>();
    let requests = 0;
    await using server = await listening((socket) =>
      socket.on('data', () => {
        requests += 1;
        arrived.resolve();
      }),
    );
    const clock = handClock();
    const kindOfCall = async (callTimeoutMs: number): Promise<string> => {
      const port = lever({ transport: single.transport, callTimeoutMs, clock });
      const error = await port
        .addTags(access(server.port), 'o', ['t'])
        .catch((each: unknown) => each);
      return error instanceof PortFailure ? error.kind : 'no failure';
    };
    const first = kindOfCall(CALL_TIMEOUT_MS);
    await arrived.promise;
    const waiting = kindOfCall(CALL_TIMEOUT_MS / 4);
    await clock.advance(CALL_TIMEOUT_MS / 2);
    assert.equal(await waiting, 'unreachable');
    await clock.advance(CALL_TIMEOUT_MS);
    assert.equal(await first, 'unknownOutcome');
    await single.close();
    assert.equal(requests, 1);
  });
});

interface Listening extends AsyncDisposable {
  port: number;
}

async function listening(onConnection: (socket: Socket) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function freePort(): Promise<number> {
  const server = await listening(() => {});
  await server[Symbol.asyncDispose]();
  return server.port;
}
