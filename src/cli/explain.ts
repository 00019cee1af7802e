// fulcrum explain: why a person was not contacted, in one line; with --messages everything that decided each message.

import { explainSends, whyNotContacted } from '../flows/why-not-contacted.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { getPersonId } from './find-person.ts';
import { through } from './through.ts';

interface Contact {
  wasContacted: boolean;
  because: string;
  since: string | Date | null;
}

interface Explained {
  state: string;
  because: string | null;
  channel: string;
  address: string | null;
  subject: string | null;
  sentAt: string | Date | null;
}

export const addExplainCommand: AddCommand = (program, context) => {
  program
    .command('explain')
    .description('why this person was not contacted, in one line')
    .argument('<person>', 'id, email address or profile address')
    .option('--messages', 'and every message with what decided it; noted in the audit log')
    .action((person: string, options: { messages?: boolean }) =>
      explain(context, person, options.messages === true),
    );
};

async function explain(
  context: CommandContext,
  person: string,
  withMessages: boolean,
): Promise<void> {
  const personId = await getPersonId(context, person);
  const contact = await through<Contact>(context, {
    here: async ({ deps, workspaceId }) => await whyNotContacted(deps, { workspaceId, personId }),
    there: async (server) =>
      (await server.ask({ method: 'GET', path: `/v1/people/${personId}/contact` })) as Contact,
  });
  const messages = withMessages ? await messagesOf(context, personId) : null;
  const since = contact.since === null ? '' : ` (${new Date(contact.since).toISOString()})`;
  const head = contact.wasContacted ? 'Contacted' : 'Not contacted';
  context
    .output()
    .result({ personId, ...contact, ...(messages === null ? {} : { messages }) }, [
      `${head}${since}: ${contact.because}`,
      ...(messages ?? []).map(messageLine),
    ]);
}

async function messagesOf(context: CommandContext, personId: string): Promise<Explained[]> {
  return await through<Explained[]>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      (await explainSends(deps, { workspaceId, personId, actor })) as Explained[],
    there: async (server) =>
      (
        (await server.ask({ method: 'POST', path: `/v1/people/${personId}/explain` })) as {
          items: Explained[];
        }
      ).items,
  });
}

function messageLine(message: Explained): string {
  const at = message.sentAt === null ? '' : ` ${new Date(message.sentAt).toISOString()}`;
  const words = [message.address, message.subject].filter(Boolean).join(', ');
  return `  ${message.channel} ${message.state}${at}: ${message.because ?? 'nothing held it back'}${words === '' ? '' : ` (${words})`}`;
}
