// One SMTP connection as lines: commands out, replies in. Knows nothing of what they mean.

import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';

export interface SmtpReply {
  code: number;
  /** Without codes, lines joined. */
  text: string;
  lines: string[];
}

/** The connection ended, or no answer came in time. */
export class WireLost extends Error {}

export interface SmtpWire {
  /** Whether somebody on the way could read along. */
  isEncrypted(): boolean;
  isOpen(): boolean;
  reply(timeoutMs: number): Promise<SmtpReply>;
  /** Resolves when the bytes were handed to the system. */
  write(bytes: Uint8Array | string): Promise<void>;
  upgrade(host: string, options: ConnectionOptions, timeoutMs: number): Promise<void>;
  destroy(): void;
}

const lineBytesMax = 8_192;
const replyLinesMax = 200;

export async function openWire(
  server: { host: string; port: number; isTls: boolean; address: string },
  options: { timeoutMs: number; tls: ConnectionOptions },
): Promise<SmtpWire> {
  const { host, port, isTls, address } = server;
  const socket = isTls
    ? connectTls({ ...options.tls, host: address, port, servername: nameOf(host) })
    : connectTcp({ host: address, port });
  await arrival(socket, isTls ? 'secureConnect' : 'connect', options.timeoutMs);
  return wireOn(socket, isTls);
}

/** An IP address is no server name. */
function nameOf(host: string): string {
  return /^[\d.]+$|:/u.test(host) ? '' : host;
}

function arrival(socket: Socket, event: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(new Error(`no ${event} in ${timeoutMs} ms`)), timeoutMs);
    const fail = (cause: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new WireLost(cause.message, { cause }));
    };
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('the server closed the connection')));
    socket.once(event, () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      socket.removeAllListeners('close');
      resolve();
    });
  });
}

function wireOn(first: Socket, isTls: boolean): SmtpWire {
  let socket = first;
  let isEncrypted = isTls;
  let buffered = '';
  let ended: Error | null = null;
  let wake: (() => void) | null = null;
  const lines: string[] = [];
  const end = (cause: Error): void => {
    ended ??= cause;
    wake?.();
  };
  const listen = (): void => {
    socket.setEncoding('latin1');
    socket.setNoDelay(true);
    socket.on('data', (chunk: string) => {
      buffered += chunk;
      const parts = buffered.split('\n');
      buffered = parts.pop() ?? '';
      for (const part of parts) lines.push(part.replace(/\r$/u, ''));
      if (buffered.length > lineBytesMax || lines.length > replyLinesMax) {
        socket.destroy(new Error('the server sends more than a reply'));
      }
      wake?.();
    });
    socket.on('error', (cause: Error) => end(cause));
    socket.on('close', () => end(new Error('the server closed the connection')));
  };
  listen();

  const nextLine = async (deadline: AbortSignal): Promise<string> => {
    while (lines.length === 0) {
      if (ended !== null) throw new WireLost(ended.message, { cause: ended });
      if (deadline.aborted) throw new WireLost('no answer in time');
      await new Promise<void>((resolve) => {
        wake = resolve;
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
      wake = null;
    }
    return lines.shift() ?? '';
  };

  return {
    isEncrypted: () => isEncrypted,
    isOpen: () => ended === null && !socket.destroyed && socket.writable,
    async reply(timeoutMs) {
      const deadline = AbortSignal.timeout(timeoutMs);
      const read: string[] = [];
      while (read.length < replyLinesMax) {
        const line = await nextLine(deadline);
        const match = /^(\d{3})([ -]?)(.*)$/u.exec(line);
        if (match === null) throw new WireLost('the server does not speak SMTP');
        read.push(match[3] ?? '');
        if (match[2] !== '-') return { code: Number(match[1]), text: read.join(' '), lines: read };
      }
      throw new WireLost('the server sends more than a reply');
    },
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (ended !== null) {
          reject(new WireLost(ended.message, { cause: ended }));
          return;
        }
        socket.write(bytes, (cause) => {
          if (cause instanceof Error) reject(new WireLost(cause.message, { cause }));
          else resolve();
        });
      }),
    async upgrade(host, options, timeoutMs) {
      // What came in the clear after the reply to STARTTLS was put there by somebody on the way.
      if (lines.length > 0 || buffered !== '') {
        socket.destroy();
        throw new WireLost('the server spoke before the connection was encrypted');
      }
      for (const event of ['data', 'error', 'close']) socket.removeAllListeners(event);
      const upgraded = connectTls({ ...options, socket, servername: nameOf(host) });
      await arrival(upgraded, 'secureConnect', timeoutMs);
      socket = upgraded;
      isEncrypted = true;
      listen();
    },
    destroy: () => socket.destroy(),
  };
}
