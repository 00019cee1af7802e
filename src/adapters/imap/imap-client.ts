// Signed-in IMAP connections, one kept for each mailbox, and what their failures mean.

import { createHash } from 'node:crypto';
import type { ConnectionOptions } from 'node:tls';
import { ImapFlow } from 'imapflow';
import { PortFailure } from '../../ports/failure.ts';
import type { MailAccess } from '../../ports/mail-account.ts';

export interface ImapSetting {
  connectMs: number;
  /** Silence after which a connection counts as dead. */
  silenceMs: number;
  /** IDLE is begun anew before servers end it (RFC 2177: 29 minutes). */
  idleMs: number;
  tls: ConnectionOptions;
}

/** Throws PortFailure. */
export async function connectImap(access: MailAccess, setting: ImapSetting): Promise<ImapFlow> {
  const { server, signIn } = access;
  refuseOpenSignIn(server.security, server.host);
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    doSTARTTLS: server.security === 'starttls',
    auth:
      signIn.kind === 'password'
        ? { user: signIn.user, pass: signIn.password.reveal() }
        : { user: signIn.user, accessToken: signIn.accessToken.reveal() },
    tls: setting.tls,
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: setting.idleMs,
    connectionTimeout: setting.connectMs,
    greetingTimeout: setting.connectMs,
    socketTimeout: setting.silenceMs,
  });
  // Without a listener a connection that breaks later would end the process; the next command meets the break.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw failureOf(error);
  }
}

function refuseOpenSignIn(security: string, host: string): void {
  const isLoopback = host === 'localhost' || host === '::1' || host.startsWith('127.');
  if (security !== 'none' || isLoopback) return;
  throw new PortFailure({
    kind: 'unauthorized',
    message:
      'Reading this mailbox would send its password over a connection that others can read. Choose TLS or STARTTLS.',
    detail: 'imap: no encryption',
  });
}

export interface KeptClients {
  /** Runs with a connection of this mailbox; calls for one mailbox wait for each other. Throws PortFailure. */
  use<T>(access: MailAccess, act: (client: ImapFlow) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function keptClients(setting: ImapSetting): KeptClients {
  const clients = new Map<string, ImapFlow>();
  const turns = new Map<string, Promise<unknown>>();
  const run = async <T>(access: MailAccess, act: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const key = keyOf(access);
    const kept = clients.get(key);
    const client = kept?.usable === true ? kept : await connectImap(access, setting);
    clients.set(key, client);
    try {
      return await act(client);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind !== 'conflict') {
        clients.delete(key);
        client.close();
      }
      throw failure;
    }
  };
  return {
    async use(access, act) {
      const key = keyOf(access);
      const before = turns.get(key) ?? Promise.resolve();
      const mine = before.catch(() => undefined).then(async () => await run(access, act));
      turns.set(key, mine);
      try {
        return await mine;
      } finally {
        if (turns.get(key) === mine) turns.delete(key);
      }
    },
    async close() {
      const all = [...clients.values()];
      clients.clear();
      await Promise.all(all.map((client) => endClient(client)));
    },
  };
}

/** A farewell where the connection still lives; never throws. */
export async function endClient(client: ImapFlow): Promise<void> {
  if (client.usable) await client.logout().catch(() => undefined);
  client.close();
}

/** A changed password or a fresh token is another connection. */
export function keyOf({ server, signIn }: MailAccess): string {
  const secret = signIn.kind === 'password' ? signIn.password : signIn.accessToken;
  const text = JSON.stringify([server, signIn.kind, signIn.user, secret.reveal()]);
  return createHash('sha256').update(text).digest('base64');
}

export function failureOf(error: unknown): PortFailure {
  if (error instanceof PortFailure) return error;
  const facts = factsOf(error);
  if (facts.isRefusedSignIn)
    return new PortFailure({
      kind: 'unauthorized',
      message:
        'The mailbox refused the sign-in for reading. Its password may have been changed: connect the mailbox again.',
      detail: `imap sign-in: ${facts.said}`,
      cause: error,
    });
  return new PortFailure({
    kind: 'unreachable',
    message:
      'The mailbox cannot be read at the moment. It is tried again by itself; what came in meanwhile is read then.',
    detail: `imap: ${facts.said}`,
    cause: error,
  });
}

function factsOf(error: unknown): { isRefusedSignIn: boolean; said: string } {
  if (!(error instanceof Error)) return { isRefusedSignIn: false, said: 'unknown error' };
  const fields = error as Error & { authenticationFailed?: boolean; code?: string };
  const said = `${fields.code ?? ''} ${error.message}`.trim().slice(0, 200);
  return { isRefusedSignIn: fields.authenticationFailed === true, said };
}
