// Asks a recipient's own mail server whether it takes mail for an address, and leaves before sending any. Off unless
// switched on: many hosts close port 25, greylisting hides the answer, and some servers hold it against the asker.

import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { randomBytes } from 'node:crypto';
import { PortFailure } from '../../ports/failure.ts';
import type { ContactVerifier, VerifierAnswer, Verdict } from '../../ports/contact-verifier.ts';
import type { HostGuard } from '../../ports/host-guard.ts';
import type { MailDns } from '../../ports/mail-dns.ts';

export interface RcptProbeOptions {
  mailDns: Pick<MailDns, 'findMx'>;
  /** Mail servers are named by whoever owns the domain: they may not lead inside. Left out: any host. */
  guard?: HostGuard;
  helloName?: string;
  port?: number;
  timeoutMs?: number;
}

const replyLinesMax = 100;

export function rcptProbe(options: RcptProbeOptions): ContactVerifier {
  return {
    name: 'probe',
    isFree: true,
    async verify(address) {
      const at = address.lastIndexOf('@');
      const domain = address.slice(at + 1).toLowerCase();
      const [first] = await options.mailDns.findMx(domain);
      const host = first?.exchange ?? domain;
      if (host === '' || !/^[\x21-\x7e]+$/u.test(address) || /[<>\s]/u.test(address))
        return answer('unknown');
      const server = (await options.guard?.addressOf(host)) ?? host;
      return answer(await probe(options, { server, address, domain }));
    },
  };
}

function answer(verdict: Verdict): VerifierAnswer {
  return { verdict, method: 'rcpt', costCents: 0 };
}

async function probe(
  options: RcptProbeOptions,
  given: { server: string; address: string; domain: string },
): Promise<Verdict> {
  const { server, address, domain } = given;
  const timeoutMs = options.timeoutMs ?? 15_000;
  const socket = createConnection({ host: server, port: options.port ?? 25 });
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error('no answer in time')));
  try {
    const say = talk(socket);
    const steps = [null, `EHLO ${options.helloName ?? '[127.0.0.1]'}`, 'MAIL FROM:<>'];
    for (const step of steps) if ((await say(step)).code >= 400) return 'unknown';
    const asked = verdictOf(await say(`RCPT TO:<${address}>`));
    if (asked !== 'deliverable') return asked;
    // A server that takes a name nobody has says nothing about this one.
    const nobody = `${randomBytes(12).toString('hex')}@${domain}`;
    const isCatchAll = (await say(`RCPT TO:<${nobody}>`)).code < 300;
    await say('QUIT').catch(() => undefined);
    return isCatchAll ? 'catch_all' : 'deliverable';
  } catch (cause) {
    throw new PortFailure({
      kind: 'unreachable',
      message: 'The mail server of this address did not answer. The address stays unverified.',
      detail: `probe: ${cause instanceof Error ? cause.message : 'failed'}`,
      cause,
    });
  } finally {
    socket.destroy();
  }
}

interface Reply {
  code: number;
  text: string;
}

/** Only a clear "no such address" is a no; refusals of us, greylisting and the rest say nothing. */
function verdictOf({ code, text }: Reply): Verdict {
  if (code >= 200 && code < 300) return 'deliverable';
  const isAddress = /\b5\.1\.(?:1|2|3|6|10)\b/u.test(text);
  return code === 550 && isAddress ? 'undeliverable' : 'unknown';
}

/** Sends a line, or nothing for the greeting, and reads the whole reply. Throws where the connection ends. */
function talk(socket: Socket): (line: string | null) => Promise<Reply> {
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const failure = new Promise<never>((_resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection')));
  });
  failure.catch(() => undefined);
  return async (line) => {
    if (line !== null) socket.write(`${line}\r\n`);
    const texts: string[] = [];
    for (let count = 0; count < replyLinesMax; count += 1) {
      const next = await Promise.race([lines.next(), failure]);
      if (next.done === true) break;
      const [, code = '', more = ''] = /^(\d{3})([ -]?)/u.exec(next.value) ?? [];
      texts.push(next.value.slice(4));
      if (more !== '-') return { code: Number(code), text: texts.join(' ') };
    }
    throw new Error('the server does not speak SMTP');
  };
}
