// What a recruiter sets up on the first day of a world that sends by itself: who we are, a mailbox and a sequence.

import { sequenceDefaults } from '../../src/core/outreach/sequence.ts';
import type { SequenceBody, SequenceStep } from '../../src/core/outreach/sequence.ts';
import { Secret } from '../../src/core/secret.ts';
import { changeOutreachPolicy } from '../../src/flows/outreach-policy.ts';
import { connectMailbox } from '../../src/flows/save-mailbox.ts';
import { createSequence, publishSequence } from '../../src/flows/save-sequence.ts';
import type { SimDeps } from './instance.ts';
import { insist } from './requests.ts';
import type { World } from './world.ts';

export const sender = { address: 'sam@acme.example', name: 'Sam Sender' } as const;

/** What the checks know of outreach beside the database and the mail servers. */
export interface OutreachSeen {
  mailboxId: string;
  sequenceId: string;
  /** Acknowledged: nothing of this run (null: of anybody) goes out between these moments. */
  quiet: { fromMs: number; untilMs?: number; run: string | null }[];
  /** Acknowledged: nothing goes to this address any more. */
  gone: { fromMs: number; address: string }[];
  /** Humans who answered this mail. */
  answered: { atMs: number; token: string }[];
}

export function nothingOfOutreach(): OutreachSeen {
  return { mailboxId: '', sequenceId: '', quiet: [], gone: [], answered: [] };
}

const actor = 'admin';

/** Everything of it is asked again until it is answered; what was done already is left as it is. */
export async function setUpOutreach(world: World): Promise<void> {
  const { workspaceId, outreach } = world;
  await insist(world, 'set the policy of outreach', async (deps) => {
    await changeOutreachPolicy(deps, { workspaceId, body: policy, actor });
  });
  outreach.mailboxId = await made(world, 'connect the mailbox', async (deps) => {
    const known = await deps.db.selectFrom('mailboxes').select('id').executeTakeFirst();
    return known?.id ?? (await connect(deps, workspaceId));
  });
  const by = { workspaceId, actor, ownerEmail: sender.address };
  outreach.sequenceId = await made(world, 'write the sequence', async (deps) => {
    const known = await deps.db.selectFrom('sequences').select('id').executeTakeFirst();
    if (known !== undefined) return known.id;
    return (await createSequence(deps, { ...by, name: 'Engineers', body: sequenceBody }))
      .sequenceId;
  });
  await insist(world, 'publish the sequence', async (deps) => {
    const { sequenceId } = outreach;
    const known = await deps.db.selectFrom('sequences').select('state').executeTakeFirst();
    if (known?.state !== 'active') await publishSequence(deps, { ...by, sequenceId });
  });
}

async function made(
  world: World,
  label: string,
  run: (deps: SimDeps) => Promise<string>,
): Promise<string> {
  const answer = await insist(world, label, run);
  if (answer.got === 'answer') return answer.result;
  throw new Error(`${label}: ${answer.message}`);
}

async function connect(deps: SimDeps, workspaceId: string): Promise<string> {
  const server = { host: 'mail.acme.example', port: 465, security: 'tls' } as const;
  const { mailboxId } = await connectMailbox(deps, {
    workspaceId,
    ownerEmail: sender.address,
    address: sender.address,
    senderName: sender.name,
    provider: 'google',
    smtp: server,
    imap: { ...server, port: 993 },
    auth: 'password',
    signInAs: sender.address,
    credential: new Secret('mailbox-password'),
    zone: 'Europe/Berlin',
    actor,
  });
  return mailboxId;
}

const policy = {
  identity: { organisation: 'Acme', postalAddress: '1 Main St, Springfield' },
  countries: {},
  firstTouchesPerCompanyPerDay: 1_000,
  perDomain: { hour: 1_000, day: 1_000 },
};

function emailStep(id: string, more: Partial<SequenceStep> = {}): SequenceStep {
  const text = 'Hi {{ first_name | default: "there" }}, shall we talk?';
  return {
    id,
    channel: 'email',
    delay: { amount: 0, unit: 'hours' },
    window: null,
    isInThread: false,
    variants: [{ id: 'a', weight: 1, subject: `A role (${id})`, text, html: null }],
    ...more,
  };
}

/** Around the clock and without a pause between the steps, so that minutes show what weeks would. */
const sequenceBody: SequenceBody = {
  ...sequenceDefaults,
  window: { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' },
  skipsHolidays: false,
  mayUseUnverified: true,
  approval: 'none',
  holdMinutes: 0,
  steps: [emailStep('one'), emailStep('two', { isInThread: true }), emailStep('three')],
};
