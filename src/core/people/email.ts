// Turns an address as received into the key under which equal mailboxes meet, by the rules of its provider.

import { dividedOffices, placeholderLocals, roleLocals } from './shared-mailboxes.ts';

export interface EmailKey {
  /** Normalised: equal values are the same mailbox. */
  value: string;
  shownAs: string;
  local: string;
  domain: string;
  /** At a provider of personal mailboxes, so the domain says nothing about an employer. */
  isPersonal: boolean;
  /** Read by several people (info@, jobs@) or nobody (test@, none@): never a key of one human. */
  isShared: boolean;
  /** The account behind a GitHub no-reply address, where it is one. */
  githubLogin: string | null;
}

const dotless = new Set(['gmail.com', 'googlemail.com']);
const sameDomain = new Map([['googlemail.com', 'gmail.com']]);

// Providers where everything behind "+" is a label of the same mailbox and dots do matter.
const plusLabels = new Set(
  `gmail.com googlemail.com outlook.com outlook.de outlook.fr outlook.es outlook.it hotmail.com
  hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es live.com live.co.uk live.fr msn.com icloud.com
  me.com mac.com proton.me protonmail.com protonmail.ch pm.me fastmail.com fastmail.fm hey.com`.split(
    /\s+/,
  ),
);

const personalProviders = new Set([
  ...plusLabels,
  ...`yahoo.com yahoo.co.uk yahoo.fr yahoo.de yahoo.es yahoo.it yahoo.ca yahoo.com.br yahoo.co.in
  yahoo.co.jp ymail.com rocketmail.com aol.com aim.com gmx.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de
  freenet.de mail.com email.com usa.com zoho.com yandex.com yandex.ru ya.ru mail.ru bk.ru inbox.ru list.ru
  rambler.ru qq.com 163.com 126.com yeah.net sina.com sina.cn sohu.com foxmail.com aliyun.com naver.com
  hanmail.net daum.net nate.com kakao.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp orange.fr wanadoo.fr free.fr
  laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it bol.com.br uol.com.br terra.com.br ig.com.br
  rediffmail.com comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net
  btinternet.com sky.com talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk rogers.com shaw.ca
  sympatico.ca bigpond.com optusnet.com.au telstra.com xtra.co.nz wp.pl o2.pl onet.pl interia.pl seznam.cz
  centrum.cz tutanota.com tuta.io duck.com mailbox.org posteo.de hushmail.com runbox.com`.split(
    /\s+/,
  ),
]);

// Some give the same mailboxes out under the domains of many countries.
const plusFamilies = /^(?:outlook|hotmail|live)\.(?:[a-z]{2,3}|com?\.[a-z]{2}|com\.[a-z]{2})$/;
const personalFamilies =
  /^(?:outlook|hotmail|live|yahoo|gmx|ymail)\.(?:[a-z]{2,3}|com?\.[a-z]{2})$/;

const placeholderDomains = new Set([
  'example.com',
  'example.org',
  'example.net',
  'test.com',
  'none.com',
  'noemail.com',
  'nomail.com',
  'noreply.com',
  'email.invalid',
  'mailinator.com',
]);

const form = /^[^\s\p{Cc}@"<>(),:;[\]\\]{1,64}@[^\s\p{Cc}@"<>(),:;[\]\\]{1,253}$/u;
const domainForm =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}][\p{L}\p{N}-]{0,61}[\p{L}\p{N}]$/u;

/** Null where the text is no address at all. */
export function normaliseEmail(received: string): EmailKey | null {
  const text = bareAddress(received);
  // Small letters can be longer than capitals.
  if (!form.test(text) || !form.test(text.toLowerCase())) return null;
  const at = text.lastIndexOf('@');
  const shownLocal = text.slice(0, at);
  const shownDomain = text.slice(at + 1).toLowerCase();
  if (!domainForm.test(shownDomain)) return null;
  if (shownLocal.startsWith('.') || shownLocal.endsWith('.')) return null;
  const domain = sameDomain.get(shownDomain) ?? shownDomain;
  const local = mailboxOf(shownLocal.toLowerCase(), domain);
  if (local === '') return null;
  return {
    value: `${local}@${domain}`,
    shownAs: `${shownLocal}@${shownDomain}`,
    local,
    domain,
    isPersonal: isPersonalProvider(domain),
    isShared: isShared(local, domain),
    githubLogin: githubLogin(local, domain),
  };
}

/** True where the domain hands out personal mailboxes, so it names no employer. */
export function isPersonalProvider(domain: string): boolean {
  return personalProviders.has(domain) || personalFamilies.test(domain);
}

function bareAddress(received: string): string {
  let text = received
    .normalize('NFKC')
    // Marks without a width come along when an address is copied from a page.
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/[.,;]+$/, '');
  const angled = /<([^<>]+)>\s*$/.exec(text);
  if (angled?.[1] !== undefined) text = angled[1].trim();
  return text.replace(/^mailto:/i, '').replace(/\?.*$/, '');
}

function mailboxOf(local: string, domain: string): string {
  let mailbox = local;
  if (plusLabels.has(domain) || plusFamilies.test(domain)) {
    const plus = mailbox.indexOf('+');
    if (plus > 0) mailbox = mailbox.slice(0, plus);
  }
  return dotless.has(domain) ? mailbox.replaceAll('.', '') : mailbox;
}

function isShared(local: string, domain: string): boolean {
  if (placeholderDomains.has(domain)) return true;
  const plain = local.replace(/\+.*$/, '').replace(/[._-]/g, '');
  // jobs.berlin@, hr-emea@: an office's, however it is divided up. At a provider it is somebody's whim.
  const [office = ''] = local.split(/[._-]/);
  if (office !== local && dividedOffices.has(office) && !isPersonalProvider(domain)) return true;
  return roleLocals.has(plain) || placeholderLocals.has(plain) || /^(.)\1{2,}$/.test(plain);
}

function githubLogin(local: string, domain: string): string | null {
  if (domain !== 'users.noreply.github.com') return null;
  return local.replace(/^\d+\+/, '');
}
