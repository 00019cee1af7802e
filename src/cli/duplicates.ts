// fulcrum duplicates: how many hits were somebody already known, week by week, and what stands twice in Lever.

import { findLeverDuplicates } from '../flows/find-lever-duplicates.ts';
import { reportDuplicates } from '../flows/report-duplicates.ts';
import type { DuplicateReport } from '../flows/report-duplicates.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { table } from './output.ts';
import { allPages, through } from './through.ts';

const spanMs = 84 * 86_400_000;

export const addDuplicatesCommand: AddCommand = (program, context) => {
  program
    .command('duplicates')
    .description('how many hits were somebody already known, over twelve weeks, and why')
    .option('--in-lever', 'what stands twice in Lever instead, with links', false)
    .action((options: { inLever: boolean }) =>
      options.inLever ? listInLever(context) : report(context),
    );
};

async function report(context: CommandContext): Promise<void> {
  const found = await through<DuplicateReport>(context, {
    here: async ({ deps, workspaceId }) => {
      const to = deps.clock.now();
      const from = new Date(to.getTime() - spanMs);
      return await reportDuplicates(deps.db, { workspaceId, from, to, step: 'week' });
    },
    there: async (server) =>
      (await server.ask({ method: 'GET', path: '/v1/duplicates' })) as DuplicateReport,
  });
  const rows = found.spans.map((span) => [
    span.from,
    span.profiles,
    span.duplicates,
    span.rate === null ? null : `${(span.rate * 100).toFixed(1)} %`,
    span.merges,
    span.asked,
    span.because[0]?.words ?? null,
  ]);
  const headings = ['week of', 'hits', 'known', 'rate', 'merges', 'asked', 'mostly because'];
  context
    .output()
    .result({ ...found }, [
      ...table(headings, rows),
      `${found.openReviews} pairs wait for a word: fulcrum review list`,
    ]);
}

interface InLever {
  kind: 'contacts' | 'opportunities';
  links: string[];
  because?: string[];
}

async function listInLever(context: CommandContext): Promise<void> {
  const found = await through<InLever[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const { contacts, opportunities } = await findLeverDuplicates(deps, workspaceId);
      return [
        ...opportunities.map(({ links }) => ({ kind: 'opportunities' as const, links })),
        ...contacts.map(({ links, because }) => ({ kind: 'contacts' as const, links, because })),
      ];
    },
    there: async (server) => await allPages<InLever>(server, '/v1/lever-duplicates'),
  });
  const rows = found.map(({ kind, links, because }) => [
    kind,
    links.join(' '),
    because?.join('; ') ?? 'one person, one posting',
  ]);
  context
    .output()
    .result(
      { duplicates: found },
      found.length === 0
        ? ['Nothing stands twice in Lever.']
        : table(['what', 'links', 'because'], rows),
    );
}
