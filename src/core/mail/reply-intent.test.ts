import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readMail } from '../../adapters/mime/read-mail.ts';
import { stripQuoted } from './quoted-text.ts';
import { readIntent } from './reply-intent.ts';
import type { ReplyIntent } from './reply-intents.ts';

const letters: Readonly<Record<string, ReplyIntent>> = {
  'human-en': 'interested',
  'human-en-away-himself': 'interested',
  'human-en-suppress': 'later',
  'human-en-list': 'not_interested',
  'human-stop': 'stop',
  'human-de': 'interested',
  'human-de-no': 'stop',
  'human-fr': 'interested',
  'human-es': 'not_interested',
  'human-it': 'interested',
  'human-pt': 'interested',
  'human-nl': 'not_interested',
  'human-pl': 'interested',
  'human-sv': 'interested',
  'human-ru': 'interested',
  'human-ja': 'interested',
  'human-zh': 'interested',
  'human-ko': 'interested',
  'human-tr': 'interested',
  'human-ar': 'interested',
  'ooo-en-left': 'left_company',
};

for (const [file, intent] of Object.entries(letters)) {
  test(`${file}: ${intent}`, async () => {
    const mail = await readMail(readFileSync(`test/mail-fixtures/${file}.eml`));
    assert.equal(readIntent(mail).intent, intent);
  });
}

const stops = [
  'Please remove me from your list.',
  'unsubscribe',
  "Don't contact me again!",
  'Löschen Sie bitte meine Daten.',
  'Merci de ne plus me contacter',
  'No me escriban más',
  'Non mi contattate più',
  'Não me enviem mais mensagens',
  'Stuur mij geen mails meer',
  'Proszę nie pisać',
  'Kontakta mig inte',
  'Больше не пишите мне',
  '今後連絡しないでください',
  '请不要再联系我',
  '더 이상 연락하지 마세요',
  'Beni listeden çıkarın',
];

for (const text of stops) {
  test(`"${text}" asks to stop, for certain`, () => {
    const reading = readIntent({ text, subject: 'Re: x' });
    assert.equal(reading.intent, 'stop');
    assert.ok(reading.confidence >= 0.8);
  });
}

const notStops = [
  'Please do not call today, tomorrow works.',
  'I will stop by your office on Friday.',
  'Send me the description please.',
  'I did not unsubscribe from anything, what is this about?',
];

for (const text of notStops) {
  test(`"${text}" does not ask to stop`, () => {
    assert.notEqual(readIntent({ text, subject: 'Re: x' }).intent, 'stop');
  });
}

test('our own unsubscribe line in the quote is not the answer', () => {
  const text =
    'Sounds great, call me.\n\nOn Tue, 3 Mar 2026 at 09:14, Mara <m@ours.example> wrote:\n> Unsubscribe: stop\n';
  assert.equal(readIntent({ text, subject: 'Re: x' }).intent, 'interested');
});

test('answers between quoted lines are kept', () => {
  const { said } = stripQuoted(
    'See below.\n\nOn Tue, Mara wrote on 3 March wrote:\n> Remote?\nYes, fully.\n> When?\nMay.\n',
  );
  assert.equal(said, 'See below.\n\nYes, fully.\nMay.');
});
