// A mailbox as the outside needs it: where its servers are and how to sign in.

import type { Secret } from '../core/secret.ts';

export const mailSecurities = ['tls', 'starttls', 'none'] as const;
export type MailSecurity = (typeof mailSecurities)[number];

export interface MailServer {
  host: string;
  port: number;
  security: MailSecurity;
}

export type MailSignIn =
  | { kind: 'password'; user: string; password: Secret }
  | { kind: 'xoauth2'; user: string; accessToken: Secret };

/** One side of a mailbox: its SMTP server or its IMAP server. */
export interface MailAccess {
  server: MailServer;
  signIn: MailSignIn;
}
