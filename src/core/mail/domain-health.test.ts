import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeDomain } from './domain-health.ts';
import type { DomainFacts } from './domain-health.ts';

const good: DomainFacts = {
  mx: [{ exchange: 'mx.acme.example', priority: 10 }],
  hasAddress: true,
  texts: ['hello=1', 'v=spf1 include:_spf.example ~all'],
  dmarcTexts: ['v=DMARC1; p=quarantine; rua=mailto:d@acme.example'],
  dkim: [{ selector: 'google', texts: ['v=DKIM1; k=rsa; p=MIIB'] }],
};

function statesOf(more: Partial<DomainFacts>): string {
  return judgeDomain({ ...good, ...more })
    .map((each) => `${each.check} ${each.state}`)
    .join(', ');
}

test('a domain that vouches for its mail is good in everything', () => {
  assert.equal(statesOf({}), 'mx good, spf good, dkim good, dmarc good');
});

test('what is missing is told apart from what is weak and what could not be asked', () => {
  assert.equal(
    statesOf({ mx: [], hasAddress: false, texts: [], dmarcTexts: [], dkim: [] }),
    'mx missing, spf missing, dkim unknown, dmarc missing',
  );
  assert.equal(
    statesOf({ mx: [], texts: ['v=spf1 +all'], dmarcTexts: ['v=DMARC1; p=none'] }),
    'mx weak, spf weak, dkim good, dmarc weak',
  );
  assert.equal(
    statesOf({ mx: null, texts: null, dmarcTexts: null, dkim: [{ selector: 's1', texts: null }] }),
    'mx unknown, spf unknown, dkim unknown, dmarc unknown',
  );
});

test('a null MX, two SPF records and a revoked key do not pass', () => {
  assert.equal(
    statesOf({
      mx: [{ exchange: '', priority: 0 }],
      texts: ['v=spf1 -all', 'v=spf1 ~all'],
      dkim: [{ selector: 'old', texts: ['v=DKIM1; p='] }],
    }),
    'mx missing, spf missing, dkim unknown, dmarc good',
  );
});
