// Who wrote: a machine that delivers mail, a mailbox nobody answers from, or somebody.

import type { ReceivedMail } from './received-mail.ts';
import { headerOf, hasHeader } from './received-mail.ts';

const daemonLocals =
  /^(?:mailer[-_.]?daemon|maildaemon|post_?master|poo?stmaster|mail[-_]?delivery[-_a-z]*|mdaemon|mailerdaemon|mail[-_]?system|bounces?|bounce[-+=_.][^@]*|mail[-_]?daemon|mailmaster|postoffice|microsoftexchange[0-9a-f]+|mail-administrator|mailagent|delivery[-_a-z]*|dsn|mail[-_]?bounce[a-z]*|mmdf|uucp|smtpd?|system[-_]?administrator)(?:@|$)/iu;
const daemonNames =
  /mail(?:er)?[- ]?daemon|mail delivery (?:sub)?system|mail ?delivery|^post ?master\b|mail ?administrator|system administrator|systemadministrator|internet mail delivery|delivery (?:status|service|agent)|mail server|microsoft outlook$|microsoft exchange|email delivery|returned mail|administrator system|systemadmin/iu;
const silentLocals =
  /^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|noreply|donotreply|nepasrepondre|keine[-_.]?antwort|no[-_.]?responder|nao[-_.]?responda|auto[-_.]?(?:reply|responder|response|mailer)|notifications?|alerts?|automat)[^@]*@/iu;

/** Sent in the name of a mail system. */
export function isDaemon(mail: ReceivedMail): boolean {
  const { address, name } = mail.from;
  const shown = address === '' ? headerOf(mail, 'from') : address;
  return (
    daemonLocals.test(shown.trim().replace(/^[<"]+/u, '')) ||
    daemonNames.test(name) ||
    (address === '' && /^<>$|daemon/iu.test(headerOf(mail, 'from').trim()))
  );
}

/** Sent from a mailbox that nobody reads. */
export function isSilentSender(mail: ReceivedMail): boolean {
  return silentLocals.test(mail.from.address);
}

/** The envelope sender was empty: by the rules only machines send so. */
export function hasNullReturnPath(mail: ReceivedMail): boolean {
  if (!hasHeader(mail, 'return-path')) return false;
  const path = headerOf(mail, 'return-path').trim();
  return path === '<>' || path === '' || /^<?mailer-daemon(?:@[^>]*)?>?$/iu.test(path);
}
