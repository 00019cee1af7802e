// Looks whether a mailbox works: signs in to its servers, and asks the name system about its domain. Sends nothing.

import { judgeDomain } from '../core/mail/domain-health.ts';
import type { CheckResult } from '../core/mail/domain-health.ts';
import { InputError } from '../core/input-error.ts';
import type { Secret } from '../core/secret.ts';
import { findMailbox } from '../db/queries/mailboxes.ts';
import type { Mailbox } from '../db/queries/mailboxes.ts';
import { PortFailure } from '../ports/failure.ts';
import type { MailAccess, MailServer } from '../ports/mail-account.ts';
import { mailAccess } from './mail-access.ts';
import type { OutreachDeps } from './outreach-deps.ts';

export interface SignInTried {
  side: 'smtp' | 'imap';
  isGood: boolean;
  because: string;
}

/** Signs in to both servers with what is given. Throws InputError naming the side that refuses. */
export async function trySignIn(
  deps: OutreachDeps,
  given: { smtp: MailServer; imap: MailServer | null; user: string; password: Secret },
): Promise<void> {
  const { user, password } = given;
  const signIn = { kind: 'password', user, password } as const;
  const smtp = await tried('smtp', async () =>
    deps.mailSender.check({ server: given.smtp, signIn }),
  );
  const { imap } = given;
  const reading =
    imap === null
      ? null
      : await tried('imap', async () => deps.mailReader.listFolders({ server: imap, signIn }));
  for (const each of [smtp, reading]) {
    if (each !== null && !each.isGood)
      throw new InputError('invalid', `${each.side.toUpperCase()}: ${each.because}`, each.side);
  }
}

/** What happens when the stored credential is used now. */
export async function testMailbox(
  deps: OutreachDeps,
  key: { workspaceId: string; mailboxId: string },
): Promise<SignInTried[]> {
  const mailbox = await getMailbox(deps, key);
  const accessOf = async (side: 'smtp' | 'imap'): Promise<MailAccess> =>
    await mailAccess(deps, { ...mailbox, workspaceId: key.workspaceId }, side);
  const results = [await tried('smtp', async () => deps.mailSender.check(await accessOf('smtp')))];
  if (mailbox.imap !== null)
    results.push(
      await tried('imap', async () => deps.mailReader.listFolders(await accessOf('imap'))),
    );
  return results;
}

/** Selectors of the large providers, where the mailbox does not sign by itself. */
const usualSelectors = ['google', 'selector1', 'selector2', 'default', 's1', 'k1', 'mail'] as const;

/** MX, SPF, DKIM and DMARC of the mailbox's domain. */
export async function checkMailboxDomain(
  deps: OutreachDeps,
  asked: { workspaceId: string; mailboxId: string; selector: string | null },
): Promise<{ domain: string; checks: CheckResult[] }> {
  const mailbox = await getMailbox(deps, asked);
  const domain = mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1).toLowerCase();
  const own = (mailbox.dkim as { selector?: string } | null)?.selector ?? null;
  const named = asked.selector ?? own;
  const selectors = named === null ? usualSelectors : [named];
  const { mailDns } = deps;
  const [mx, hasAddress, texts, dmarcTexts, ...dkimTexts] = await Promise.all([
    orNull(mailDns.findMx(domain)),
    orNull(mailDns.hasAddress(domain)),
    orNull(mailDns.findTxt(domain)),
    orNull(mailDns.findTxt(`_dmarc.${domain}`)),
    ...selectors.map((selector) => orNull(mailDns.findTxt(`${selector}._domainkey.${domain}`))),
  ]);
  const dkim = selectors.map((selector, at) => ({ selector, texts: dkimTexts[at] ?? null }));
  const checks = judgeDomain({ mx, hasAddress: hasAddress === true, texts, dmarcTexts, dkim });
  return { domain, checks };
}

async function getMailbox(
  deps: OutreachDeps,
  key: { workspaceId: string; mailboxId: string },
): Promise<Mailbox> {
  const found = await findMailbox(deps.db, key);
  if (found === undefined) throw new InputError('not_found', 'There is no such mailbox.');
  return found;
}

async function tried(side: 'smtp' | 'imap', act: () => Promise<unknown>): Promise<SignInTried> {
  try {
    await act();
    return { side, isGood: true, because: 'signed in' };
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    return { side, isGood: false, because: error.message };
  }
}

async function orNull<Found>(asked: Promise<Found>): Promise<Found | null> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    return null;
  }
}
