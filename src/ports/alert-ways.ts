// How the owner of the integration is reached: a mail account of the installation, and a chat room's address.

import type { Secret } from '../core/secret.ts';
import type { MailAccess } from './mail-account.ts';
import type { MailSender } from './mail-sender.ts';

export interface AlertMail {
  access: MailAccess;
  /** The address alerts come from. */
  from: string;
}

export interface ChatPoster {
  /** Posts `{"text": …}`, as Slack and its likes take it. Throws PortFailure otherwise. */
  post(url: Secret, text: string): Promise<void>;
}

export interface AlertWays {
  mailSender: MailSender;
  /** Null where the installation has no mail account for alerts. */
  mail: AlertMail | null;
  chat: ChatPoster;
}
