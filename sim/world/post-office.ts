// The mail servers of the world: what was taken over for delivery, what lies in the mailbox, and since when.

import type { Scheduler } from '../engine/scheduler.ts';

/** A mail of ours that the server took over: from here on it is with its reader. */
export interface TakenMail {
  atMs: number;
  /** The last look let it go. */
  leftMs: number;
  process: string;
  to: string;
  /** Of our own header; the name of the message for its whole life. */
  token: string;
  messageId: string;
  subject: string;
  /** Of the address for taking oneself off the list. */
  unsubscribeToken: string;
  /** From this moment on it stands in Sent. */
  isFiledMs: number;
}

export interface LyingMail {
  uid: number;
  bytes: Uint8Array;
  receivedAt: Date;
}

export interface PostOffice {
  taken: TakenMail[];
  /** What came in, in order. */
  inbox: LyingMail[];
  uidValidity: number;
  /** Takes one of ours over. */
  take(mail: {
    process: string;
    to: string;
    bytes: Uint8Array;
    leftMs: number;
    filedAfterMs: number;
  }): void;
  /** Something arrives for the mailbox. */
  deliver(text: string): void;
  /** All numbers of the mailbox change, as after a move to another server. */
  renumber(): void;
}

/** An office with nothing in it. */
export function newPostOffice(scheduler: Scheduler): PostOffice {
  const office: PostOffice = {
    taken: [],
    inbox: [],
    uidValidity: 1,
    take({ process, to, bytes, leftMs, filedAfterMs }) {
      const text = Buffer.from(bytes).toString('utf8');
      const atMs = scheduler.nowMs();
      office.taken.push({
        atMs,
        leftMs,
        process,
        to,
        token: headerOf(text, 'X-Fulcrum-Intent'),
        messageId: headerOf(text, 'Message-ID'),
        subject: headerOf(text, 'Subject'),
        unsubscribeToken: /\/u\/([^>\s]+)>/u.exec(headerOf(text, 'List-Unsubscribe'))?.[1] ?? '',
        isFiledMs: atMs + filedAfterMs,
      });
    },
    deliver(text) {
      const uid = (office.inbox.at(-1)?.uid ?? 0) + 1;
      const bytes = Buffer.from(text.replace(/\r?\n/gu, '\r\n'));
      office.inbox.push({ uid, bytes, receivedAt: new Date(scheduler.nowMs()) });
    },
    renumber() {
      office.uidValidity += 1;
      for (const [at, mail] of office.inbox.entries()) mail.uid = at + 1;
    },
  };
  return office;
}

/** The value of a header, unfolded; empty where there is none. */
export function headerOf(text: string, name: string): string {
  const head = text.split(/\r?\n\r?\n/u, 1)[0] ?? '';
  const found = new RegExp(`^${name}:[ \\t]*(.*(?:\\r?\\n[ \\t].*)*)`, 'imu').exec(head);
  return (found?.[1] ?? '').replace(/\r?\n[ \t]+/gu, ' ').trim();
}
