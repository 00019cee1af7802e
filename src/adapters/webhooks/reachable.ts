// Which addresses our webhooks may go to: a customer's endpoint, never the inside of the host's own network.

import { lookup as resolveName, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';

export interface Reach {
  mayReachLoopback: boolean;
  mayReachPrivate: boolean;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

// Special-purpose ranges of IANA's registries (RFC 6890 and updates).
const inner = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  inner.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  // Unspecified, and IPv4 addresses in the old form.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  // Teredo and 6to4 carry an IPv4 address inside.
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  // Site-local: given up, and still routed in some networks.
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  inner.addSubnet(network, bits, 'ipv6');
}

/** True where a connection to this address is allowed. IPv4 addresses written as IPv6 are judged as what they are. */
export function isReachable(address: string, reach: Reach): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/iu, '');
  const family = isIP(plain);
  if (family === 0) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  if (loopback.check(plain, kind)) return reach.mayReachLoopback;
  if (kind === 'ipv6' && /^::ffff:/iu.test(plain)) return false;
  return !inner.check(plain, kind) || reach.mayReachPrivate;
}

export class UnreachableAddress extends Error {
  constructor(host: string) {
    super(`${host} is an address inside the host's own network.`);
    this.name = 'UnreachableAddress';
  }
}

type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** Gives all addresses of a name; the system's own unless a test says otherwise. */
export type ResolveName = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Name look-up for sockets that refuses inner addresses at the moment of connecting, so that a name which first
 * resolves to an outer address and then to an inner one gains nothing.
 */
export function guardedLookup(reach: Reach, resolve: ResolveName = resolveName) {
  return (host: string, options: LookupOptions, done: LookupDone): void => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        done(error, '');
        return;
      }
      const allowed = addresses.filter((one) => isReachable(one.address, reach));
      const first = allowed[0];
      if (first === undefined) done(new UnreachableAddress(host), '');
      else if (options.all === true) done(null, allowed);
      else done(null, first.address, first.family);
    });
  };
}
