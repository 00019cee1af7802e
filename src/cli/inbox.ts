// fulcrum inbox: what came in, what it was taken for, and answering, marking and correcting it.

import { mailKinds } from '../core/mail/classify.ts';
import type { MailKind } from '../core/mail/classify.ts';
import { replyIntents } from '../core/mail/reply-intents.ts';
import type { ReplyIntent } from '../core/mail/reply-intents.ts';
import { InputError } from '../core/input-error.ts';
import { answerInbound } from '../flows/answer-inbound.ts';
import { changeInbound } from '../flows/change-inbound.ts';
import { readInbox, readInboxMessage } from '../flows/read-inbox.ts';
import type { InboxItem, InboxMessage } from '../flows/read-inbox.ts';
import { relabelInbound } from '../flows/relabel-inbound.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { getUserEmail } from './find-outreach.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

const listMax = 500;
const states = ['open', 'snoozed', 'done', 'all'] as const;

export const addInboxCommand: AddCommand = (program, context) => {
  const inbox = program.command('inbox').description('answers and other mail that came in');
  inbox
    .command('list')
    .description('newest first')
    .option('--state <state>', states.join(', '), 'open')
    .action((options: { state: string }) => list(context, options.state));
  inbox
    .command('show')
    .description('one message with everything it was taken for')
    .argument('<id>')
    .action((id: string) => show(context, id));
  inbox
    .command('answer')
    .description('write back in its thread, from the mailbox it came to')
    .argument('<id>')
    .requiredOption('--text <text>')
    .requiredOption('--as <email>', 'who writes; must be allowed to send from the mailbox')
    .action((id: string, options: { text: string; as: string }) => answer(context, id, options));
  inbox
    .command('done')
    .description('mark it as dealt with')
    .argument('<id>')
    .action((id: string) => mark(context, id));
  inbox
    .command('label')
    .description('say what it really was; a bounce that was none gives the address back')
    .argument('<id>')
    .option('--kind <kind>', mailKinds.join(', '))
    .option('--intent <intent>', replyIntents.join(', '))
    .requiredOption('--because <text>', 'why; kept with it')
    .action((id: string, options: { kind?: string; intent?: string; because: string }) =>
      label(context, id, options),
    );
};

async function list(context: CommandContext, state: string): Promise<void> {
  const wanted = oneOf(states, state, 'state');
  const items = await through<InboxItem[]>(context, {
    here: async ({ deps, workspaceId }) =>
      await readInbox(deps, {
        workspaceId,
        state: wanted === 'all' ? null : wanted,
        assignee: null,
        personId: null,
        kinds: [],
        beforeId: null,
        limit: listMax,
      }),
    there: async (server) => await allPages<InboxItem>(server, `/v1/inbox?state=${wanted}`),
  });
  const rows = items.map((one) => [
    new Date(one.receivedAt).toISOString().slice(0, 16).replace('T', ' '),
    one.kind,
    one.intent,
    one.from,
    (one.excerpt ?? '').replaceAll(/\s+/gu, ' ').slice(0, 60),
    one.id,
  ]);
  context
    .output()
    .result(
      { items },
      rows.length === 0
        ? ['Nothing is here.']
        : table(['received', 'kind', 'intent', 'from', 'says', 'id'], rows),
    );
}

async function show(context: CommandContext, id: string): Promise<void> {
  const message = await through<InboxMessage>(context, {
    here: async ({ deps, workspaceId }) =>
      await readInboxMessage(deps, { workspaceId, inboundId: id }),
    there: async (server) =>
      (await server.ask({ method: 'GET', path: pathOf(id) })) as InboxMessage,
  });
  const { item, labels, text } = message;
  const taken = labels.map((one) => [one.labelledBy, one.kind, one.intent, one.because]);
  context
    .output()
    .result(message, [
      `From ${item.from ?? 'somebody who was erased'}: ${item.subject ?? ''}`,
      ...table(['by', 'kind', 'intent', 'because'], taken),
      '',
      ...(text ?? 'Nothing of it is kept readably.').split('\n'),
    ]);
}

async function answer(
  context: CommandContext,
  id: string,
  options: { text: string; as: string },
): Promise<void> {
  const { text } = options;
  const userEmail = getUserEmail(options.as);
  const done = await through<{ messageId: string }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await answerInbound(deps, { workspaceId, inboundId: id, text, userEmail, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `${pathOf(id)}/answer`,
        body: { text, userEmail },
      })) as { messageId: string },
  });
  context.output().result({ id, ...done }, ['The answer goes out next.']);
}

async function mark(context: CommandContext, id: string): Promise<void> {
  await through(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await changeInbound(deps, { workspaceId, inboundId: id, state: 'done', actor }),
    there: async (server) => {
      await server.ask({ method: 'PUT', path: pathOf(id), body: { state: 'done' } });
    },
  });
  context.output().result({ id, state: 'done' }, [`${id} is done.`]);
}

async function label(
  context: CommandContext,
  id: string,
  options: { kind?: string; intent?: string; because: string },
): Promise<void> {
  const { because } = options;
  const said: { kind?: MailKind; intent?: ReplyIntent } = {
    ...(options.kind === undefined ? {} : { kind: oneOf(mailKinds, options.kind, 'kind') }),
    ...(options.intent === undefined
      ? {}
      : { intent: oneOf(replyIntents, options.intent, 'intent') }),
  };
  if (Object.keys(said).length === 0)
    throw new InputError('invalid', 'Say what it was with --kind or --intent.', 'kind');
  await through(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await relabelInbound(deps, { workspaceId, inboundId: id, ...said, because, actor }),
    there: async (server) => {
      const body = { ...said, because };
      await server.ask({ method: 'POST', path: `${pathOf(id)}/label`, body });
    },
  });
  context.output().result({ id, ...said }, [`${id} is kept as you say, and what follows is done.`]);
}

function pathOf(id: string): string {
  return `/v1/inbox/${encodeURIComponent(id)}`;
}

function oneOf<Name extends string>(names: readonly Name[], text: string, field: string): Name {
  const found = names.find((each) => each === text);
  if (found !== undefined) return found;
  throw new InputError('invalid', `Use one of ${names.join(', ')}.`, field);
}
