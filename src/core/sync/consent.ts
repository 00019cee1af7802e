// Lever's consent page: what we ask an admin for, and the address that asks it.

/** The least that works; writing includes reading. */
const scopes = [
  'offline_access',
  'opportunities:write:admin',
  'contact:write:admin',
  'notes:write:admin',
  'forms:write:admin',
  'form_templates:write:admin',
  'files:write:admin',
  'resumes:read:admin',
  'postings:read:admin',
  'stages:read:admin',
  'archive_reasons:read:admin',
  'sources:read:admin',
  'tags:read:admin',
  'users:read:admin',
  'webhooks:write:admin',
] as const;
const confidentialScope = 'confidential:access:admin';

/** The address to open in a browser. */
export function consentUrl(asked: {
  clientId: string;
  authUrl: string;
  redirectUrl: string;
  baseUrl: string;
  state: string;
  withConfidential: boolean;
}): string {
  const url = new URL(`${asked.authUrl}/authorize`);
  const wanted = asked.withConfidential ? [...scopes, confidentialScope] : scopes;
  url.searchParams.set('client_id', asked.clientId);
  url.searchParams.set('redirect_uri', asked.redirectUrl);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('state', asked.state);
  url.searchParams.set('audience', audienceOf(asked.baseUrl));
  url.searchParams.set('scope', wanted.join(' '));
  return url.href;
}

/** Lever names one audience for all data centres; its sign-in finds the right one. */
function audienceOf(baseUrl: string): string {
  return `${baseUrl.replace('//api.eu.lever.co/', '//api.lever.co/')}/`;
}
