// fulcrum mirror: how far the reading of who is in Lever already has come, and what is left of it.

import { readMirror, startSweep, type MirrorProgress } from '../flows/read-mirror.ts';
import { InputError } from '../core/input-error.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { through } from './through.ts';

interface Wish {
  candidates?: string;
  begin?: true;
}

export type ShownMirror = Omit<MirrorProgress, 'startedAt' | 'finishedAt'> & {
  startedAt: string | null;
  finishedAt: string | null;
};

export const addMirrorCommand: AddCommand = (program, context) => {
  program
    .command('mirror')
    .description('how far the reading of who is in Lever already has come, and what is left')
    .option('--candidates <count>', 'how many the account has, for the forecast')
    .option('--begin', 'begin a full reading now')
    .action((wish: Wish) => mirror(context, wish));
};

async function mirror(context: CommandContext, wish: Wish): Promise<void> {
  const candidates = countOf(wish.candidates);
  if (wish.begin === true) await begin(context);
  const query = candidates === null ? '' : `?candidates=${candidates}`;
  const found = await through<ShownMirror>(context, {
    here: async ({ deps, workspaceId }) =>
      JSON.parse(
        JSON.stringify(await readMirror(deps, { workspaceId, candidates })),
      ) as ShownMirror,
    there: async (server) =>
      (await server.ask({ method: 'GET', path: `/v1/lever/mirror${query}` })) as ShownMirror,
  });
  context.output().result(found, mirrorLines(found));
}

async function begin(context: CommandContext): Promise<void> {
  await through<unknown>(context, {
    here: async ({ deps, workspaceId, actor }) => await startSweep(deps, { workspaceId, actor }),
    there: async (server) =>
      await server.ask({ method: 'POST', path: '/v1/lever/sweep', body: {} }),
  });
}

function countOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new InputError('invalid', 'Give --candidates as a whole number.', 'candidates');
}

const states = {
  never: 'The account was never read in full.',
  reading: 'A full reading is under way.',
  checking: 'All pages are read; candidates that did not show are looked at one by one.',
  done: 'The last full reading is done.',
} as const;

/** In plain words. */
export function mirrorLines(found: ShownMirror): string[] {
  const { callsLeft, secondsLeft } = found;
  const left =
    callsLeft === null || secondsLeft === null
      ? 'Lever does not tell how many candidates it has: give --candidates for a forecast.'
      : `${callsLeft} calls left, ${secondsLeft} s at the rate limit where nothing else goes on.`;
  return [
    `${states[found.state]} ${found.mirroredCount} candidates are known.`,
    `${found.rowCount} read with ${found.callCount} calls.`,
    ...(found.state === 'done' ? [`Finished at ${found.finishedAt ?? ''}.`] : [left]),
  ];
}
