import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speaksForCompany } from './company-refusal.ts';

const refusing = [
  'Please do not contact our staff again.',
  "Stop approaching our engineers.\nI'm the CTO.",
  'Do not email any of our employees.',
  'Kontaktieren Sie bitte unsere Mitarbeiter nicht mehr.',
  'Schreiben Sie bitte keinem unserer Kollegen.',
  'Ne contactez plus nos collaborateurs, merci.',
  'Por favor no contacten a nuestros empleados.',
  'Vi prego: non contattate più i nostri dipendenti.',
  'Não contatem mais os nossos funcionários.',
  'Benader onze medewerkers niet meer.',
  'Proszę nie kontaktować się z naszymi pracownikami.',
  'Kontakta inte våra medarbetare.',
  'Не пишите нашим сотрудникам.',
  '当社の社員に連絡しないでください。',
  '请不要再联系我们公司的员工',
  '저희 직원에게 연락하지 마세요',
  'Lütfen çalışanlarımıza bir daha yazmayın.',
] as const;

for (const said of refusing)
  test(`“${said}” speaks for everybody there`, () => {
    assert.equal(speaksForCompany(said), true);
  });

const ordinary = [
  'Please do not contact me again.',
  'Yes, gladly. Do contact our HR team about the contract.',
  'Our staff is great, and I am happy here.',
  'I do not contact our recruiters myself, but tell me more about your team.',
  'Kontaktieren Sie mich nicht mehr.',
  'Kontaktieren Sie gern unsere Mitarbeiter.',
  'Benader onze medewerkers gerust.',
  'Unsere Mitarbeiter sind zufrieden, ich auch.',
  'Ne me contactez plus.',
  'Не пишите мне больше.',
  '我们公司的员工都很好',
] as const;

for (const said of ordinary)
  test(`“${said}” speaks for one person at most`, () => {
    assert.equal(speaksForCompany(said), false);
  });
