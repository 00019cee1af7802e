// The domain an organisation registered: mail.eu.acme.co.uk and acme.co.uk are one.

import { getDomain } from 'tldts';

/** Lower case; the host itself where no suffix is known. */
export function organisationalDomain(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? host.toLowerCase();
}
