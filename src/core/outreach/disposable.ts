// Throw-away mail domains met most often; a verifier knows thousands more.

const domains = new Set(
  `mailinator.com guerrillamail.com guerrillamail.info sharklasers.com grr.la 10minutemail.com tempmail.com
  temp-mail.org tempmail.net throwawaymail.com yopmail.com yopmail.fr trashmail.com trashmail.de getnada.com
  nada.email dispostable.com maildrop.cc mintemail.com mohmal.com moakt.com fakeinbox.com mailnesia.com
  mailcatch.com spamgourmet.com spam4.me discard.email emailondeck.com burnermail.io mytemp.email tempr.email
  inboxkitten.com wegwerfmail.de einrot.com cuvox.de dayrep.com fleckens.hu gustr.com jourrapide.com rhyta.com
  superrito.com teleworm.us armyspy.com harakirimail.com mailexpire.com tempinbox.com spambox.us jetable.org
  anonbox.net incognitomail.org meltmail.com mailsac.com owlymail.com tmail.ws tmpmail.org minuteinbox.com`.split(
    /\s+/u,
  ),
);

/** True for a domain whose mailboxes live minutes. */
export function isDisposableDomain(domain: string): boolean {
  return domains.has(domain.toLowerCase());
}
