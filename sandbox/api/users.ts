// Users of the account. The list shows active ones unless asked for the others too.
import { canonicalEmail } from '../acts/contacts.ts';
import { dropFollows, setUserActive } from '../acts/users.ts';
import { isEmail, nullableString, optionalString, requiredString } from '../wire/fields.ts';
import { pageOf } from '../wire/page.ts';
import { flag, many, one } from '../wire/query.ts';
import { badRequest, notFound } from '../wire/refusal.ts';
import { data, type Call, type Route } from '../wire/route.ts';
import type { User } from '../world/rows.ts';
import { bodyOf, narrowed } from './shared.ts';

export const ACCESS_ROLES = [
  'super admin',
  'admin',
  'team member',
  'limited team member',
  'interviewer',
];

export const userRoutes: Route[] = [
  { method: 'GET', path: '/users', noun: 'users', access: 'read', run: list },
  {
    method: 'GET',
    path: '/users/:user',
    noun: 'users',
    access: 'read',
    run: (call) => data(presented(call, userIn(call))),
  },
  {
    method: 'POST',
    path: '/users',
    noun: 'users',
    access: 'write',
    run: (call) => {
      const values = valuesOf(call, { isReplacement: false });
      const user: User = {
        id: call.account.ids.uuid(),
        photo: null,
        createdAt: call.now,
        deactivatedAt: null,
        linkedContactIds: null,
        ...values,
      };
      refuseTaken(call, user);
      call.account.world.users.set(user.id, user);
      return data(user, 201);
    },
  },
  {
    method: 'PUT',
    path: '/users/:user',
    noun: 'users',
    access: 'write',
    run: (call) => {
      const values = valuesOf(call, { isReplacement: true });
      const user = userIn(call);
      refuseTaken(call, { ...user, ...values });
      const isDemoted = values.accessRole === 'interviewer' && user.accessRole !== 'interviewer';
      Object.assign(user, values);
      if (isDemoted) dropFollows(call.account, user);
      return data(user, call.account.switches.userPutStatus);
    },
  },
  ...(['deactivate', 'reactivate'] as const).map((action): Route => ({
    method: 'POST',
    path: `/users/:user/${action}`,
    noun: 'users',
    access: 'write',
    run: (call) => {
      const user = userIn(call);
      setUserActive(call.account, { user, active: action === 'reactivate' });
      return data(user);
    },
  })),
];

function list(call: Call) {
  const { account, query } = call;
  const all = flag(query, 'includeDeactivated') ?? false;
  const email = one(query, 'email');
  const roles = many(query, 'accessRole');
  const directory = many(query, 'external_directory_id');
  const rows = [...account.world.users.values()].filter(
    (user) =>
      (all || user.deactivatedAt === null) &&
      (email === undefined ||
        canonicalEmail(account, user.email) === canonicalEmail(account, email)) &&
      (!roles || roles.includes(user.accessRole)) &&
      (!directory || directory.includes(user.externalDirectoryId ?? '')),
  );
  return pageOf(query, rows, {
    order: { key: (user) => [user.createdAt, user.id], directions: [-1, 1] },
    present: (user) => presented(call, user),
  });
}

function presented(call: Call, user: User): Record<string, unknown> {
  return narrowed(
    call,
    { ...user },
    {
      extras: [],
      expanded: new Set(),
    },
  );
}

function userIn(call: Call): User {
  const user = call.account.world.users.get(call.param('user'));
  if (!user) throw notFound('users', call.param('user'));
  return user;
}

/** PUT replaces everything: a field left out is reset. */
function valuesOf(call: Call, { isReplacement }: { isReplacement: boolean }) {
  const body = bodyOf(call);
  const email = requiredString(body, 'email').trim();
  if (!isEmail(email)) throw badRequest('Email address is not valid');
  const accessRole = isReplacement
    ? requiredString(body, 'accessRole')
    : (optionalString(body, 'accessRole') ?? 'interviewer');
  const isCustomRole = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(accessRole);
  if (!ACCESS_ROLES.includes(accessRole) && !isCustomRole) {
    throw badRequest(`accessRole must be one of ${ACCESS_ROLES.join(', ')}`);
  }
  return {
    name: requiredString(body, 'name'),
    email,
    username: email.slice(0, email.indexOf('@')).toLowerCase(),
    accessRole,
    externalDirectoryId: nullableString(body, 'externalDirectoryId') ?? null,
    jobTitle: nullableString(body, 'jobTitle') ?? null,
    managerId: nullableString(body, 'managerId') ?? null,
  };
}

function refuseTaken(call: Call, user: User): void {
  for (const other of call.account.world.users.values()) {
    if (other.id !== user.id && other.email.toLowerCase() === user.email.toLowerCase()) {
      throw badRequest('A user with this email exists');
    }
  }
}
