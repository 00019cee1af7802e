// fulcrum connect: join this workspace to its Lever account, by an API key or by OAuth, or give it a new one.

import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { connectLever } from '../flows/connect-lever.ts';
import { startOAuth } from '../flows/start-oauth.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { through } from './through.ts';

interface Wish {
  baseUrl: string;
  performAs: string;
  publicUrl?: string;
  oauth?: true;
  confidential?: true;
}

interface Begun {
  url: string;
  expiresAt: string;
}

interface Connected {
  leverUserId: string;
  hookUrl: string | null;
  mayReadConfidential: boolean;
}

export const addConnectCommand: AddCommand = (program, context) => {
  program
    .command('connect')
    .description('connect the Lever account; the API key is read from LEVER_API_KEY')
    .requiredOption('--perform-as <email>', 'the Lever user in whose name candidates are added')
    .option('--base-url <url>', 'address of the Lever API', 'https://api.lever.co/v1')
    .option('--public-url <url>', 'where Lever reaches this server, for webhooks')
    .option('--oauth', 'connect by Lever’s consent page instead of an API key')
    .option('--confidential', 'with --oauth: ask for confidential candidates too')
    .action((wish: Wish) =>
      wish.oauth === true ? connectByOAuth(context, wish) : connect(context, wish),
    );
};

async function connectByOAuth(context: CommandContext, wish: Wish): Promise<void> {
  const { baseUrl, publicUrl } = wish;
  const withConfidential = wish.confidential === true;
  const asked = { baseUrl, performAsEmail: wish.performAs, withConfidential };
  const begun = await through<Begun>(context, {
    here: async ({ deps, workspaceId, actor }) => {
      const url = publicUrl ?? deps.publicUrl ?? null;
      const made = await startOAuth(deps, { ...asked, workspaceId, publicUrl: url, actor });
      return { url: made.url, expiresAt: made.expiresAt.toISOString() };
    },
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/lever/oauth',
        body: { ...asked, ...(publicUrl === undefined ? {} : { publicUrl }) },
      })) as Begun,
  });
  context
    .output()
    .result(begun, [
      'Open this address in a browser where an admin of the Lever account is signed in:',
      begun.url,
      `It is good once, until ${begun.expiresAt}. The Fulcrum server must be running: Lever sends the browser back to it.`,
      'Afterwards, "fulcrum doctor" says whether all is set.',
    ]);
}

async function connect(context: CommandContext, wish: Wish): Promise<void> {
  const apiKey = context.world.leverApiKey;
  if (apiKey === undefined) {
    throw new InputError(
      'invalid',
      'Set LEVER_API_KEY to a key from Lever’s Settings > Integrations and API, then run this again.',
    );
  }
  const connected = await through<Connected>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await connectLever(deps, {
        workspaceId,
        baseUrl: wish.baseUrl,
        apiKey: new Secret(apiKey),
        performAsEmail: wish.performAs,
        publicUrl: wish.publicUrl ?? null,
        actor,
      }),
    there: async (server) =>
      (await server.ask({
        method: 'PUT',
        path: '/v1/lever',
        body: {
          baseUrl: wish.baseUrl,
          apiKey,
          performAsEmail: wish.performAs,
          ...(wish.publicUrl === undefined ? {} : { publicUrl: wish.publicUrl }),
        },
      })) as Connected,
  });
  context
    .output()
    .result(connected, [
      `Connected to ${wish.baseUrl} as ${wish.performAs}.`,
      connected.hookUrl === null
        ? 'Without --public-url Lever cannot call back; changes are found by polling.'
        : `Webhooks come in at ${connected.hookUrl}.`,
      ...(connected.mayReadConfidential
        ? []
        : ['The key may not read confidential candidates; they stay unseen.']),
    ]);
}
