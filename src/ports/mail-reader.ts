// Reads a mailbox: its folders, new messages in order, and whether a message of ours stands in Sent.

import type { MailAccess } from './mail-account.ts';

export const folderUses = ['inbox', 'sent', 'junk', 'all', 'other'] as const;
export type FolderUse = (typeof folderUses)[number];

export interface MailFolder {
  path: string;
  use: FolderUse;
}

export interface FolderMark {
  /** Where it differs from the last time, all numbers are new and the folder is read again. */
  uidValidity: number;
  uidNext: number;
}

export interface FetchedMail {
  uid: number;
  /** The beginning only, where the mail is larger than what is read. */
  bytes: Uint8Array;
  /** Of the whole mail. */
  byteCount: number;
  receivedAt: Date;
  /** Gmail's conversation, where the server tells it. */
  threadId: string | null;
}

export interface FetchedBatch {
  mails: FetchedMail[];
  /** Everything up to this number was asked for; numbers in between that are missing are gone from the server. */
  throughUid: number;
  hasMore: boolean;
}

export interface SentSearch {
  messageId: string;
  /** The value of our own header, which survives servers that replace the Message-ID. */
  intentToken: string;
  since: Date;
}

export type SentFinding = { isFound: true; messageId: string | null } | { isFound: false };

/** Every method throws PortFailure, and nothing else, where the server did not do it. */
export interface MailReader {
  listFolders(access: MailAccess): Promise<MailFolder[]>;
  markOf(access: MailAccess, folder: string): Promise<FolderMark>;
  /**
   * Messages with a higher number than `afterUid`, in order, at most `limit`. Throws `conflict` where the folder's
   * numbers are no longer those of `uidValidity`.
   */
  fetchAfter(
    access: MailAccess,
    from: { folder: string; uidValidity: number; afterUid: number; limit: number },
  ): Promise<FetchedBatch>;
  /** Resolves when something may have changed, when the signal is aborted, or after the server's idle limit. */
  waitForChange(access: MailAccess, folder: string, signal: AbortSignal): Promise<void>;
  /** Looks in Sent (and All Mail) for a message of ours. */
  findSent(access: MailAccess, search: SentSearch): Promise<SentFinding>;
  /** Files a sent message, for servers that do not do so themselves. */
  fileSent(access: MailAccess, bytes: Uint8Array): Promise<void>;
  /** Ends all kept connections. */
  close(): Promise<void>;
}
