// The rule of our webhooks for everything else that users name: mail servers, and services for text messages.

import { lookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { PortFailure } from '../../ports/failure.ts';
import type { HostGuard } from '../../ports/host-guard.ts';
import { isReachable } from './reachable.ts';
import type { Reach, ResolveName } from './reachable.ts';

/** `allowedBy` is the setting that an operator may switch on, named in the refusal. */
export function hostGuard(
  reach: Reach,
  options: { allowedBy: string; resolve?: ResolveName },
): HostGuard {
  const resolve = options.resolve ?? lookup;
  return {
    async addressOf(host) {
      const plain = host.replace(/^\[|\]$/gu, '');
      const found = isIP(plain) === 0 ? await addressesOf(plain, resolve) : [plain];
      const allowed = found.find((address) => isReachable(address, reach));
      if (allowed !== undefined) return allowed;
      throw new PortFailure({
        kind: 'rejected',
        message: `${host} lies inside the network of this server. Use a public host, or let the operator set ${options.allowedBy}=true.`,
        detail: 'inner address',
      });
    },
  };
}

/** IPv4 first: many hosts have no way out by IPv6. */
async function addressesOf(host: string, resolve: ResolveName): Promise<string[]> {
  const found = await new Promise<LookupAddress[]>((done, fail) => {
    resolve(host, { all: true }, (error, addresses) => {
      if (error === null) done(addresses);
      else fail(unknownName(host, error));
    });
  });
  return found.toSorted((one, two) => one.family - two.family).map((one) => one.address);
}

function unknownName(host: string, cause: Error): PortFailure {
  return new PortFailure({
    kind: 'unreachable',
    message: `The name ${host} is not known. Check its spelling.`,
    detail: 'name not found',
    cause,
  });
}
