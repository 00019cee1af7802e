// fulcrum mailbox connect and consent: by SMTP and IMAP with a password from a file, or by the provider's own page.

import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { InputError } from '../core/input-error.ts';
import { mailProviders } from '../core/outreach/mailbox-limits.ts';
import type { MailProvider } from '../core/outreach/mailbox-limits.ts';
import { Secret } from '../core/secret.ts';
import { trySignIn } from '../flows/check-mailbox.ts';
import { startMailOAuth } from '../flows/mail-oauth.ts';
import { connectMailbox } from '../flows/save-mailbox.ts';
import { mailSecurities } from '../ports/mail-account.ts';
import type { MailServer } from '../ports/mail-account.ts';
import { oauthProviders } from '../ports/mail-oauth.ts';
import type { CommandContext } from './command-world.ts';
import { getUserEmail, sendingHere } from './find-outreach.ts';
import { through } from './through.ts';

interface Whose {
  as: string;
  name: string;
  zone: string;
}

interface ConnectOptions extends Whose {
  smtp: string;
  imap: string;
  passwordFile: string;
  provider: string;
  signInAs?: string;
}

export function addMailboxConnecting(mailbox: Command, context: CommandContext): void {
  mailbox
    .command('connect')
    .description('connect a mailbox by SMTP and IMAP; its sign-in is tried first')
    .argument('<address>')
    .requiredOption('--as <email>', 'whose it is: the email of a user')
    .requiredOption('--name <text>', 'who the mails are from, as recipients read it')
    .requiredOption('--zone <zone>', 'time zone of the sender, such as Europe/Berlin')
    .requiredOption('--smtp <server>', `host:port:${mailSecurities.join('|')}`)
    .requiredOption('--imap <server>', 'the same for reading, or "none": then no answer is seen')
    .requiredOption('--password-file <file>', 'a file that holds the password and nothing else')
    .option('--provider <name>', mailProviders.join(', '), 'other')
    .option('--sign-in-as <user>', 'where it is not the address')
    .action((address: string, options: ConnectOptions) => connect(context, address, options));
  mailbox
    .command('consent')
    .description('the page of Google or Microsoft on which the owner lets Fulcrum in')
    .argument('<address>')
    .requiredOption('--provider <name>', oauthProviders.join(' or '))
    .requiredOption('--as <email>', 'whose it is: the email of a user')
    .requiredOption('--name <text>', 'who the mails are from, as recipients read it')
    .requiredOption('--zone <zone>', 'time zone of the sender, such as Europe/Berlin')
    .action((address: string, options: Whose & { provider: string }) =>
      consent(context, address, options),
    );
}

async function connect(
  context: CommandContext,
  address: string,
  options: ConnectOptions,
): Promise<void> {
  const password = new Secret(await passwordIn(options.passwordFile));
  const smtp = serverIn(options.smtp, 'smtp');
  const imap = options.imap === 'none' ? null : serverIn(options.imap, 'imap');
  const body = {
    userEmail: getUserEmail(options.as),
    address,
    senderName: options.name,
    provider: oneOf(mailProviders, options.provider, 'provider') satisfies MailProvider,
    smtp,
    imap,
    zone: options.zone,
    signInAs: options.signInAs ?? address,
  };
  const done = await through<{ id: string }>(context, {
    here: async (opened) => {
      const deps = sendingHere(opened);
      const { userEmail: ownerEmail, ...mailbox } = body;
      await trySignIn(deps, { smtp, imap, user: body.signInAs, password });
      const { mailboxId } = await connectMailbox(deps, {
        ...mailbox,
        ownerEmail,
        workspaceId: opened.workspaceId,
        auth: 'password',
        credential: password,
        actor: opened.actor,
      });
      return { id: mailboxId };
    },
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/mailboxes',
        body: { ...body, password: password.reveal() },
      })) as { id: string },
  });
  context
    .output()
    .result(done, [
      `${address} is connected. "fulcrum mailbox health ${address}" says how its domain stands.`,
    ]);
}

async function consent(
  context: CommandContext,
  address: string,
  options: Whose & { provider: string },
): Promise<void> {
  const provider = oneOf(oauthProviders, options.provider, 'provider');
  const { name: senderName, zone } = options;
  const userEmail = getUserEmail(options.as);
  const page = await through<{ url: string; expiresAt: Date | string }>(context, {
    here: async (opened) =>
      startMailOAuth(sendingHere(opened), {
        workspaceId: opened.workspaceId,
        provider,
        address,
        senderName,
        zone,
        ownerEmail: userEmail,
        actor: opened.actor,
      }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/mailboxes/oauth',
        body: { provider, userEmail, address, senderName, zone },
      })) as { url: string; expiresAt: string },
  });
  context
    .output()
    .result(page, [page.url, 'Let the owner of the mailbox open it within half an hour.']);
}

/** `smtp.mail.example:465:tls`. Throws InputError naming the option. */
function serverIn(text: string, field: string): MailServer {
  const [, host = '', port = '', security = ''] = /^(.+):(\d{1,5}):(\w+)$/u.exec(text) ?? [];
  const known = mailSecurities.find((each) => each === security);
  if (host === '' || known === undefined)
    throw new InputError(
      'invalid',
      `Write the server as host:port:security, such as smtp.mail.example:465:tls (${mailSecurities.join(', ')}).`,
      field,
    );
  return { host, port: Number(port), security: known };
}

function oneOf<Name extends string>(names: readonly Name[], text: string, field: string): Name {
  const found = names.find((each) => each === text);
  if (found !== undefined) return found;
  throw new InputError('invalid', `Use one of ${names.join(', ')}.`, field);
}

/** Not an argument: those stand in the list of processes for everybody to read. */
async function passwordIn(file: string): Promise<string> {
  try {
    const text = (await readFile(file, 'utf8')).replace(/\r?\n$/u, '');
    if (text !== '') return text;
  } catch (error) {
    const code = (error as { code?: string }).code ?? 'unknown';
    throw new InputError('invalid', `The file ${file} cannot be read (${code}).`, 'passwordFile');
  }
  throw new InputError('invalid', `The file ${file} is empty.`, 'passwordFile');
}
