// Outreach in the middle of its work, for the screens: a mailbox, sequences, people in them, what waits for a yes,
// answers of several kinds, tasks, numbers, a pilot. All of it synthetic.

import { sql } from 'kysely';
import { readMail } from '../../src/adapters/mime/read-mail.ts';
import { assert } from '../../src/core/assert.ts';
import { sequenceDefaults, type SequenceBody } from '../../src/core/outreach/sequence.ts';
import { Secret } from '../../src/core/secret.ts';
import { addTask } from '../../src/flows/add-task.ts';
import { enrolPeople } from '../../src/flows/enrol-people.ts';
import type { OutreachDeps } from '../../src/flows/outreach-deps.ts';
import { changeOutreachPolicy } from '../../src/flows/outreach-policy.ts';
import { receiveInbound } from '../../src/flows/receive-inbound.ts';
import { refreshAggregates } from '../../src/flows/refresh-aggregates.ts';
import { connectMailbox } from '../../src/flows/save-mailbox.ts';
import { createSequence, publishSequence } from '../../src/flows/save-sequence.ts';
import { startPilot } from '../../src/flows/start-pilot.ts';
import { outreachAtHand } from '../../src/http/outreach.fixture.ts';
import type { Running } from '../running.ts';
import { owner } from './app-world.ts';

export interface OutreachAtWork {
  mailboxId: string;
  sequenceId: string;
  personIds: Map<string, string>;
}

const by = { ownerEmail: owner.email, actor: 'test' };

/** All of it, for the people of `addPeople`. */
export async function addOutreach(running: Running): Promise<OutreachAtWork> {
  const deps = outreachDepsOf(running);
  const mailboxId = await addMailbox(running, deps);
  const sequenceId = await addSequences(running, deps);
  const personIds = await listPeople(running);
  const personIdOf = (name: string): string => {
    const id = personIds.get(name);
    assert(id !== undefined, `${name} is here`);
    return id;
  };
  const enrolled = ['Olumide Adeyemi', 'Priya Raman'].map(personIdOf);
  await enrolPeople(deps, {
    workspaceId: running.workspaceId,
    sequenceId,
    personIds: enrolled,
    mailboxId,
    jobId: null,
    userEmail: owner.email,
    actor: 'test',
    isDryRun: false,
  });
  await addAnswers(running, deps, { mailboxId, personIdOf });
  await addTasks(running, deps, personIdOf);
  await addNumbers(running);
  return { mailboxId, sequenceId, personIds };
}

export function outreachDepsOf({ deps }: Running): OutreachDeps {
  return { ...deps, ...outreachAtHand().ports };
}

export async function addMailbox(running: Running, deps: OutreachDeps): Promise<string> {
  const { workspaceId } = running;
  const identity = { organisation: 'Initech', postalAddress: '1 Long Lane, Lisbon' };
  await changeOutreachPolicy(deps, { workspaceId, body: { identity }, actor: 'test' });
  const { mailboxId } = await connectMailbox(deps, {
    workspaceId,
    ownerEmail: owner.email,
    address: owner.email,
    senderName: owner.name,
    provider: 'other',
    smtp: { host: 'smtp.initech.example', port: 465, security: 'tls' },
    imap: { host: 'imap.initech.example', port: 993, security: 'tls' },
    auth: 'password',
    signInAs: owner.email,
    credential: new Secret('app password'),
    zone: 'Europe/Lisbon',
    signature: 'Ada Byron\nInitech',
    actor: 'test',
  });
  return mailboxId;
}

function bodyOf(steps: SequenceBody['steps']): SequenceBody {
  return { ...sequenceDefaults, steps };
}

const mail = { channel: 'email', window: null, isInThread: false } as const;
const atOnce = { amount: 0, unit: 'hours' } as const;
const later = { amount: 3, unit: 'business_days' } as const;

/** One in force with a newer draft, and a draft with a mistake in it. */
export async function addSequences(running: Running, deps: OutreachDeps): Promise<string> {
  const { workspaceId } = running;
  const first = {
    id: 'a',
    weight: 1,
    subject: "{{ role | default: 'A role' }} at Initech",
    text: "Hi {{ first_name | default: 'there' }},\n\nyour work at {{ company | default: 'your company' }} caught my eye. Would you talk with me about {{ role | default: 'a role' }}?\n\n{{ sender_first_name }}",
    html: null,
  };
  const body = bodyOf([
    {
      ...mail,
      id: 'intro',
      delay: atOnce,
      variants: [first, { ...first, id: 'b', subject: 'A question' }],
    },
    {
      ...mail,
      id: 'reminder',
      delay: later,
      isInThread: true,
      variants: [{ ...first, subject: '', text: 'Did my mail reach you?' }],
    },
    {
      ...mail,
      id: 'note',
      channel: 'linkedin',
      delay: later,
      variants: [{ ...first, subject: '', text: "Hi {{ first_name | default: 'there' }}!" }],
    },
  ]);
  const name = 'Backend, autumn';
  const { sequenceId } = await createSequence(deps, { ...by, workspaceId, name, body });
  await publishSequence(deps, { workspaceId, sequenceId, actor: 'test' });
  const wrong = { ...first, text: 'Hi {{ nickname }}, [First Name] said you might move.' };
  await createSequence(deps, {
    ...by,
    workspaceId,
    name: 'Designers, Iberia',
    body: bodyOf([{ ...mail, id: 'intro', delay: atOnce, variants: [wrong] }]),
  });
  return sequenceId;
}

async function listPeople({ deps, workspaceId }: Running): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, canonical -> 'name' ->> 'value' as name from persons
    where workspace_id = ${workspaceId} and merged_into is null`.execute(deps.db);
  return new Map(rows.map(({ id, name }) => [name, id]));
}

const answers = [
  ['Zoë Łukasiewicz', 'Yes, I am interested. Can we talk on Thursday?', []],
  ['Marta Núñez', 'Not now, but please write again next year.', []],
  [
    'Søren Kjær',
    'I am out of the office until Monday.',
    ['Auto-Submitted: auto-replied', 'X-Autoreply: yes'],
  ],
  ['花子 渡邉', 'Please remove me from your list.', []],
] as const;

/** Answers to messages that went out an hour ago. */
async function addAnswers(
  running: Running,
  deps: OutreachDeps,
  given: { mailboxId: string; personIdOf: (name: string) => string },
): Promise<void> {
  const { workspaceId } = running;
  const now = deps.clock.now();
  for (const [index, [name, text, lines]] of answers.entries()) {
    const personId = given.personIdOf(name);
    const messageId = `<out-${index}@initech.example>`;
    const sentAt = new Date(now.getTime() - 3_600_000);
    await sql`
      insert into messages (workspace_id, id, person_id, first_person_id, channel, kind, state, mailbox_id, message_id,
        token, planned_at, sent_at)
      values (${workspaceId}, ${deps.ids.next()}, ${personId}, ${personId}, 'email', 'new', 'sent', ${given.mailboxId},
        ${messageId}, ${`token${index}`.padEnd(32, 'a')}, ${sentAt}, ${sentAt})`.execute(deps.db);
    const head = [
      `From: "${Buffer.from(name).toString('utf8')}" <answer.${index}@letters.example>`,
      `To: ${owner.email}`,
      'Subject: Re: A role at Initech',
      `Message-ID: <in-${index}@letters.example>`,
      `In-Reply-To: ${messageId}`,
      `References: ${messageId}`,
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      ...lines,
    ];
    const quoted = `On Monday Ada Byron wrote:\r\n> your work caught my eye.`;
    const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}\r\n\r\n${quoted}\r\n`);
    const received = await receiveInbound(
      { ...deps, readMail, intentModel: null },
      {
        workspaceId,
        mailbox: { id: given.mailboxId, address: owner.email, ownerEmail: owner.email },
        place: null,
        fetched: {
          bytes,
          byteCount: bytes.byteLength,
          receivedAt: new Date(now.getTime() - (answers.length - index) * 60_000),
          threadId: null,
        },
      },
    );
    assert(received.did === 'kept', `the answer of ${name} is kept`);
  }
}

async function addTasks(
  { workspaceId }: Running,
  deps: OutreachDeps,
  personIdOf: (name: string) => string,
): Promise<void> {
  const common = { workspaceId, assignee: owner.email };
  await deps.db.transaction().execute(async (trx) => {
    await addTask(trx, deps, {
      ...common,
      kind: 'linkedin',
      personId: personIdOf('Olumide Adeyemi'),
      because: 'send the prepared text yourself, then mark it done',
      content: {
        name: 'Olumide Adeyemi',
        text: 'Hi Olumide, I wrote to you about a role at Initech. Shall we connect?',
        link: 'https://www.linkedin.com/in/olumide-example',
        phone: null,
      },
    });
    await addTask(trx, deps, {
      ...common,
      kind: 'call',
      personId: personIdOf('Priya Raman'),
      because: 'call them',
      content: {
        name: 'Priya Raman',
        text: 'Ask when a longer talk suits.',
        link: null,
        phone: '+1 201 555 0123',
      },
    });
  });
}

const dayMs = 86_400_000;
const messagesOf = [4, 6, 5, 3, 6, 5] as const;

/** Ten weeks of messages by the source, some of them answered, and a pilot over them. */
export async function addNumbers(running: Running): Promise<void> {
  const { deps, workspaceId } = running;
  const nowMs = deps.clock.now().getTime();
  const touches = messagesOf.flatMap((count, person) =>
    Array.from({ length: count }, (_, index) => {
      const at = nowMs - (index * 9 + person) * dayMs;
      const common = {
        source: person % 2 === 0 ? 'fulcrum' : 'pin',
        person: { email: `ana.p${person}@initech.example` },
        channel: index % 3 === 2 ? 'linkedin' : 'email',
        sequence: person % 2 === 0 ? 'Backend, autumn' : 'Spring, design',
        step: (index % 3) + 1,
      };
      const sent = {
        ...common,
        kind: 'sent',
        sourceEventId: `sent-${person}-${index}`,
        occurredAt: new Date(at - 3_600_000).toISOString(),
      };
      const replied = {
        ...common,
        kind: 'replied',
        interest: person % 2 === 0 ? 'interested' : 'unclear',
        sourceEventId: `replied-${person}-${index}`,
        occurredAt: new Date(at).toISOString(),
      };
      return (person + index) % 4 === 0 ? [sent, replied] : [sent];
    }).flat(),
  );
  await running.touches(...touches);
  await running.quiet();
  await startPilot(deps, {
    workspaceId,
    actor: 'test',
    name: 'Autumn trial',
    personCap: 200,
    targets: { response_rate: 0.2, median_hours_to_first_contact: 48 },
  });
  await refreshAggregates(deps);
}
