// fulcrum single-sign-on: the identity provider of a workspace, named on the host.

import { readFileSync } from 'node:fs';
import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { findSingleSignOn } from '../db/queries/single-sign-on.ts';
import { dropIdentityProvider, saveIdentityProvider } from '../flows/oidc-settings.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { through } from './through.ts';

const firstRoles = ['sourcer', 'viewer', 'auditor'] as const;

interface SetOptions {
  issuer: string;
  clientId: string;
  secretFile?: string;
  domain: string[];
  firstRole?: string;
  trustEmail?: true;
}

export const addSingleSignOnCommand: AddCommand = (program, context) => {
  const command = program
    .command('single-sign-on')
    .description('signing in at the organisation’s own provider');
  command
    .command('show', { isDefault: true })
    .description('the provider that is named, without its secret')
    .action(() => show(context));
  command
    .command('set')
    .description('name the provider; it is asked before it is stored')
    .requiredOption('--issuer <url>', 'its address')
    .requiredOption('--client-id <id>', 'our client there')
    .option('--secret-file <file>', 'the client’s secret; left out, the stored one stays')
    .requiredOption('--domain <domain...>', 'domains of your addresses')
    .option('--first-role <role>', `of whoever comes uninvited: ${firstRoles.join(', ')}`)
    .option('--trust-email', 'for a provider that does not say that addresses are verified')
    .action((options: SetOptions) => set(context, options));
  command
    .command('remove')
    .description('switch it off')
    .action(() => remove(context));
};

async function show(context: CommandContext): Promise<void> {
  const shown = await through(context, {
    here: async ({ deps, workspaceId }) => {
      const found = await findSingleSignOn(deps.db, workspaceId);
      const { redirectUrl } = deps.singleSignOn;
      if (found === undefined) return { redirectUrl, provider: null };
      const { sealedClientSecret: _secret, ...provider } = found;
      return { redirectUrl, provider };
    },
  });
  const { redirectUrl, provider } = shown;
  const lines =
    provider === null
      ? ['No provider is named.']
      : [
          `${provider.issuer}, client ${provider.clientId}`,
          `Domains: ${provider.domains.join(', ')}`,
          `Uninvited: ${provider.firstRole ?? 'refused'}`,
        ];
  context.output().result(shown, [...lines, `To be registered there: ${redirectUrl}`]);
}

async function set(context: CommandContext, options: SetOptions): Promise<void> {
  const { issuer, clientId, secretFile, domain: domains } = options;
  const firstRole = firstRoles.find((role) => role === options.firstRole) ?? null;
  if (options.firstRole !== undefined && firstRole === null)
    throw new InputError('invalid', `Use --first-role ${firstRoles.join(', ')}.`, 'firstRole');
  const clientSecret =
    secretFile === undefined ? null : new Secret(readFileSync(secretFile, 'utf8').trim());
  await through<void>(context, {
    here: async ({ deps, workspaceId, actor }) => {
      const wish = { workspaceId, issuer, clientId, clientSecret, domains, firstRole, actor };
      await saveIdentityProvider(deps, { ...wish, trustsEmail: options.trustEmail === true });
    },
  });
  context.output().result({ issuer, clientId, domains, firstRole }, ['The provider is named.']);
}

async function remove(context: CommandContext): Promise<void> {
  await through<void>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await dropIdentityProvider(deps, { workspaceId, actor }),
  });
  context.output().result({ provider: null }, ['Single sign-on is off.']);
}
