// Figures of mail itself: how fast an answer stops everything, and how many messages a second go over kept connections to
// a server on this machine, signed and unsigned.

import { loadavg } from 'node:os';
import { sql } from 'kysely';
import { startSmtpSink } from '../sandbox/mail/smtp-sink.ts';
import { dkimSigner } from '../src/adapters/smtp/dkim-signer.ts';
import { readMail } from '../src/adapters/mime/read-mail.ts';
import { smtpSender } from '../src/adapters/smtp/smtp-sender.ts';
import { composeMail } from '../src/core/outreach/mime.ts';
import { Secret } from '../src/core/secret.ts';
import type { Db } from '../src/db/connect.ts';
import { receiveInbound } from '../src/flows/receive-inbound.ts';
import { anEmail, sendingWorld } from '../test/sending-world.ts';

export interface WireFigures {
  replies: number;
  /** From the bytes of an answer to the commit after which nothing goes out. */
  replyToStopP50Ms: number;
  replyToStopP99Ms: number;
  stillRunning: number;
  unsignedPerSecond: number;
  signedPerSecond: number;
  /** What a signature costs: unsigned over signed. */
  signingRatio: number;
  loadAverage: number;
}

/** `db` is a migrated database; nothing leaves this machine. */
export async function wireFigures(
  db: Db,
  options: { replies: number; mails: number; connections: number; say(line: string): void },
): Promise<WireFigures> {
  const replies = await replyFigures(db, options.replies);
  const sends = await sendFigures(options);
  const [load = 0] = loadavg();
  const loadAverage = Math.round(load * 10) / 10;
  const figures = { replies: options.replies, ...replies, ...sends, loadAverage };
  options.say(
    `an answer stops everything in ${figures.replyToStopP50Ms} ms (p99 ${figures.replyToStopP99Ms} ms); ` +
      `${figures.signedPerSecond} signed mails a second over ${options.connections} connections, ` +
      `${figures.unsignedPerSecond} unsigned (${figures.signingRatio} times); load ${loadAverage}`,
  );
  return figures;
}

async function replyFigures(
  db: Db,
  count: number,
): Promise<Pick<WireFigures, 'replyToStopP50Ms' | 'replyToStopP99Ms' | 'stillRunning'>> {
  const world = await sendingWorld(db, 'replies');
  const { deps, workspaceId, mailboxId } = world;
  await sql`update mailboxes set ramp_start = 5000, new_day_cap = 5000, gap_min_seconds = 1, gap_max_seconds = 1,
    provider = 'google_relay'`.execute(db);
  const later = anEmail('two', { delay: { amount: 5, unit: 'business_days' }, isInThread: true });
  const sequenceId = await world.sequence({
    steps: [anEmail('one'), later],
    window: { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' },
  });
  const addresses: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const address = `p${number}@d${number}.example`;
    addresses.push(address);
    await world.enrol(await world.person(`Person ${nameOf(number)}`, address), sequenceId);
  }
  await world.pass(count * 2_000, 1_000);
  const times: number[] = [];
  for (const mail of world.sink.accepted) {
    const name = /^Message-ID: (<\S+>)/mu.exec(mail.body.toString())?.[1] ?? '';
    const from = mail.to[0] ?? '';
    const head = [`From: ${from}`, 'To: sam@acme.example', 'Subject: Re: A role'];
    const ids = [`Message-ID: <answer-${from}>`, `In-Reply-To: ${name}`];
    const bytes = Buffer.from([...head, ...ids, '', 'Yes, gladly. Tuesday?', ''].join('\r\n'));
    const began = performance.now();
    await receiveInbound(
      { ...deps, readMail, intentModel: null },
      {
        workspaceId,
        mailbox: { id: mailboxId, address: 'sam@acme.example', ownerEmail: 'sam@acme.example' },
        place: null,
        fetched: {
          bytes,
          byteCount: bytes.byteLength,
          receivedAt: deps.clock.now(),
          threadId: null,
        },
      },
    );
    times.push(performance.now() - began);
  }
  const left = await sql<{ count: number }>`
    select count(*) as count from enrollments where workspace_id = ${workspaceId} and state = 'active'`.execute(
    db,
  );
  await world.close();
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number =>
    Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
  return {
    replyToStopP50Ms: at(0.5),
    replyToStopP99Ms: at(0.99),
    stillRunning: left.rows[0]?.count ?? -1,
  };
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

function nameOf(number: number): string {
  const at = (place: number): string => letters[Math.floor(number / 26 ** place) % 26] ?? 'a';
  return `${at(0).toUpperCase()}${at(1)}n ${at(2).toUpperCase()}${at(0)}r${at(1)}o`;
}

async function sendFigures(of: {
  mails: number;
  connections: number;
}): Promise<Pick<WireFigures, 'unsignedPerSecond' | 'signedPerSecond' | 'signingRatio'>> {
  const sink = await startSmtpSink();
  const sender = smtpSender({ keptMax: of.connections });
  const signer = dkimSigner();
  const { privateKey } = signer.newKey();
  const access = {
    server: { host: '127.0.0.1', port: sink.port, security: 'none' },
    signIn: { kind: 'password', user: 'sam@acme.example', password: new Secret('p') },
  } as const;
  const run = async (isSigned: boolean): Promise<number> => {
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let number = next++; number < of.mails; number = next++) {
        const plain = mailOf(number);
        const key = { domain: 'acme.example', selector: 'f', privateKey };
        const bytes = isSigned ? await signer.sign(plain, key) : plain;
        const outcome = await sender.send(
          access,
          { bytes, envelopeFrom: 'sam@acme.example', envelopeTo: `p${number}@mail.example` },
          { signal: new AbortController().signal, mayIssueData: async () => true },
        );
        if (outcome.outcome !== 'accepted') throw new Error(`not sent: ${outcome.outcome}`);
      }
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: of.connections }, worker));
    return of.mails / ((performance.now() - began) / 1000);
  };
  await run(false);
  const unsigned = await run(false);
  const signed = await run(true);
  sender.close();
  await sink.close();
  return {
    unsignedPerSecond: Math.round(unsigned),
    signedPerSecond: Math.round(signed),
    signingRatio: Math.round((unsigned / signed) * 10) / 10,
  };
}

/** About five kilobytes, as a letter with both parts is. */
function mailOf(number: number): Uint8Array {
  const text = 'Shall we talk about a role that may suit you?\n'.repeat(30);
  return composeMail({
    fromName: 'Sam Sender',
    from: 'sam@acme.example',
    to: `p${number}@mail.example`,
    subject: 'A role',
    date: new Date(0),
    messageId: `<m${number}@acme.example>`,
    inReplyTo: null,
    references: [],
    headers: [],
    text,
    html: `<p>${text}</p>`,
    boundary: `part-${number}`,
  });
}
