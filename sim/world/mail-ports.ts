// One process's way to the mail servers: every way in which a mail, or the news of it, gets lost.

import { PortFailure } from '../../src/ports/failure.ts';
import type { MailReader } from '../../src/ports/mail-reader.ts';
import type {
  MailOutcome,
  MailSender,
  MailToSend,
  SendWatch,
} from '../../src/ports/mail-sender.ts';
import type { OutreachPorts } from '../../src/flows/outreach-deps.ts';
import type { SmsSender } from '../../src/ports/sms-sender.ts';
import type { Process } from '../engine/process.ts';
import type { World } from './world.ts';

/** Sent shows a mail after this at the latest; a message is looked for over a quarter of an hour. */
const filedMsMax = 8 * 60_000;

/** The outside of outreach as that process sees it. */
export function mailPortsOf(world: World, process: Process): OutreachPorts {
  return {
    mailSender: senderOf(world, process),
    mailReader: readerOf(world, process),
    smsSender: noSms,
    mailDns: {
      findMx: async () => [{ exchange: 'mx.example', priority: 10 }],
      hasAddress: async () => true,
      findTxt: async () => [],
    },
    mailSigner: null,
    holidays: { of: async () => () => null },
    contactVerifiers: [],
  };
}

function senderOf(world: World, process: Process): MailSender {
  return {
    send: async (_access, mail, watch) => await send(world, process, { mail, watch }),
    check: async () => undefined,
  };
}

async function send(
  world: World,
  process: Process,
  given: { mail: MailToSend; watch: SendWatch },
): Promise<MailOutcome> {
  const { scheduler, faults } = world;
  const { mail, watch } = given;
  await scheduler.point(process, 'connects to the mail server');
  if (faults.strikes('mail.refused'))
    return { outcome: 'unsent', phase: 'connect', because: 'connection refused (simulated)' };
  if (faults.strikes('mail.later')) return tryLater;
  if (faults.strikes('mail.cutBefore'))
    return { outcome: 'unsent', phase: 'rcpt_to', because: 'cut (simulated)' };
  const mayGo = await watch.mayIssueData().catch(() => false);
  if (!mayGo) return { outcome: 'unsent', phase: 'data', because: 'it may not go any more' };
  return await submit(world, process, { mail, watch });
}

const tryLater: MailOutcome = {
  outcome: 'refused',
  code: 451,
  enhanced: '4.7.1',
  answer: 'try again later (simulated)',
  phase: 'rcpt_to',
};

/** From the last look on: the bytes are on the wire, whatever becomes of the process. */
async function submit(
  world: World,
  process: Process,
  { mail, watch }: { mail: MailToSend; watch: SendWatch },
): Promise<MailOutcome> {
  const { scheduler, faults } = world;
  const random = world.streams.of('mail');
  const latencyMs = Math.floor(50 + 400 * random.next());
  const isDiscarded = faults.strikes('mail.bodyLost');
  const isSilent = faults.strikes('mail.answerLost');
  const isSlow = faults.strikes('mail.slow');
  const takesMs = isSlow ? Math.floor(1_000 + 60_000 * faults.shape('mail.slow')) : latencyMs;
  const filedAfterMs = faults.strikes('mail.filedLate')
    ? Math.floor(filedMsMax * faults.shape('mail.filedLate'))
    : 0;
  const leftMs = scheduler.nowMs();
  return await new Promise<MailOutcome>((resolve) => {
    let isOver = false;
    const end = (label: string, outcome: MailOutcome): void => {
      if (isOver) return;
      isOver = true;
      watch.signal.removeEventListener('abort', giveUp);
      void scheduler.point(process, label).then(() => resolve(outcome));
    };
    const giveUp = (): void => end('gives up waiting', silence);
    watch.signal.addEventListener('abort', giveUp, { once: true });
    scheduler.after(takesMs, 'the mail server has the whole mail', () => {
      if (!isDiscarded) {
        const { envelopeTo: to, bytes } = mail;
        world.post.take({ process: process.name, to, bytes, leftMs, filedAfterMs });
      }
      if (isDiscarded || isSilent) {
        scheduler.after(latencyMs, 'the connection is cut', () =>
          end('loses the connection', silence),
        );
        return;
      }
      scheduler.after(latencyMs, 'the mail server answers', () =>
        end('has an answer', { outcome: 'accepted', serverMessageId: null, answer: '250 ok' }),
      );
    });
  });
}

const silence: MailOutcome = { outcome: 'unknown', because: 'no answer (simulated)' };

const inbox = { path: 'INBOX', use: 'inbox' } as const;

function readerOf(world: World, process: Process): MailReader {
  const { post, scheduler, faults } = world;
  const reach = async (label: string): Promise<void> => {
    await scheduler.point(process, label);
    if (!faults.strikes('mail.unreadable')) return;
    throw new PortFailure({
      kind: 'unreachable',
      message: 'The mail server does not answer.',
      detail: '(simulated)',
    });
  };
  return {
    async listFolders() {
      await reach('lists the folders');
      return [inbox];
    },
    async markOf() {
      await reach('looks at the folder');
      if (faults.strikes('mail.renumbered')) post.renumber();
      return { uidValidity: post.uidValidity, uidNext: (post.inbox.at(-1)?.uid ?? 0) + 1 };
    },
    async fetchAfter(_access, { uidValidity, afterUid, limit }) {
      await reach('fetches mail');
      if (uidValidity !== post.uidValidity)
        throw new PortFailure({ kind: 'conflict', message: 'renumbered', detail: '(simulated)' });
      const rest = post.inbox.filter((mail) => mail.uid > afterUid);
      const part = rest.slice(0, limit);
      const hasMore = rest.length > part.length;
      return {
        mails: part.map((mail) => ({ ...mail, byteCount: mail.bytes.length, threadId: null })),
        throughUid: part.at(-1)?.uid ?? afterUid,
        hasMore,
      };
    },
    async waitForChange() {
      throw new Error('The simulator looks by the clock.');
    },
    async findSent(_access, { intentToken }) {
      await reach('looks in Sent');
      const found = post.taken.find(
        (mail) => mail.token === intentToken && mail.isFiledMs <= scheduler.nowMs(),
      );
      return found === undefined
        ? { isFound: false }
        : { isFound: true, messageId: found.messageId };
    },
    async fileSent() {
      throw new Error('The server of the world files by itself.');
    },
    close: async () => undefined,
  };
}

const noSms = new Proxy(
  {},
  {
    get: () => () => {
      throw new Error('The simulator sends no text messages.');
    },
  },
) as SmsSender;
