// Who may do what: the roles of people and the scopes of API keys, each a set of permissions.

import type { Scope } from './scopes.ts';

export const permissions = [
  'people.read',
  'people.write',
  'reviews.answer',
  'intake.write',
  'sync.read',
  'sync.write',
  'rules.read',
  'rules.write',
  'outreach.read',
  'outreach.write',
  'outreach.override',
  'inbox.read',
  'inbox.write',
  'insight.read',
  'pilot.write',
  'audit.read',
  'audit.export',
  'erasure.run',
  'retention.write',
  'legal_holds.write',
  'people.export',
  'consents.write',
  'users.read',
  'users.write',
  'keys.write',
  'approvals.read',
  'approvals.give',
  'alerts.read',
  'alerts.write',
  'workspaces.write',
] as const;
export type Permission = (typeof permissions)[number];

/** From the one who answers for everything to the ones who only look. */
export const roles = ['owner', 'admin', 'sourcer', 'viewer', 'auditor'] as const;
export type Role = (typeof roles)[number];

const reading = [
  'people.read',
  'sync.read',
  'rules.read',
  'outreach.read',
  'insight.read',
  'users.read',
  'approvals.read',
  'alerts.read',
] as const satisfies readonly Permission[];

const sourcing = [
  ...reading,
  'people.write',
  'reviews.answer',
  'intake.write',
  'outreach.write',
  'inbox.read',
  'inbox.write',
] as const satisfies readonly Permission[];

const ownersAlone: readonly Permission[] = ['workspaces.write'];

/** The table that the users page shows. A viewer sees no mail of candidates; an auditor changes nothing. */
export const permissionsOfRole: Readonly<Record<Role, readonly Permission[]>> = {
  owner: permissions,
  admin: permissions.filter((permission) => !ownersAlone.includes(permission)),
  sourcer: sourcing,
  viewer: reading,
  auditor: [...reading, 'audit.read', 'audit.export'],
};

/** An API key acts for a program, so nobody else's approval and no user is ever in its reach. */
export const permissionsOfScope: Readonly<Record<Scope, readonly Permission[]>> = {
  read: [...reading, 'inbox.read', 'audit.read'],
  intake: ['intake.write'],
  review: ['people.write', 'reviews.answer'],
  admin: permissions.filter((permission) => permission !== 'approvals.give'),
};

/** Everything that the scopes allow together. */
export function permissionsOfScopes(scopes: readonly string[]): ReadonlySet<Permission> {
  const table: Readonly<Record<string, readonly Permission[]>> = permissionsOfScope;
  return new Set(scopes.flatMap((scope) => table[scope] ?? []));
}

/** Whether somebody in this role may hand out the other one: never a higher one than one's own. */
export function mayGiveRole(own: Role, given: Role): boolean {
  if (own === 'owner') return true;
  return own === 'admin' && given !== 'owner';
}
