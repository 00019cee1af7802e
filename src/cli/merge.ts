// fulcrum merge and split: two people are one, or were not.

import { mergeByHand } from '../flows/merge-by-hand.ts';
import type { MergedByHand } from '../flows/merge-by-hand.ts';
import { splitProfile } from '../flows/split-profile.ts';
import { undoMerge } from '../flows/undo-merge.ts';
import type { UndoneMerge } from '../flows/undo-merge.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { getPersonId } from './find-person.ts';
import { through } from './through.ts';

export const addMergeCommands: AddCommand = (program, context) => {
  const merge = program.command('merge').description('two people are one, or were not');
  merge
    .command('people')
    .description('make two people one; what belongs to them comes together')
    .argument('<one>', 'id, email address or profile address')
    .argument('<other>', 'id, email address or profile address')
    .option('--takes-back', 'somebody said before that they are different, and it was wrong', false)
    .action((one: string, other: string, options: { takesBack: boolean }) =>
      mergePeople(context, [one, other], options.takesBack),
    );
  merge
    .command('undo')
    .description('take a merge back; both are what they would be without it, and stay apart')
    .argument('<id>', 'of the merge')
    .action((id: string) => undo(context, id));
  merge
    .command('split')
    .description('take a profile out of its person')
    .argument('<profile>', 'id of the profile')
    .action((profileId: string) => split(context, profileId));
};

async function mergePeople(
  context: CommandContext,
  [one, other]: readonly [string, string],
  takesBack: boolean,
): Promise<void> {
  const personIds = [await getPersonId(context, one), await getPersonId(context, other)] as const;
  const merged = await through<MergedByHand>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await mergeByHand(deps, { workspaceId, personIds, takesBack, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/persons/merge',
        body: { personIds, takesBack },
      })) as MergedByHand,
  });
  const lines = [
    `They are ${merged.survivorId} now.`,
    `Undo: fulcrum merge undo ${merged.decisionId}`,
  ];
  if (merged.doubleRecordIds.length > 0)
    lines.push('They stand in Lever twice for one posting: fulcrum duplicates --in-lever');
  context.output().result({ ...merged }, lines);
}

async function undo(context: CommandContext, decisionId: string): Promise<void> {
  const undone = await through<UndoneMerge>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await undoMerge(deps, { workspaceId, decisionId, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/merges/${encodeURIComponent(decisionId)}/undo`,
        body: {},
      })) as UndoneMerge,
  });
  context
    .output()
    .result({ ...undone }, [`${undone.restoredId} and ${undone.otherId} are two people again.`]);
}

async function split(context: CommandContext, profileId: string): Promise<void> {
  const made = await through<{ personId: string; fromId: string }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await splitProfile(deps, { workspaceId, profileId, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/profiles/${encodeURIComponent(profileId)}/split`,
        body: {},
      })) as { personId: string; fromId: string },
  });
  context.output().result(made, [`The profile is ${made.personId} now.`]);
}
