// Signed-in IMAP connections, one kept for each mailbox, and what their failures mean.

import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { ImapFlow } from 'imapflow';
import { PortFailure } from '../../ports/failure.ts';
import type { HostGuard } from '../../ports/host-guard.ts';
import type { MailAccess } from '../../ports/mail-account.ts';

export interface ImapSetting {
  connectMs: number;
  /** Silence after which a connection counts as dead. */
  silenceMs: number;
  /** IDLE is begun anew before servers end it (RFC 2177: 29 minutes). */
  idleMs: number;
  tls: ConnectionOptions;
  guard: HostGuard | null;
}

/** Throws PortFailure. */
export async function connectImap(access: MailAccess, setting: ImapSetting): Promise<ImapFlow> {
  const { server, signIn } = access;
  const address = (await setting.guard?.addressOf(server.host)) ?? server.host;
  refuseOpenSignIn(server.security, server.host);
  const client = new ImapFlow({
    host: address,
    // The certificate is held against the name, wherever that leads.
    ...(isIP(server.host) === 0 ? { servername: server.host } : {}),
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

/** Connections kept at the same time; the one unused for longest makes room. */
const keptMax = 200;

interface Kept {
  client: ImapFlow;
  credential: string;
}

export function keptClients(setting: ImapSetting): KeptClients {
  const kept = new Map<string, Kept>();
  const turns = new Map<string, Promise<unknown>>();
  const run = async <T>(access: MailAccess, act: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const place = placeOf(access);
    const client = await clientFor(kept, access, setting);
    try {
      return await act(client);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind !== 'conflict') {
        kept.delete(place);
        client.close();
      }
      throw failure;
    }
  };
  return {
    async use(access, act) {
      const key = placeOf(access);
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
      const all = [...kept.values()];
      kept.clear();
      await Promise.all(all.map(({ client }) => endClient(client)));
    },
  };
}

/** The kept one where it still lives and signed in the same way, now the newest; else a new one. */
async function clientFor(
  kept: Map<string, Kept>,
  access: MailAccess,
  setting: ImapSetting,
): Promise<ImapFlow> {
  const place = placeOf(access);
  const credential = keyOf(access);
  const known = kept.get(place);
  kept.delete(place);
  if (known?.client.usable === true && known.credential === credential) {
    kept.set(place, known);
    return known.client;
  }
  if (known !== undefined) await endClient(known.client);
  const client = await connectImap(access, setting);
  kept.set(place, { client, credential });
  const [oldest] = kept;
  if (kept.size > keptMax && oldest !== undefined) {
    kept.delete(oldest[0]);
    void endClient(oldest[1].client);
  }
  return client;
}

/** A farewell where the connection still lives; never throws. */
export async function endClient(client: ImapFlow): Promise<void> {
  if (client.usable) await client.logout().catch(() => undefined);
  client.close();
}

/** The mailbox, whatever it signs in with. */
export function placeOf({ server, signIn }: MailAccess): string {
  return JSON.stringify([server.host, server.port, server.security, signIn.user]);
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
