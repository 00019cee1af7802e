// A signed-in SMTP session: greeting, encryption, sign-in, and one message after another.

import type { ConnectionOptions } from 'node:tls';
import type { HostGuard } from '../../ports/host-guard.ts';
import type { MailAccess, MailSignIn } from '../../ports/mail-account.ts';
import type { MailOutcome, MailPhase, MailToSend } from '../../ports/mail-sender.ts';
import { openWire, WireLost } from './smtp-wire.ts';
import type { SmtpReply, SmtpWire } from './smtp-wire.ts';
import { stuffed } from './dot-stuffing.ts';

export interface SmtpTimes {
  connectMs: number;
  replyMs: number;
  /** After the last byte: servers scan before they answer. */
  acceptMs: number;
}

export interface SmtpSession {
  isOpen(): boolean;
  deliver(mail: MailToSend, mayIssueData: () => Promise<boolean>): Promise<MailOutcome>;
  quit(): void;
  /** At once, without a farewell. */
  destroy(): void;
}

/** The server said no at this point. */
export class SmtpRefused extends Error {
  readonly phase: MailPhase;
  readonly reply: SmtpReply;

  constructor(phase: MailPhase, reply: SmtpReply) {
    super(`${phase}: ${reply.code} ${reply.text}`);
    this.phase = phase;
    this.reply = reply;
  }
}

/** It ended without an answer at this point. */
export class SmtpEnded extends Error {
  readonly phase: MailPhase;

  constructor(phase: MailPhase, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.phase = phase;
  }
}

export interface SmtpSetting {
  helloName: string;
  times: SmtpTimes;
  tls: ConnectionOptions;
  guard: HostGuard | null;
}

interface Way {
  wire: SmtpWire;
  times: SmtpTimes;
  extensions: Map<string, string>;
}

/** Throws SmtpRefused or SmtpEnded. `onOpen` is told of the connection at once, so that it can be broken off. */
export async function openSession(
  access: MailAccess,
  setting: SmtpSetting,
  onOpen: (destroy: () => void) => void,
): Promise<SmtpSession> {
  const { server, signIn } = access;
  const { times, tls, guard } = setting;
  const wire = await at('connect', async () => {
    const address = (await guard?.addressOf(server.host)) ?? server.host;
    const to = { ...server, address, isTls: server.security === 'tls' };
    return await openWire(to, { timeoutMs: times.connectMs, tls });
  });
  onOpen(() => wire.destroy());
  const way: Way = { wire, times, extensions: new Map() };
  try {
    expect(await at('connect', () => wire.reply(times.connectMs)), 'connect');
    await sayHello(way, setting.helloName);
    if (server.security === 'starttls') {
      expect(await ask(way, 'STARTTLS', 'connect'), 'connect');
      await at('connect', () => wire.upgrade(server.host, tls, times.connectMs));
      await sayHello(way, setting.helloName);
    }
    if (way.extensions.has('AUTH')) await authenticate(way, { signIn, host: server.host });
  } catch (error) {
    wire.destroy();
    throw error;
  }
  return {
    isOpen: () => wire.isOpen(),
    deliver: async (mail, mayIssueData) => await deliver(way, mail, mayIssueData),
    destroy: () => wire.destroy(),
    quit() {
      void wire
        .write('QUIT\r\n')
        .catch(() => undefined)
        .finally(() => wire.destroy());
    },
  };
}

async function at<T>(phase: MailPhase, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof SmtpRefused ? error : new SmtpEnded(phase, error);
  }
}

async function ask(way: Way, command: string, phase: MailPhase): Promise<SmtpReply> {
  return await at(phase, async () => {
    await way.wire.write(`${command}\r\n`);
    return await way.wire.reply(way.times.replyMs);
  });
}

function expect(reply: SmtpReply, phase: MailPhase): void {
  if (reply.code < 200 || reply.code > 299) throw new SmtpRefused(phase, reply);
}

async function sayHello(way: Way, name: string): Promise<void> {
  const reply = await ask(way, `EHLO ${name}`, 'connect');
  way.extensions.clear();
  if (reply.code >= 500) {
    expect(await ask(way, `HELO ${name}`, 'connect'), 'connect');
    return;
  }
  expect(reply, 'connect');
  for (const line of reply.lines.slice(1)) {
    const [keyword = '', ...rest] = line.trim().split(/[\s=]+/u);
    way.extensions.set(keyword.toUpperCase(), rest.join(' ').toUpperCase());
  }
}

async function authenticate(
  way: Way,
  { signIn, host }: { signIn: MailSignIn; host: string },
): Promise<void> {
  if (!way.wire.isEncrypted() && !isLoopback(host))
    throw new SmtpEnded('sign_in', new Error('no sign-in over a connection others can read'));
  const offered = way.extensions.get('AUTH') ?? '';
  const reply = await signInBy(way, signIn, offered);
  if (reply.code !== 235) throw new SmtpRefused('sign_in', reply);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

async function signInBy(way: Way, signIn: MailSignIn, offered: string): Promise<SmtpReply> {
  const { user } = signIn;
  if (signIn.kind === 'xoauth2') {
    const token = base64(
      `user=${user}\u0001auth=Bearer ${signIn.accessToken.reveal()}\u0001\u0001`,
    );
    const reply = await ask(way, `AUTH XOAUTH2 ${token}`, 'sign_in');
    // The server explains first and refuses after an empty line.
    return reply.code === 334 ? await ask(way, '', 'sign_in') : reply;
  }
  const password = signIn.password.reveal();
  if (offered.includes('PLAIN'))
    return await ask(way, `AUTH PLAIN ${base64(`\u0000${user}\u0000${password}`)}`, 'sign_in');
  const asked = await ask(way, 'AUTH LOGIN', 'sign_in');
  if (asked.code !== 334) return asked;
  const named = await ask(way, base64(user), 'sign_in');
  return named.code === 334 ? await ask(way, base64(password), 'sign_in') : named;
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** Commands go one by one, without pipelining: only so is there a point before DATA at which a pause still counts. */
async function deliver(
  way: Way,
  mail: MailToSend,
  mayIssueData: () => Promise<boolean>,
): Promise<MailOutcome> {
  const named = await nameParties(way, mail);
  if (named !== null) return named;
  const may = await mayIssueData().catch(() => false);
  if (!may) {
    await ask(way, 'RSET', 'data').catch(() => way.wire.destroy());
    return { outcome: 'unsent', phase: 'data', because: 'stopped right before the content' };
  }
  const ready = await ask(way, 'DATA', 'data');
  if (ready.code !== 354) return refusalOf('data', ready);
  await at('body', () => way.wire.write(stuffed(mail.bytes)));
  return await finish(way);
}

/** From the final dot on nothing is certain without an answer. */
async function finish(way: Way): Promise<MailOutcome> {
  try {
    await way.wire.write('.\r\n');
    const answer = await way.wire.reply(way.times.acceptMs);
    if (answer.code >= 400) return refusalOf('body', answer);
    return { outcome: 'accepted', serverMessageId: idIn(answer.text), answer: shown(answer) };
  } catch (error) {
    way.wire.destroy();
    if (!(error instanceof WireLost)) throw error;
    return { outcome: 'unknown', because: `after the last byte: ${error.message}` };
  }
}

async function nameParties(way: Way, mail: MailToSend): Promise<MailOutcome | null> {
  const { envelopeFrom, envelopeTo, bytes } = mail;
  const isWide = /[^ -~]/u.test(envelopeFrom + envelopeTo);
  const isBroken = /[\s<>]/u.test(envelopeFrom + envelopeTo) || !envelopeTo.includes('@');
  if (isBroken || (isWide && !way.extensions.has('SMTPUTF8'))) {
    const answer = isBroken ? 'not an address' : 'the server takes no international addresses';
    return { outcome: 'refused', code: 553, enhanced: '5.1.3', answer, phase: 'rcpt_to' };
  }
  const words = [`MAIL FROM:<${envelopeFrom}>`];
  if (way.extensions.has('SIZE')) words.push(`SIZE=${bytes.byteLength}`);
  if (way.extensions.has('8BITMIME') && bytes.some((byte) => byte > 127))
    words.push('BODY=8BITMIME');
  if (isWide) words.push('SMTPUTF8');
  const from = await ask(way, words.join(' '), 'mail_from');
  if (from.code >= 300) return await refused(way, 'mail_from', from);
  const to = await ask(way, `RCPT TO:<${envelopeTo}>`, 'rcpt_to');
  return to.code >= 300 ? await refused(way, 'rcpt_to', to) : null;
}

async function refused(way: Way, phase: MailPhase, reply: SmtpReply): Promise<MailOutcome> {
  if (reply.code === 421) way.wire.destroy();
  else await ask(way, 'RSET', phase).catch(() => way.wire.destroy());
  return refusalOf(phase, reply);
}

export function refusalOf(phase: MailPhase, reply: SmtpReply): MailOutcome {
  const enhanced = /^([245]\.\d{1,3}\.\d{1,3})\b/u.exec(reply.text)?.[1] ?? null;
  return { outcome: 'refused', code: reply.code, enhanced, answer: shown(reply), phase };
}

function shown(reply: SmtpReply): string {
  return `${reply.code} ${reply.text}`.slice(0, 500);
}

/** Servers that replace our Message-ID name theirs in the last answer. */
function idIn(text: string): string | null {
  return /<([^<>\s@]+@[^<>\s]+)>/u.exec(text)?.[1] ?? null;
}
