// Outreach of our own, held against what the mail servers of the world took over: each message once, none after a stop.

import { sql } from 'kysely';
import type { TakenMail } from '../world/post-office.ts';
import type { World } from '../world/world.ts';
import type { Checked, Invariant } from './invariant.ts';

export const sendingInvariants: readonly Invariant[] = [
  { id: 'I10', says: 'a message is delivered once at most', check: onceAtMost },
  { id: 'I7', says: 'nothing goes out after an acknowledged stop', check: nothingAfterStop },
  { id: 'I7', says: 'nothing goes out after an answer was taken in', check: nothingAfterAnswer },
  { id: 'I9', says: 'a person is in one running sequence at most', check: oneRun },
  { id: 'I10', says: 'what was delivered is known as sent, or asked about', check: knownAsSent },
  { id: 'I10', says: 'what is known as sent was delivered', check: reallySent },
  { id: 'I11', says: 'each sent message is one touch of its person', check: oneTouch },
  { id: 'I10', says: 'between two messages of a mailbox there is its gap', check: keepsTheGap },
  { id: 'I17', says: 'no message waits for nothing', check: nothingStuck },
];

/** An attempt ends by itself within this. */
const attemptMs = 25_000;

/** The shortest gap of a mailbox that is set up as in this world. */
const gapMs = 60_000;

async function onceAtMost({ world }: Checked): Promise<string[]> {
  const counts = new Map<string, TakenMail[]>();
  for (const mail of world.post.taken)
    counts.set(mail.token, [...(counts.get(mail.token) ?? []), mail]);
  return [...counts.values()]
    .filter((mails) => mails.length > 1)
    .map(
      (mails) => `${mails[0]?.subject} to ${mails[0]?.to}, ${mails.map(shownAt(world)).join(', ')}`,
    );
}

async function nothingAfterStop(checked: Checked): Promise<string[]> {
  const { world } = checked;
  const runs = await runsOf(checked);
  const { taken } = world.post;
  const breaches: string[] = [];
  for (const { fromMs, untilMs = Infinity, run } of world.outreach.quiet.filter(isKept(world)))
    for (const mail of taken)
      if (
        mail.atMs > fromMs &&
        mail.atMs <= untilMs &&
        // A server that takes a mail over after we gave up waiting: a pause waits no longer than the attempt.
        mail.atMs - mail.leftMs <= attemptMs &&
        (run === null || runs.get(mail.token) === run)
      )
        breaches.push(
          `${mail.subject} to ${mail.to} ${shownAt(world)(mail)}, quiet since ${fromMs}`,
        );
  for (const { fromMs, address } of world.outreach.gone.filter(isKept(world)))
    for (const mail of taken)
      // What is on the wire when somebody leaves cannot be called back; a pause waits for it.
      if (mail.leftMs > fromMs && mail.to === address)
        breaches.push(
          `${mail.subject} to ${mail.to} ${shownAt(world)(mail)}, gone since ${fromMs}`,
        );
  return breaches;
}

/** What was acknowledged after a backup was taken that is put back later is not held against anybody. */
function isKept({ seen }: World) {
  return ({ fromMs }: { fromMs: number }): boolean =>
    seen.losses.every((takenMs) => fromMs < takenMs);
}

async function nothingAfterAnswer({ world, db, workspaceId }: Checked): Promise<string[]> {
  // With wrong clocks nobody can say what was first.
  if (world.seen.losses.length > 0 || world.plan.events.some(isClockJump)) return [];
  const { rows } = await sql<{ token: string; readMs: number }>`
    select m.token, extract(epoch from i.processed_at) * 1000 as read_ms
    from messages m join enrollments e on e.workspace_id = m.workspace_id and e.id = m.enrollment_id
    join inbound_messages i on i.workspace_id = m.workspace_id and i.kind = 'human'
      and i.message_id in (select o.id from messages o where o.workspace_id = m.workspace_id and o.enrollment_id = m.enrollment_id)
    where m.workspace_id = ${workspaceId}`.execute(db);
  return rows.flatMap(({ token, readMs }) =>
    world.post.taken
      .filter((mail) => mail.token === token && mail.atMs > readMs + clocksApartMs)
      .map((mail) => `${mail.subject} to ${mail.to} ${shownAt(world)(mail)} after the answer`),
  );
}

/** Clocks of machines differ by this, and a mail on the wire is under way for as long. */
const clocksApartMs = 62_000;

function isClockJump({ kind }: { kind: string }): boolean {
  return kind.startsWith('disaster.clock');
}

async function oneRun({ db, workspaceId }: Checked): Promise<string[]> {
  const { rows } = await sql<{ personId: string; count: string }>`
    select person_id, count(*) from enrollments
    where workspace_id = ${workspaceId} and is_ours and state in ('active', 'paused')
    group by person_id having count(*) > 1`.execute(db);
  return rows.map(({ personId, count }) => `person ${personId} is in ${count} runs`);
}

async function knownAsSent({ world, db, workspaceId }: Checked): Promise<string[]> {
  if (world.seen.losses.length > 0) return [];
  const states = await statesOf({ db, workspaceId });
  return world.post.taken.flatMap(({ token, subject, to }) => {
    const state = states.get(token);
    return state === 'sent' || state === 'unknown'
      ? []
      : [`${subject} to ${to} is ${state ?? 'unheard of'}`];
  });
}

async function reallySent({ world, db, workspaceId }: Checked): Promise<string[]> {
  const taken = new Set(world.post.taken.map(({ token }) => token));
  const states = await statesOf({ db, workspaceId });
  return [...states]
    .filter(([token, state]) => state === 'sent' && !taken.has(token))
    .map(([token]) => `message ${token} is nowhere`);
}

async function oneTouch({ db, workspaceId }: Checked): Promise<string[]> {
  const { rows } = await sql<{ id: string; count: string }>`
    select m.id, count(t.id) from messages m
    join persons p on p.workspace_id = m.workspace_id and p.id = m.person_id and not p.is_erased
    left join touches t on t.workspace_id = m.workspace_id and t.source_event_id = m.id::text
      and t.kind = 'sent' and t.person_id = m.person_id
    where m.workspace_id = ${workspaceId} and m.state = 'sent'
    group by m.id having count(t.id) <> 1`.execute(db);
  return rows.map(({ id, count }) => `message ${id} is ${count} touches`);
}

async function keepsTheGap({ world }: Checked): Promise<string[]> {
  const isOff = world.seen.losses.length > 0 || world.plan.events.some(isClockJump);
  // Late ones and second attempts have been let go in time, and arrive when they arrive.
  if (isOff || (world.faults.fired.get('mail.slow') ?? 0) > 0) return [];
  const { taken } = world.post;
  return taken.slice(1).flatMap((mail, at) => {
    const before = taken[at];
    const apartMs = mail.atMs - (before?.atMs ?? 0);
    return before === undefined || apartMs > gapMs - clocksApartSlackMs
      ? []
      : [`${mail.subject} to ${mail.to} ${apartMs} ms after ${before.to}`];
  });
}

/** Two machines' clocks, and the way of the bytes. */
const clocksApartSlackMs = 2_000;

async function nothingStuck({ db, workspaceId }: Checked): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select m.id::text || ' is ' || m.state as text from messages m
    join persons p on p.workspace_id = m.workspace_id and p.id = m.person_id and not p.is_erased
    where m.workspace_id = ${workspaceId} and (m.state = 'submitting'
      or (m.state = 'unknown' and m.due_at is null and not exists (select from tasks t
        where t.workspace_id = m.workspace_id and t.message_id = m.id)))`.execute(db);
  return rows.map(({ text }) => `message ${text}`);
}

async function runsOf({ db, workspaceId }: Checked): Promise<Map<string, string | null>> {
  const rows = await db
    .selectFrom('messages')
    .select(['token', 'enrollmentId'])
    .where('workspaceId', '=', workspaceId)
    .execute();
  return new Map(rows.map(({ token, enrollmentId }) => [token, enrollmentId]));
}

async function statesOf({
  db,
  workspaceId,
}: Pick<Checked, 'db' | 'workspaceId'>): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('messages')
    .select(['token', 'state'])
    .where('workspaceId', '=', workspaceId)
    .where('channel', '=', 'email')
    .execute();
  return new Map(rows.map(({ token, state }) => [token, state]));
}

function shownAt(world: World) {
  return (mail: TakenMail): string =>
    `at ${new Date(mail.atMs).toISOString()} (+${mail.atMs - world.plan.startMs} ms) by ${mail.process}`;
}
