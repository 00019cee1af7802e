// fulcrum mailbox: the mailboxes that Fulcrum sends from and reads: connect, look after, pause and disconnect them.

import type { CheckResult } from '../core/mail/domain-health.ts';
import { InputError } from '../core/input-error.ts';
import { findMailbox, findMailboxWeek, listMailboxes } from '../db/queries/mailboxes.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import { checkMailboxDomain, testMailbox } from '../flows/check-mailbox.ts';
import type { SignInTried } from '../flows/check-mailbox.ts';
import { giveBackMailAccess } from '../flows/mail-oauth.ts';
import { setMailboxState } from '../flows/save-mailbox.ts';
import { signMailbox, stopSigning } from '../flows/sign-mailbox.ts';
import type { Signing } from '../flows/sign-mailbox.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { getMailboxId, sendingHere } from './find-outreach.ts';
import { addMailboxConnecting } from './mailbox-connect.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

type Shown = Omit<Mailbox, 'sealedCredential' | 'sealedAccessToken' | 'sealedDkimKey'>;

const listMax = 10_000;
const weekMs = 7 * 86_400_000;

export const addMailboxCommand: AddCommand = (program, context) => {
  const mailbox = program
    .command('mailbox')
    .description('mailboxes that outreach goes out from and answers come in to');
  mailbox
    .command('list')
    .description('all of them with their state')
    .action(() => list(context));
  mailbox
    .command('show')
    .description('its settings and its last seven days')
    .argument('<mailbox>', 'address or id')
    .action((name: string) => show(context, name));
  addMailboxConnecting(mailbox, context);
  mailbox
    .command('test')
    .description('sign in to its servers now; sends nothing')
    .argument('<mailbox>', 'address or id')
    .action((name: string) => test(context, name));
  mailbox
    .command('health')
    .description('MX, SPF, DKIM and DMARC of its domain, asked now')
    .argument('<mailbox>', 'address or id')
    .option('--selector <name>', 'of DKIM, where it is not a usual one')
    .action((name: string, options: { selector?: string }) =>
      health(context, name, options.selector),
    );
  mailbox
    .command('dkim')
    .description('sign its mails with a key of ours; says what to publish first')
    .argument('<mailbox>', 'address or id')
    .option('--selector <name>', 'under which the key is published', 'fulcrum')
    .option('--off', 'sign no more and forget the key')
    .action((name: string, options: { selector: string; off?: boolean }) =>
      options.off === true ? unsign(context, name) : sign(context, name, options.selector),
    );
  for (const { word, state, description } of changes)
    mailbox
      .command(word)
      .description(description)
      .argument('<mailbox>', 'address or id')
      .requiredOption('--because <text>', 'why; kept in the audit log')
      .action((name: string, options: { because: string }) =>
        change(context, { name, word, state, because: options.because }),
      );
};

const changes = [
  { word: 'pause', state: 'paused', description: 'once this ends, nothing goes out from it' },
  { word: 'resume', state: 'on', description: 'let it send again; what closed it is forgotten' },
  {
    word: 'disconnect',
    state: 'off',
    description: 'neither send from it nor read it; its password or permission is given back',
  },
] as const;

async function list(context: CommandContext): Promise<void> {
  const mailboxes = await through<Shown[]>(context, {
    here: async ({ deps, workspaceId }) =>
      (await listMailboxes(deps.db, { workspaceId, after: null, limit: listMax })).map(shown),
    there: async (server) => await allPages<Shown>(server, '/v1/mailboxes'),
  });
  const rows = mailboxes.map((one) => [
    one.address,
    one.state,
    one.ownerEmail,
    one.because ?? one.closedBecause ?? '',
    one.id,
  ]);
  context
    .output()
    .result(
      { mailboxes },
      rows.length === 0
        ? ['No mailbox is connected. "fulcrum mailbox connect" connects one.']
        : table(['address', 'state', 'owner', 'because', 'id'], rows),
    );
}

function shown(mailbox: Mailbox): Shown {
  const {
    sealedCredential: _one,
    sealedAccessToken: _two,
    sealedDkimKey: _three,
    ...rest
  } = mailbox;
  return rest;
}

interface Detail {
  mailbox: Shown;
  week: { sends: number; bounces: number; policyBlocks: number; complaints: number };
}

async function show(context: CommandContext, name: string): Promise<void> {
  const mailboxId = await getId(context, name);
  const { mailbox, week } = await through<Detail>(context, {
    here: async ({ deps, workspaceId }) => {
      const key = { workspaceId, mailboxId };
      const found = await findMailbox(deps.db, key);
      if (found === undefined) throw new InputError('not_found', 'There is no such mailbox.');
      const since = new Date(deps.clock.now().getTime() - weekMs);
      return { mailbox: shown(found), week: await findMailboxWeek(deps.db, { ...key, since }) };
    },
    there: async (server) =>
      (await server.ask({ method: 'GET', path: `/v1/mailboxes/${mailboxId}` })) as Detail,
  });
  const because = mailbox.because === null ? '' : ` (${mailbox.because})`;
  context
    .output()
    .result({ mailbox, week }, [
      `${mailbox.address}: ${mailbox.state}${because}, of ${mailbox.ownerEmail}, by ${mailbox.auth}`,
      `A day: ${mailbox.newDayCap} first messages, ${mailbox.followUpDayCap} follow-ups; ${mailbox.gapMinSeconds} to ${mailbox.gapMaxSeconds} seconds apart.`,
      `Last seven days: ${week.sends} sent, ${week.bounces} came back, ${week.policyBlocks} refused as unwanted, ${week.complaints} complaints.`,
    ]);
}

async function test(context: CommandContext, name: string): Promise<void> {
  const mailboxId = await getId(context, name);
  const { tries } = await through<{ tries: SignInTried[] }>(context, {
    here: async (opened) => ({
      tries: await testMailbox(sendingHere(opened), { workspaceId: opened.workspaceId, mailboxId }),
    }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/mailboxes/${mailboxId}/test`,
        body: {},
      })) as { tries: SignInTried[] },
  });
  context.output().result(
    { tries },
    tries.map((one) => `${one.side}: ${one.isGood ? 'good' : 'refused'}, ${one.because}`),
  );
  if (tries.some((one) => !one.isGood)) context.finish(1);
}

async function health(
  context: CommandContext,
  name: string,
  selector: string | undefined,
): Promise<void> {
  const mailboxId = await getId(context, name);
  const query = selector === undefined ? '' : `?selector=${encodeURIComponent(selector)}`;
  const found = await through<{ domain: string; checks: CheckResult[] }>(context, {
    here: async (opened) =>
      await checkMailboxDomain(sendingHere(opened), {
        workspaceId: opened.workspaceId,
        mailboxId,
        selector: selector ?? null,
      }),
    there: async (server) =>
      (await server.ask({
        method: 'GET',
        path: `/v1/mailboxes/${mailboxId}/health${query}`,
      })) as { domain: string; checks: CheckResult[] },
  });
  const rows = found.checks.map((one) => [one.check, one.state, one.because]);
  context.output().result(found, [found.domain, ...table(['check', 'state', 'because'], rows)]);
  if (found.checks.some((one) => one.state === 'missing')) context.finish(1);
}

async function change(
  context: CommandContext,
  wish: { name: string; word: string; state: 'on' | 'paused' | 'off'; because: string },
): Promise<void> {
  const { name, word, state, because } = wish;
  const mailboxId = await getId(context, name);
  const done = await through<{ alreadySent: readonly string[] }>(context, {
    here: async (opened) => {
      const { deps, workspaceId, actor } = opened;
      const key = { workspaceId, mailboxId };
      const acknowledged = await setMailboxState(deps, { ...key, state, because, actor });
      if (state === 'off') await giveBackMailAccess(sendingHere(opened), key);
      return acknowledged;
    },
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/mailboxes/${mailboxId}/${word}`,
        body: { because },
      })) as { alreadySent: string[] },
  });
  const words = { on: 'sends again', paused: 'is paused', off: 'is disconnected' } as const;
  context
    .output()
    .result({ id: mailboxId, state, ...done }, [
      `${name} ${words[state]}.`,
      ...(done.alreadySent.length === 0
        ? []
        : [`On the wire already: ${done.alreadySent.length}.`]),
    ]);
}

async function sign(context: CommandContext, name: string, selector: string): Promise<void> {
  const mailboxId = await getId(context, name);
  const signing = await through<Signing>(context, {
    here: async (opened) => {
      const { workspaceId, actor } = opened;
      return await signMailbox(sendingHere(opened), { workspaceId, mailboxId, selector, actor });
    },
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/mailboxes/${mailboxId}/dkim`,
        body: { selector },
      })) as Signing,
  });
  const publish = [`${signing.name}  TXT`, signing.record];
  context.output().result(signing, [signing.because, ...(signing.isOn ? [] : publish)]);
}

async function unsign(context: CommandContext, name: string): Promise<void> {
  const mailboxId = await getId(context, name);
  await through(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await stopSigning(deps, { workspaceId, mailboxId, actor }),
    there: async (server) => {
      await server.ask({ method: 'DELETE', path: `/v1/mailboxes/${mailboxId}/dkim` });
    },
  });
  context.output().result({ id: mailboxId, isOn: false }, [`${name} is signed no more.`]);
}

async function getId(context: CommandContext, name: string): Promise<string> {
  return (await getMailboxId(context, name)) ?? '';
}
