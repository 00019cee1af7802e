// fulcrum sequence preview and test: what one person would get, and the same in one's own inbox.

import type { Command } from 'commander';
import { InputError } from '../core/input-error.ts';
import type { Guard } from '../core/outreach/guards.ts';
import { findSequenceVersion } from '../db/queries/sequences.ts';
import type { SequenceVersion } from '../db/queries/sequences.ts';
import { previewSteps } from '../flows/preview-step.ts';
import type { PreviewedStep } from '../flows/preview-step.ts';
import { sendTest } from '../flows/send-test.ts';
import type { CommandContext, Opened } from './command-world.ts';
import { getMailboxId, getSequenceId, getUserEmail, sendingHere } from './find-outreach.ts';
import { getPersonId } from './find-person.ts';
import { through } from './through.ts';

interface Wish {
  mailbox?: string;
  job?: string;
}

export function addSequenceTrials(sequence: Command, context: CommandContext): void {
  sequence
    .command('preview')
    .description('the words one person would get, when, and what holds it back; sends nothing')
    .argument('<sequence>', 'name or id')
    .argument('<person>', 'id, email address or profile address')
    .option('--mailbox <address>', 'from which mailbox')
    .option('--job <id>', 'for which job')
    .action((name: string, person: string, wish: Wish) => preview(context, name, { person, wish }));
  sequence
    .command('test')
    .description('send one step to yourself, as one person would get it')
    .argument('<sequence>', 'name or id')
    .argument('<step>', 'id of the step')
    .argument('<person>', 'id, email address or profile address')
    .requiredOption('--mailbox <address>', 'from which mailbox')
    .requiredOption('--as <email>', 'who gets it: you')
    .option('--job <id>', 'for which job')
    .action((name: string, step: string, person: string, wish: Wish & { as: string }) =>
      test(context, name, { step, person, wish }),
    );
}

interface ShownStep {
  stepId: string;
  channel: string;
  isFit: boolean;
  because: string | null;
  subject: string | null;
  text: string | null;
  address: { value: string | null; because: string } | null;
  guards: Guard[];
  projectedAt: string | null;
}

async function preview(
  context: CommandContext,
  name: string,
  { person, wish }: { person: string; wish: Wish },
): Promise<void> {
  const sequenceId = await getSequenceId(context, name);
  const personId = await getPersonId(context, person);
  const mailboxId = await getMailboxId(context, wish.mailbox);
  const asPerson = { personId, mailboxId, jobId: wish.job ?? null };
  const shown = await through<{ version: number; steps: ShownStep[] }>(context, {
    here: async (opened) => {
      const { version, body } = await newestOf(opened, sequenceId);
      const { workspaceId } = opened;
      const asked = { ...asPerson, workspaceId, sequenceId, body };
      const steps = await previewSteps(sendingHere(opened), asked);
      return { version, steps: steps.map(shownStep) };
    },
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/sequences/${sequenceId}/preview`,
        body: asPerson,
      })) as { version: number; steps: ShownStep[] },
  });
  context.output().result(shown, shown.steps.flatMap(stepLines));
}

async function newestOf(
  { deps, workspaceId }: Opened,
  sequenceId: string,
): Promise<SequenceVersion> {
  const key = { workspaceId, sequenceId };
  const found = await findSequenceVersion(deps.db, { ...key, version: 'newest' });
  if (found !== undefined) return found;
  throw new InputError('not_found', 'There is no such sequence.', 'sequence');
}

function shownStep(step: PreviewedStep): ShownStep {
  const { composed, stepId, channel, address, guards } = step;
  return {
    stepId,
    channel,
    isFit: composed.isFit,
    because: composed.isFit ? null : composed.because,
    subject: composed.isFit ? composed.subject : null,
    text: composed.isFit ? composed.text : null,
    address,
    guards,
    projectedAt: step.projectedAt?.toISOString() ?? null,
  };
}

function stepLines(step: ShownStep): string[] {
  const heldBack = step.guards.filter((guard) => !guard.isPassed);
  return [
    `── ${step.stepId} (${step.channel}), ${step.projectedAt ?? 'at no time'}${addressOf(step)}`,
    ...heldBack.map((guard) => `held back: ${guard.because}`),
    ...(step.isFit
      ? [...(step.subject ? [`Subject: ${step.subject}`] : []), '', step.text ?? '', '']
      : [`It would not be sent: ${step.because}`, '']),
  ];
}

function addressOf({ address }: ShownStep): string {
  if (address === null) return '';
  return address.value === null ? `, ${address.because}` : `, to ${address.value}`;
}

async function test(
  context: CommandContext,
  name: string,
  { step, person, wish }: { step: string; person: string; wish: Wish & { as: string } },
): Promise<void> {
  const userEmail = getUserEmail(wish.as);
  const sequenceId = await getSequenceId(context, name);
  const personId = await getPersonId(context, person);
  const mailboxId = (await getMailboxId(context, wish.mailbox)) ?? '';
  const asked = { personId, mailboxId, jobId: wish.job ?? null, stepId: step, userEmail };
  const { sentTo } = await through<{ sentTo: string }>(context, {
    here: async (opened) => {
      const { workspaceId, actor } = opened;
      const { body } = await newestOf(opened, sequenceId);
      return await sendTest(sendingHere(opened), {
        ...asked,
        workspaceId,
        sequenceId,
        body,
        actor,
      });
    },
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/sequences/${sequenceId}/test`,
        body: asked,
      })) as { sentTo: string },
  });
  context.output().result({ sentTo }, [`It went to ${sentTo} and to nobody else.`]);
}
