// Outreach of our own: recruiters who enrol, pause and stop, and the people at the other end who answer or leave.

import type { Random } from '../../sandbox/random.ts';
import { addSuppressions } from '../../src/flows/change-suppressions.ts';
import { enrolPerson } from '../../src/flows/enrol-person.ts';
import { pauseRun, resumeRun, stopRunByHand } from '../../src/flows/pause-run.ts';
import type { RunChange } from '../../src/flows/pause-run.ts';
import { switchOutreach } from '../../src/flows/save-mailbox.ts';
import { unsubscribe } from '../../src/flows/unsubscribe.ts';
import { sender } from '../world/outreach-set-up.ts';
import type { TakenMail } from '../world/post-office.ts';
import { ask, insist } from '../world/requests.ts';
import type { SimDeps } from '../world/instance.ts';
import type { World } from '../world/world.ts';
import type { EventKind } from './event-kind.ts';

export const outreachEvents: readonly EventKind[] = [
  { name: 'outreach.enrol', weight: 7, run: enrol },
  { name: 'outreach.reply', weight: 2, run: reply },
  { name: 'outreach.absence', weight: 0.7, run: beAway },
  { name: 'outreach.unsubscribe', weight: 1.2, run: leave },
  { name: 'outreach.pause', weight: 1.5, run: pause },
  { name: 'outreach.resume', weight: 1, run: resume },
  { name: 'outreach.stop', weight: 0.7, run: stop },
  { name: 'outreach.suppress', weight: 0.7, run: suppress },
  { name: 'outreach.halt', weight: 0.4, run: halt },
].map((kind): EventKind => ({ ...kind, isOutreach: true }));

const actor = 'user:recruiter';
const because = 'decided in the simulator';

async function enrol(world: World, random: Random): Promise<void> {
  await ask(world, 'enrol somebody', async (deps) => {
    const { workspaceId } = world;
    const people = await deps.db
      .selectFrom('persons')
      .select('id')
      .where('workspaceId', '=', workspaceId)
      .where('mergedInto', 'is', null)
      .where('isErased', '=', false)
      .orderBy('id')
      .execute();
    if (people.length === 0) return;
    const enrolled = await enrolPerson(deps, {
      workspaceId,
      sequenceId: world.outreach.sequenceId,
      personId: random.pick(people).id,
      mailboxId: world.outreach.mailboxId,
      jobId: null,
      userEmail: sender.address,
      actor,
    });
    world.trace.note(
      world.scheduler.nowMs(),
      enrolled.isEnrolled ? 'somebody is enrolled' : `not enrolled: ${enrolled.because}`,
    );
  });
}

/** A run, as a recruiter would choose it from a list. */
async function withRun(
  world: World,
  given: { label: string; random: Random; states: readonly ('active' | 'paused')[] },
  act: (deps: SimDeps, change: RunChange) => Promise<void>,
): Promise<string | null> {
  let chosen: string | null = null;
  const answer = await ask(world, given.label, async (deps) => {
    const runs = await deps.db
      .selectFrom('enrollments')
      .select('id')
      .where('workspaceId', '=', world.workspaceId)
      .where('isOurs', '=', true)
      .where('state', 'in', [...given.states])
      .orderBy('id')
      .execute();
    if (runs.length === 0) return;
    chosen = given.random.pick(runs).id;
    await act(deps, { workspaceId: world.workspaceId, enrollmentId: chosen, actor, because });
  });
  return answer.got === 'answer' ? chosen : null;
}

async function pause(world: World, random: Random): Promise<void> {
  const given = { label: 'pause a run', random, states: ['active'] as const };
  const id = await withRun(
    world,
    given,
    async (deps, change) => void (await pauseRun(deps, change)),
  );
  if (id !== null) world.outreach.quiet.push({ fromMs: world.scheduler.nowMs(), run: id });
}

async function stop(world: World, random: Random): Promise<void> {
  const given = { label: 'stop a run', random, states: ['active', 'paused'] as const };
  const id = await withRun(
    world,
    given,
    async (deps, change) => void (await stopRunByHand(deps, change)),
  );
  if (id !== null) world.outreach.quiet.push({ fromMs: world.scheduler.nowMs(), run: id });
}

async function resume(world: World, random: Random): Promise<void> {
  const given = { label: 'resume a run', random, states: ['paused'] as const };
  await withRun(world, given, async (deps, change) => {
    // From the wish on it may go again, whether or not the answer comes back.
    endQuiet(world, change.enrollmentId);
    await resumeRun(deps, change);
  });
}

function endQuiet(world: World, run: string | null): void {
  const nowMs = world.scheduler.nowMs();
  for (const each of world.outreach.quiet)
    if (each.run === run && each.untilMs === undefined) each.untilMs = nowMs;
}

async function halt(world: World): Promise<void> {
  const { workspaceId } = world;
  const stopped = await ask(world, 'stop all outreach', async (deps) => {
    await switchOutreach(deps, { workspaceId, stoppedBecause: because, actor });
  });
  if (stopped.got === 'answer')
    world.outreach.quiet.push({ fromMs: world.scheduler.nowMs(), run: null });
  await world.sleep(90_000);
  await letOutreachGoOn(world);
}

/** Also at the end: a backup that was put back may be from within a halt. */
export async function letOutreachGoOn(world: World): Promise<void> {
  const { workspaceId } = world;
  await insist(world, 'let outreach go on', async (deps) => {
    endQuiet(world, null);
    await switchOutreach(deps, { workspaceId, stoppedBecause: null, actor });
  });
}

async function suppress(world: World, random: Random): Promise<void> {
  const person = random.pick(world.plan.people);
  const value = random.pick(person.emails);
  const answer = await ask(world, 'suppress an address', async (deps) => {
    const { workspaceId } = world;
    const items = [{ kind: 'address' as const, value, because }];
    await addSuppressions(deps, { workspaceId, items, cause: 'manual', actor });
  });
  if (answer.got === 'answer')
    world.outreach.gone.push({ fromMs: world.scheduler.nowMs(), address: value });
}

function pickMail(world: World, random: Random): TakenMail | null {
  const { taken } = world.post;
  return taken.length === 0 ? null : random.pick(taken);
}

async function leave(world: World, random: Random): Promise<void> {
  const mail = pickMail(world, random);
  if (mail === null) return;
  const answer = await insist(
    world,
    'one-click unsubscribe',
    async (deps) => await unsubscribe(deps, { token: mail.unsubscribeToken, cause: 'one_click' }),
  );
  if (answer.got !== 'answer') return;
  // A backup that was put back may know nothing of the mail.
  if (answer.result === 'unknown') {
    if (world.seen.losses.length === 0) world.violate(`the link in ${mail.token} is not known`);
    return;
  }
  world.outreach.gone.push({ fromMs: world.scheduler.nowMs(), address: mail.to });
}

async function reply(world: World, random: Random, eventId: string): Promise<void> {
  const mail = pickMail(world, random);
  if (mail === null) return;
  await world.sleep(Math.floor(120_000 * random.next()));
  const text = random.pick([
    'Sounds good, tell me more.',
    'No thanks.',
    'Please stop writing to me.',
  ]);
  deliver(world, { mail, eventId, text, extra: '' });
  world.outreach.answered.push({ atMs: world.scheduler.nowMs(), token: mail.token });
}

async function beAway(world: World, random: Random, eventId: string): Promise<void> {
  const mail = pickMail(world, random);
  if (mail === null) return;
  await world.sleep(Math.floor(20_000 * random.next()));
  const text = 'I am out of office.';
  deliver(world, { mail, eventId, text, extra: 'Auto-Submitted: auto-replied\n' });
}

function deliver(
  world: World,
  answer: { mail: TakenMail; eventId: string; text: string; extra: string },
): void {
  const { mail, eventId, text, extra } = answer;
  world.post.deliver(`From: <${mail.to}>
To: <${sender.address}>
Subject: Re: ${mail.subject}
Date: ${new Date(world.scheduler.nowMs()).toUTCString()}
Message-ID: <answer-${eventId}@world.example>
In-Reply-To: ${mail.messageId}
References: ${mail.messageId}
${extra}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

${text}
`);
}
