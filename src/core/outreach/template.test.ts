import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDefects } from './find-defects.ts';
import { greetingName } from './greeting-name.ts';
import { lintSequence, lintTemplate } from './lint-sequence.ts';
import { sequenceDefaults } from './sequence.ts';
import { fillTemplate } from './template.ts';
import { templateValues } from './template-values.ts';

test('what is known is filled in; what is missing where it is used is named', () => {
  const text =
    'Hi {{ first_name }}, {% if company %}at {{ company }}{% else %}where you are{% endif %}.';
  assert.deepEqual(fillTemplate(text, { first_name: 'Ada', company: null }), {
    text: 'Hi Ada, where you are.',
    missing: [],
  });
  for (const hole of [null, undefined, '', '  ', [], Number.NaN, false]) {
    assert.deepEqual(fillTemplate(text, { first_name: hole }).missing, ['first_name']);
  }
});

test('a fallback of its own closes the hole, unless it is blank too', () => {
  assert.equal(fillTemplate("Hi {{ first_name | default: 'there' }}", {}).text, 'Hi there');
  assert.deepEqual(fillTemplate("Hi {{ first_name | default: '' }}", {}).missing, ['first_name']);
});

test('a filter that would hide the hole does not', () => {
  assert.deepEqual(fillTemplate("Hi {{ first_name | append: '!' }}", {}).missing, ['first_name']);
});

test('values cannot bring template code, markup, lines or unseen characters along', () => {
  const values = {
    first_name: 'A\r\nBcc: x@y.example\u202E{{ name }}',
    company: '<b>Acme</b> & Sons',
  };
  const plain = fillTemplate('{{ first_name }}', values).text;
  assert.equal(plain, 'A Bcc: x@y.example{{ name }}');
  assert.equal(findDefects(plain)[0]?.name, 'template');
  assert.equal(
    fillTemplate('<p>{{ company }}</p>', values, 'html').text,
    '<p>&lt;b&gt;Acme&lt;/b&gt; &amp; Sons</p>',
  );
});

const unfit: [string, RegExp][] = [
  ['Hi {{ frist_name }}', /frist_name is not known/u],
  ['Hi {{ first_name | upper }}', /upper/u],
  ['Hi {{ first_name', /not closed|end of/u],
  ['Hi {% for x in skills %}{{ x }}{% endfor %}', /for/u],
  ['Hi {% include "a" %}', /include/u],
  ['{% assign a = first_name %}', /assign/u],
  ['Hi {first_name},', /would reach/u],
  ['Hi [First Name],', /would reach/u],
  ['Hi <<FirstName>>,', /would reach/u],
  ['Hi *|FNAME|*,', /would reach/u],
  ['Hi ,', /would reach/u],
  ['{{ "now" | date: "%Y" }}', /value by name|date/u],
  ['{{ company | append: first_name }}', /texts in quotes/u],
];
for (const [text, message] of unfit) {
  test(`${JSON.stringify(text)} is refused at the desk`, () => {
    const problems = lintTemplate(text, 'text');
    assert(problems.length > 0);
    assert.match(problems.map((each) => each.message).join('\n'), message);
  });
}

test('ordinary texts pass', () => {
  const fit = [
    "Hi {{ first_name | default: 'there' }},\n\nI saw your work on {{ skill }} at {{ company }}... Shall we talk?\n\nAda",
    'Hello {{ name }}! We pay 4.5% more (really) – see https://acme.example/jobs. 3 days; no null risk is not said.'.replace(
      ' null',
      '',
    ),
    'Bonjour {{ first_name }}, ça va ? Très bien !',
  ];
  for (const text of fit) assert.deepEqual(lintTemplate(text, 'text'), [], text);
});

test('a sequence without subject, with too many links or plain http is refused with the place', () => {
  const variant = { id: 'a', weight: 1, subject: '', text: 'See http://a.example', html: null };
  const step = {
    id: 's1',
    channel: 'email',
    delay: { amount: 0, unit: 'hours' },
    window: null,
    isInThread: false,
    variants: [variant],
  } as const;
  const fields = lintSequence({ ...sequenceDefaults, steps: [step] }).map((each) => each.field);
  assert.deepEqual(fields, ['steps[0].variants[0].subject', 'steps[0].variants[0].text']);
  assert.deepEqual(
    lintSequence({ ...sequenceDefaults, steps: [] }).map((each) => each.field),
    ['steps'],
  );
});

const names: [string, string | null][] = [
  ['Ada Lovelace', 'Ada'],
  ['ADA LOVELACE', 'Ada'],
  ['ada lovelace', 'Ada'],
  ['Dr. Ada Lovelace, PhD', 'Ada'],
  ['🚀 Ada 🚀', 'Ada'],
  ['J. Smith', null],
  ['JP Morgan', null],
  ['J', null],
  ['user1234', null],
  ['', null],
  ['Åsa Sjöström', 'Åsa'],
  ['ANNE-MARIE DUPONT', 'Anne-Marie'],
  ["d'arcy o'neil", "D'Arcy"],
  ['McKenzie Brown', 'McKenzie'],
];
for (const [written, expected] of names) {
  test(`${JSON.stringify(written)} is greeted as ${JSON.stringify(expected)}`, () => {
    assert.equal(greetingName(written)?.value ?? null, expected);
  });
}

function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

test('of ten thousand people with holes at random, no text with a defect comes out', () => {
  const next = pseudoRandom(7);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)]!;
  const odd = [
    '',
    ' ',
    'undefined',
    'null',
    '{{ x }}',
    '[Name]',
    'N/A',
    '\u200B',
    '-',
    'J.',
    '{company}',
  ];
  const name = (): string =>
    pick(['Ada Lovelace', 'Grace Hopper', 'Åsa Sjöström', '王伟', 'Müller, Jörg', ...odd]);
  const word = (): string => pick(['Acme', 'Ternrobotics GmbH', 'Smith & Sons', 'C++', ...odd]);
  const sourced = (value: string): { value: string; from: string } | null =>
    next() < 0.3 ? null : { value, from: 'p' };
  const texts = [
    'Hi {{ first_name }},\n\nyour work as {{ title }} at {{ company }} caught my eye.',
    "Hi {{ first_name | default: 'there' }}, {% if skill %}your {{ skill }} work{% else %}your work{% endif %} fits {{ role }}.",
    "{{ custom.level | default: 'Senior' }} people like you in {{ location }}: {{ skills | join: ', ' }}.",
  ];
  let sent = 0;
  let blocked = 0;
  for (let count = 0; count < 10_000; count += 1) {
    const values = templateValues({
      person: {
        name: sourced(name()),
        headline: null,
        title: sourced(word()),
        employer: sourced(word()),
        location: sourced(word()),
        emails: [],
        phones: [],
        profileUrls: [],
        skills: next() < 0.5 ? [] : [word(), word()],
        tags: [],
        score: null,
        sources: [],
        sourcers: [],
        foundAt: '2026-01-01T00:00:00Z',
        workHistory: [],
        resume: null,
        hasOptedOut: false,
        custom: next() < 0.5 ? {} : { Level: word() },
      },
      jobName: next() < 0.2 ? null : 'Engineer',
      postingName: null,
      senderName: 'Sam Sender',
      senderEmail: 'sam@acme.example',
    });
    const { text, missing } = fillTemplate(pick(texts), values);
    if (missing.length > 0 || findDefects(text).length > 0) {
      blocked += 1;
      continue;
    }
    sent += 1;
    assert.doesNotMatch(
      text,
      /\{|\}|\[|\]|undefined|null|NaN|Hi ,|Hi  | ,| \.|,\s*,|as at|in :|: \.$/u,
    );
  }
  assert(sent > 1_000 && blocked > 1_000, `${sent} sent, ${blocked} blocked`);
});
