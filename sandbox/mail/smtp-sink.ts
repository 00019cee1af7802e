// An SMTP server that delivers nothing: it keeps what it accepted, and breaks on purpose at any point of the conversation.

import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { lines } from './lines.ts';

/** Where a fault can strike, in the order of the conversation. */
export const faultPoints = [
  'greet',
  'ehlo',
  'auth',
  'mail',
  'rcpt',
  'data',
  'midBody',
  'afterDot', // Accepted and kept, but the answer never comes.
  'afterAnswer',
] as const;
export type FaultPoint = (typeof faultPoints)[number];

export interface SinkFault {
  point: FaultPoint;
  /** Break the connection, stay silent, or answer with this line. */
  act: 'drop' | 'hang' | { answer: string };
  /** How often; for ever where left out. */
  times?: number;
  /** Let the first ones pass. */
  skip?: number;
}

export interface AcceptedMail {
  from: string;
  to: string[];
  /** As sent, without dot-stuffing. */
  body: Buffer;
  /** Milliseconds since 1970. */
  at: number;
}

export interface SmtpSink {
  port: number;
  accepted: AcceptedMail[];
  /** When each DATA command came in. */
  dataAt: number[];
  connectionCount(): number;
  addFault(fault: SinkFault): void;
  clearFaults(): void;
  close(): Promise<void>;
}

export interface SinkOptions {
  port?: number;
  /** User → password or access token; no sign-in is asked for where left out. */
  users?: Record<string, string>;
  /** Shown in the answer to the content, as servers do that replace the Message-ID. */
  serverMessageId?: (count: number) => string;
  /** Called for each accepted mail. */
  onAccepted?: (mail: AcceptedMail) => void;
}

const bodyBytesMax = 60_000_000;

export async function startSmtpSink(options: SinkOptions = {}): Promise<SmtpSink> {
  const faults: SinkFault[] = [];
  const accepted: AcceptedMail[] = [];
  const dataAt: number[] = [];
  const sockets = new Set<Socket>();
  let connectionCount = 0;
  const strike = (point: FaultPoint): SinkFault | null => {
    for (const fault of faults) {
      if (fault.point !== point || fault.times === 0) continue;
      if ((fault.skip ?? 0) > 0) {
        fault.skip = (fault.skip ?? 0) - 1;
        continue;
      }
      if (fault.times !== undefined) fault.times -= 1;
      return fault;
    }
    return null;
  };
  const server = createServer((socket) => {
    connectionCount += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    void converse(socket, { options, strike, accepted, dataAt }).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    port: portOf(server),
    accepted,
    dataAt,
    connectionCount: () => connectionCount,
    addFault: (fault) => faults.push({ ...fault }),
    clearFaults: () => faults.splice(0),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

interface Scene {
  options: SinkOptions;
  strike(point: FaultPoint): SinkFault | null;
  accepted: AcceptedMail[];
  dataAt: number[];
}

/** Throws to end the conversation. */
async function converse(socket: Socket, scene: Scene): Promise<void> {
  const say = (line: string): void => {
    socket.write(`${line}\r\n`);
  };
  /** True where the fault has answered in our place. */
  const broken = async (point: FaultPoint): Promise<boolean> => {
    const fault = scene.strike(point);
    if (fault === null) return false;
    if (fault.act === 'drop') {
      socket.destroy();
      throw new Error('dropped');
    }
    if (fault.act === 'hang') await new Promise<never>(() => undefined);
    if (typeof fault.act === 'object') say(fault.act.answer);
    return true;
  };
  const reader = lines(socket);
  if (!(await broken('greet'))) say('220 sink.example ESMTP');
  let from = '';
  let to: string[] = [];
  let isSignedIn = scene.options.users === undefined;
  while (true) {
    const line = await reader.next();
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO' || verb === 'HELO') {
      if (await broken('ehlo')) continue;
      const auth = scene.options.users === undefined ? [] : ['250-AUTH PLAIN LOGIN XOAUTH2'];
      say(
        [
          '250-sink.example',
          '250-PIPELINING',
          '250-8BITMIME',
          '250-SMTPUTF8',
          ...auth,
          '250 SIZE 60000000',
        ].join('\r\n'),
      );
    } else if (verb === 'AUTH') {
      if (await broken('auth')) continue;
      isSignedIn = isKnown(line, scene.options.users ?? {});
      say(isSignedIn ? '235 2.7.0 welcome' : '535 5.7.8 credentials refused');
    } else if (verb === 'MAIL') {
      if (await broken('mail')) continue;
      from = addressIn(line);
      to = [];
      say(isSignedIn ? '250 2.1.0 ok' : '530 5.7.0 sign in first');
    } else if (verb === 'RCPT') {
      if (await broken('rcpt')) continue;
      to.push(addressIn(line));
      say('250 2.1.5 ok');
    } else if (verb === 'DATA') {
      scene.dataAt.push(Date.now());
      if (await broken('data')) continue;
      say('354 go on');
      if (await broken('midBody')) continue;
      const mail = { from, to, body: await reader.body(bodyBytesMax), at: Date.now() };
      const refusal = scene.strike('afterDot');
      if (refusal !== null && typeof refusal.act === 'object') {
        say(refusal.act.answer);
        continue;
      }
      scene.accepted.push(mail);
      scene.options.onAccepted?.(mail);
      if (refusal?.act === 'drop') socket.destroy();
      if (refusal !== null) return;
      const id = scene.options.serverMessageId?.(scene.accepted.length);
      say(`250 2.0.0 ok${id === undefined ? '' : ` <${id}>`} queued`);
      if (await broken('afterAnswer')) continue;
    } else if (verb === 'QUIT') {
      say('221 2.0.0 bye');
      socket.end();
      return;
    } else {
      say('250 2.0.0 ok');
    }
  }
}

function addressIn(line: string): string {
  return /<([^>]*)>/u.exec(line)?.[1] ?? '';
}

/** PLAIN and XOAUTH2 with an initial answer. */
function isKnown(line: string, users: Record<string, string>): boolean {
  const [, method = '', given = ''] = line.split(' ');
  const text = Buffer.from(given, 'base64').toString('utf8');
  if (method.toUpperCase() === 'PLAIN') {
    const [, user = '', password = ''] = text.split('\u0000');
    return users[user] !== undefined && users[user] === password;
  }
  const [user = '', bearer = ''] = text.split('\u0001').map((each) => each.replace(/^[^=]*=/u, ''));
  return users[user] !== undefined && bearer === `Bearer ${users[user]}`;
}
