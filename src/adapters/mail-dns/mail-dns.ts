// Asks the name system about mail domains, with a memory of a few minutes.

import { Resolver } from 'node:dns/promises';
import type { Clock } from '../../ports/clock.ts';
import { PortFailure } from '../../ports/failure.ts';
import type { MailDns } from '../../ports/mail-dns.ts';

export interface MailDnsOptions {
  clock: Clock;
  /** `host:port` of name servers; the system's own where left out. */
  servers?: readonly string[];
  timeoutMs?: number;
  keptMs?: number;
}

const keptMax = 5_000;
/** These say: there is no such thing. Everything else says: nobody knows. */
const absentCodes = new Set(['ENOTFOUND', 'ENODATA']);

export function mailDns(options: MailDnsOptions): MailDns {
  const resolver = new Resolver({ timeout: options.timeoutMs ?? 5_000, tries: 2 });
  if (options.servers !== undefined) resolver.setServers(options.servers);
  const kept = new Map<string, { until: number; answer: Promise<unknown> }>();
  const once = async <T>(name: string, ask: () => Promise<T>): Promise<T> => {
    const now = options.clock.now().getTime();
    const known = kept.get(name);
    if (known !== undefined && known.until > now) return (await known.answer) as T;
    if (kept.size >= keptMax) kept.clear();
    const answer = ask();
    kept.set(name, { until: now + (options.keptMs ?? 300_000), answer });
    // A failure is not remembered.
    answer.catch(() => kept.delete(name));
    return await answer;
  };
  return {
    findMx: async (domain) =>
      await once(`mx ${domain}`, async () => {
        const found = await orNone(domain, () => resolver.resolveMx(domain));
        return found.toSorted((one, two) => one.priority - two.priority);
      }),
    hasAddress: async (domain) =>
      await once(`a ${domain}`, async () => {
        const four = await orNone(domain, () => resolver.resolve4(domain));
        if (four.length > 0) return true;
        return (await orNone(domain, () => resolver.resolve6(domain))).length > 0;
      }),
    findTxt: async (name) =>
      await once(`txt ${name}`, async () => {
        const found = await orNone(name, () => resolver.resolveTxt(name));
        return found.map((pieces) => pieces.join(''));
      }),
  };
}

async function orNone<Row>(name: string, ask: () => Promise<Row[]>): Promise<Row[]> {
  try {
    return await ask();
  } catch (cause) {
    const code = (cause as { code?: string }).code ?? '';
    if (absentCodes.has(code)) return [];
    throw new PortFailure({
      kind: 'unreachable',
      message: `The name system gives no answer about ${name}. It is asked again later.`,
      detail: `dns: ${code}`,
      cause,
    });
  }
}
