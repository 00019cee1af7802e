// What the name system says about a domain that sends mail: can it receive, and do SPF, DKIM and DMARC vouch for it.

export const domainChecks = ['mx', 'spf', 'dkim', 'dmarc'] as const;
export type DomainCheck = (typeof domainChecks)[number];
export type CheckState = 'good' | 'weak' | 'missing' | 'unknown';

export interface CheckResult {
  check: DomainCheck;
  state: CheckState;
  /** What was found and what to do. */
  because: string;
}

/** Null where no name server answered. */
export interface DomainFacts {
  mx: readonly { exchange: string; priority: number }[] | null;
  hasAddress: boolean;
  texts: readonly string[] | null;
  dmarcTexts: readonly string[] | null;
  /** Texts at each selector that was looked at. */
  dkim: readonly { selector: string; texts: readonly string[] | null }[];
}

/** One line for each check, in the order of their names. */
export function judgeDomain(facts: DomainFacts): CheckResult[] {
  return [judgeMx(facts), judgeSpf(facts.texts), judgeDkim(facts.dkim), judgeDmarc(facts)];
}

const silent = 'no name server answered; look again later';

function judgeMx({ mx, hasAddress }: DomainFacts): CheckResult {
  const check = 'mx';
  if (mx === null) return { check, state: 'unknown', because: silent };
  if (mx.some((each) => each.exchange === ''))
    return {
      check,
      state: 'missing',
      because: 'the domain says that it takes no mail (null MX): answers and bounces would be lost',
    };
  if (mx.length > 0)
    return { check, state: 'good', because: `${mx.length} mail servers take its mail` };
  return hasAddress
    ? { check, state: 'weak', because: 'there is no MX, only an address; publish an MX record' }
    : { check, state: 'missing', because: 'nothing takes its mail: publish an MX record' };
}

function judgeSpf(texts: readonly string[] | null): CheckResult {
  const check = 'spf';
  if (texts === null) return { check, state: 'unknown', because: silent };
  const found = texts.filter((text) => /^v=spf1(?:\s|$)/iu.test(text));
  if (found.length === 0)
    return { check, state: 'missing', because: 'publish a TXT record that begins with v=spf1' };
  if (found.length > 1)
    return { check, state: 'missing', because: 'there are two SPF records; receivers refuse both' };
  const end = /([+?~-]?)all\b/iu.exec(found[0] ?? '')?.[1];
  const hasRedirect = /\bredirect=/iu.test(found[0] ?? '');
  if (end === '-' || end === '~' || hasRedirect)
    return { check, state: 'good', because: 'one SPF record, which ends by refusing the rest' };
  return { check, state: 'weak', because: 'the SPF record lets anybody send: end it with ~all' };
}

function judgeDkim(dkim: DomainFacts['dkim']): CheckResult {
  const check = 'dkim';
  const found = dkim.find((each) =>
    each.texts?.some((text) => /(?:^|;)\s*p=\s*[A-Za-z0-9+/]/u.test(text)),
  );
  if (found !== undefined)
    return { check, state: 'good', because: `a key is published at ${found.selector}` };
  if (dkim.some((each) => each.texts === null)) return { check, state: 'unknown', because: silent };
  return {
    check,
    state: 'unknown',
    because: `no key at ${dkim.map((each) => each.selector).join(', ')}; name your selector to be sure`,
  };
}

function judgeDmarc({ dmarcTexts }: DomainFacts): CheckResult {
  const check = 'dmarc';
  if (dmarcTexts === null) return { check, state: 'unknown', because: silent };
  const found = dmarcTexts.filter((text) => /^v=DMARC1\b/iu.test(text));
  if (found.length === 0)
    return {
      check,
      state: 'missing',
      because: 'publish a TXT record at _dmarc that begins with v=DMARC1; p=none is a beginning',
    };
  const policy = /(?:^|;)\s*p=(\w+)/iu.exec(found[0] ?? '')?.[1]?.toLowerCase();
  return policy === 'none' || policy === undefined
    ? { check, state: 'weak', because: 'DMARC only watches (p=none); large providers accept that' }
    : { check, state: 'good', because: `DMARC asks to ${policy} what does not pass` };
}
