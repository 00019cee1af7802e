// fulcrum user: who signs in, invitations, and the way back in for somebody who lost their password.

import { roles, type Role } from '../core/governance/permissions.ts';
import { InputError } from '../core/input-error.ts';
import { listUsers } from '../db/queries/users.ts';
import { inviteUser } from '../flows/invite-user.ts';
import { resetPassword } from '../flows/reset-password.ts';
import { makeSetupCode } from '../flows/set-up-owner.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

interface ShownUser {
  id: string;
  email: string;
  name: string;
  role: string;
  canSignIn: boolean;
}

interface Invited {
  id: string;
  token: string;
  expiresAt: string;
}

const usersMax = 10_000;

export const addUserCommand: AddCommand = (program, context) => {
  const users = program.command('user').description('people who sign in');
  users
    .command('list')
    .description('all users with their roles')
    .action(() => list(context));
  users
    .command('invite')
    .description('invite somebody; the token is shown this once')
    .argument('<email>')
    .requiredOption('--role <role>', roles.join(', '))
    .action((email: string, options: { role: string }) => invite(context, email, options.role));
  users
    .command('reset-password')
    .description('a new password for the next sign-in, shown this once; all sessions end')
    .argument('<email>')
    .option('--drop-second-factor', 'for somebody who lost the phone as well')
    .action((email: string, options: { dropSecondFactor?: true }) =>
      reset(context, email, options.dropSecondFactor === true),
    );
  users
    .command('setup-code')
    .description('a new set-up code for the first owner, while nobody can sign in')
    .action(() => setupCode(context));
};

async function list(context: CommandContext): Promise<void> {
  const users = await through<ShownUser[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const rows = await listUsers(deps.db, { workspaceId, afterEmail: null, limit: usersMax });
      return rows.map(({ id, email, name, role, accountId, disabledAt }) => {
        return { id, email, name, role, canSignIn: accountId !== null && disabledAt === null };
      });
    },
    there: async (server) => await allPages<ShownUser>(server, '/v1/users'),
  });
  const rows = users.map((user) => [
    user.email,
    user.name,
    user.role,
    user.canSignIn ? 'signs in' : 'cannot sign in',
  ]);
  context.output().result({ users }, table(['email', 'name', 'role', ''], rows));
}

async function invite(context: CommandContext, email: string, wanted: string): Promise<void> {
  const role = roles.find((each) => each === wanted);
  if (role === undefined) {
    throw new InputError('invalid', `"${wanted}" is no role; use ${roles.join(', ')}.`, 'role');
  }
  const invited = await through<Invited>(context, {
    here: async ({ deps, workspaceId, actor }) => {
      const given: { email: string; role: Role } = { email, role };
      const made = await inviteUser(deps, { ...given, workspaceId, actor, actorRole: null });
      const expiresAt = made.expiresAt.toISOString();
      return { id: made.id, token: made.token.reveal(), expiresAt };
    },
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/invitations',
        body: { email, role },
      })) as Invited,
  });
  context
    .output()
    .result(invited, [
      `/invitation#${invited.token}`,
      `Give ${email} this address behind the one of the server. It is good once, until ${invited.expiresAt}.`,
    ]);
}

async function reset(
  context: CommandContext,
  email: string,
  dropsSecondFactor: boolean,
): Promise<void> {
  const password = await through<string>(context, {
    here: async ({ deps, workspaceId, actor }) => {
      const wanted = email.trim().toLowerCase();
      const users = await listUsers(deps.db, { workspaceId, afterEmail: null, limit: usersMax });
      const user = users.find((each) => each.email === wanted);
      if (user === undefined)
        throw new InputError('not_found', `Nobody here is ${wanted}.`, 'email');
      const which = { workspaceId, userId: user.id, actor, actorRole: null, dropsSecondFactor };
      return (await resetPassword(deps, which)).password.reveal();
    },
  });
  context
    .output()
    .result({ email, password }, [
      password,
      'Good until they change it under their own account. All their sessions have ended.',
    ]);
}

async function setupCode(context: CommandContext): Promise<void> {
  const code = await through<string>(context, {
    here: async ({ deps }) => {
      const made = await makeSetupCode(deps);
      if (made !== null) return made.reveal();
      throw new InputError('conflict', 'Somebody can sign in already; ask them for an invitation.');
    },
  });
  context.output().result({ code }, [code, 'It replaces every code before it.']);
}
