// Who is calling: an API key in HTTP Basic or Bearer, or an OAuth access token.
import type { Account } from '../account.ts';
import type { ApiKey } from '../world/rows.ts';
import { unauthorized, forbidden } from './refusal.ts';
import type { Credential, Route } from './route.ts';

const known = new WeakMap<ApiKey, Credential>();

/** The credential of a request; 401 when there is none that counts. */
export function credentialOf(
  account: Account,
  headers: Record<string, string>,
  tokenCredential: (token: string) => Credential | undefined,
): Credential {
  const header = headers['authorization'];
  if (header === undefined) throw unauthorized();
  const [scheme = '', value = ''] = header.trim().split(/\s+/, 2);
  const kind = scheme.toLowerCase();
  if (kind === 'basic') {
    const text = Buffer.from(value, 'base64').toString('utf8');
    const cut = text.indexOf(':');
    return fromKey(account, cut < 0 ? text : text.slice(0, cut)) ?? refuse();
  }
  if (kind === 'bearer') return fromKey(account, value) ?? tokenCredential(value) ?? refuse();
  throw unauthorized();
}

function refuse(): never {
  throw unauthorized();
}

function fromKey(account: Account, secret: string): Credential | undefined {
  const key = account.world.apiKeys.get(secret);
  if (!key || key.revokedAt !== null) return undefined;
  const made = known.get(key);
  if (made) return made;
  const credential: Credential = {
    id: key.id,
    permissions: key.permissions === 'all' ? 'all' : new Set(key.permissions),
    confidential: key.confidential,
    writeImpliesRead: false,
  };
  known.set(key, credential);
  return credential;
}

/** 403 unless the credential may call the route. */
export function checkPermission(credential: Credential, route: Route): void {
  const { permissions } = credential;
  if (permissions === 'all') return;
  const { noun, access } = route;
  if (permissions.has(`${noun}:${access}`)) return;
  if (permissions.has(`${route.method} ${route.path}`)) return;
  if (access === 'read' && credential.writeImpliesRead && permissions.has(`${noun}:write`)) return;
  // OAuth has no scope of its own for applying; a key that may apply may upload for it.
  if (noun === 'apply' && permissions.has(`postings:${access}`)) return;
  if (noun === 'uploads' && mayApply(permissions)) return;
  throw forbidden(`The key lacks the permission ${noun}:${access}`);
}

function mayApply(permissions: ReadonlySet<string>): boolean {
  return permissions.has('apply:write') || permissions.has('POST /postings/:posting/apply');
}
