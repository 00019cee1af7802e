// Hands messages to mail servers over kept connections, and says of each what is certain.

import { createHash } from 'node:crypto';
import type { ConnectionOptions } from 'node:tls';
import { PortFailure } from '../../ports/failure.ts';
import type { HostGuard } from '../../ports/host-guard.ts';
import type { MailAccess } from '../../ports/mail-account.ts';
import type { MailOutcome, MailSender, MailToSend, SendWatch } from '../../ports/mail-sender.ts';
import { openSession, refusalOf, SmtpEnded, SmtpRefused } from './smtp-session.ts';
import type { SmtpSession, SmtpSetting, SmtpTimes } from './smtp-session.ts';

export interface SmtpSenderOptions {
  /** How we name ourselves; a literal address where left out. */
  helloName?: string;
  times?: Partial<SmtpTimes>;
  /** Trust of certificates, for servers inside a network. */
  tls?: ConnectionOptions;
  /** Left out: any host. */
  guard?: HostGuard;
  /** Idle connections kept for each mailbox; providers allow about three at once. */
  keptMax?: number;
  keptMs?: number;
}

const timesDefault: SmtpTimes = { connectMs: 30_000, replyMs: 60_000, acceptMs: 120_000 };

export function smtpSender(options: SmtpSenderOptions = {}): MailSender & { close(): void } {
  const setting: SmtpSetting = {
    helloName: options.helloName ?? '[127.0.0.1]',
    times: { ...timesDefault, ...options.times },
    tls: options.tls ?? {},
    guard: options.guard ?? null,
  };
  const kept = keptSessions(options.keptMax ?? 3, options.keptMs ?? 20_000);
  return {
    send: async (access, mail, watch) => await send({ access, setting, kept }, mail, watch),
    async check(access) {
      try {
        (await openSession(access, setting, () => undefined)).quit();
      } catch (error) {
        throw failureOf(error);
      }
    },
    close: () => kept.close(),
  };
}

interface Way {
  access: MailAccess;
  setting: SmtpSetting;
  kept: KeptSessions;
}

async function send(way: Way, mail: MailToSend, watch: SendWatch): Promise<MailOutcome> {
  const { access, kept } = way;
  const idle = kept.take(access);
  if (idle !== null) {
    const outcome = await attempt(way, idle, { mail, watch });
    // A kept connection that had died meanwhile: nothing was named on it, so a new one is no repetition.
    if (!isDeadBefore(outcome) || watch.signal.aborted) return outcome;
  }
  return await attempt(way, null, { mail, watch });
}

function isDeadBefore(outcome: MailOutcome): boolean {
  if (outcome.outcome === 'unsent') return outcome.phase === 'mail_from';
  return outcome.outcome === 'refused' && outcome.code === 421 && outcome.phase === 'mail_from';
}

async function attempt(
  way: Way,
  idle: SmtpSession | null,
  { mail, watch }: { mail: MailToSend; watch: SendWatch },
): Promise<MailOutcome> {
  let breakOff = (): void => idle?.destroy();
  const onAbort = (): void => breakOff();
  if (watch.signal.aborted)
    return { outcome: 'unsent', phase: 'connect', because: 'broken off before it began' };
  watch.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const session =
      idle ??
      (await openSession(way.access, way.setting, (destroy) => {
        breakOff = destroy;
        if (watch.signal.aborted) destroy();
      }));
    const outcome = await session.deliver(mail, async () =>
      watch.signal.aborted ? false : await watch.mayIssueData(),
    );
    way.kept.give(way.access, session);
    return outcome;
  } catch (error) {
    if (error instanceof SmtpRefused) return refusalOf(error.phase, error.reply);
    if (error instanceof SmtpEnded)
      return { outcome: 'unsent', phase: error.phase, because: error.message };
    throw error;
  } finally {
    watch.signal.removeEventListener('abort', onAbort);
  }
}

interface KeptSessions {
  take(access: MailAccess): SmtpSession | null;
  give(access: MailAccess, session: SmtpSession): void;
  close(): void;
}

function keptSessions(max: number, ms: number): KeptSessions {
  const kept = new Map<string, { session: SmtpSession; timer: NodeJS.Timeout }[]>();
  return {
    take(access) {
      const list = kept.get(keyOf(access)) ?? [];
      let one = list.pop();
      while (one !== undefined) {
        clearTimeout(one.timer);
        if (one.session.isOpen()) return one.session;
        one = list.pop();
      }
      return null;
    },
    give(access, session) {
      if (!session.isOpen()) return;
      const key = keyOf(access);
      const list = kept.get(key) ?? [];
      if (list.length >= max) {
        session.quit();
        return;
      }
      const entry = {
        session,
        timer: setTimeout(() => {
          list.splice(list.indexOf(entry), 1);
          session.quit();
          if (list.length === 0) kept.delete(key);
        }, ms).unref(),
      };
      list.push(entry);
      kept.set(key, list);
    },
    close() {
      for (const { session, timer } of [...kept.values()].flat()) {
        clearTimeout(timer);
        session.quit();
      }
      kept.clear();
    },
  };
}

/** A changed password or a fresh token is another connection. */
function keyOf({ server, signIn }: MailAccess): string {
  const secret = signIn.kind === 'password' ? signIn.password : signIn.accessToken;
  const text = JSON.stringify([server, signIn.kind, signIn.user, secret.reveal()]);
  return createHash('sha256').update(text).digest('base64');
}

function failureOf(error: unknown): PortFailure {
  const isSignIn = error instanceof SmtpRefused && error.phase === 'sign_in';
  if (isSignIn && error.reply.code >= 500)
    return new PortFailure({
      kind: 'unauthorized',
      message: `The mail server refused the sign-in: ${error.reply.text.slice(0, 200)}. Check the user name and the password or connect the mailbox again.`,
      detail: `smtp sign-in: ${error.reply.code}`,
      status: error.reply.code,
      cause: error,
    });
  if (error instanceof SmtpEnded && error.cause instanceof PortFailure) return error.cause;
  const said = error instanceof Error ? error.message : String(error);
  return new PortFailure({
    kind: 'unreachable',
    message: `The mail server could not be reached or refused the connection (${said.slice(0, 200)}). Check host, port and encryption.`,
    detail: `smtp: ${said.slice(0, 200)}`,
    cause: error,
  });
}
