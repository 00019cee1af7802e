// Targets: JSON bodies, mappings, rules, webhooks and tokens. Refusals are in words and name the place.

import { array, constantFrom, dictionary, jsonValue, oneof, record, string } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { hookHint, isTestCall } from '../../src/core/outreach/hook-hint.ts';
import { checkPauseRules } from '../../src/core/outreach/pause-rules.ts';
import { keysOfProfile } from '../../src/core/people/identifiers.ts';
import { checkMatchRules } from '../../src/core/people/match-rules.ts';
import { checkStatusRules } from '../../src/core/status/status-rules.ts';
import { someFacts } from '../../src/core/sync/field-facts.fixture.ts';
import { mapFields } from '../../src/core/sync/mapping-apply.ts';
import { checkMapping } from '../../src/core/sync/mapping-check.ts';
import { defaultMapping } from '../../src/core/sync/mapping-default.ts';
import { readMapping } from '../../src/core/sync/mapping-json.ts';
import { checkStageMoveRules } from '../../src/core/sync/stage-move.ts';
import { checkTimelinePolicy } from '../../src/core/sync/timeline-policy.ts';
import { readJson } from '../../src/http/bodies.ts';
import { checkProfile } from '../../src/http/contract/profile.ts';
import { checkTouch } from '../../src/http/contract/touch.ts';
import { fromCursor, idCursor, numberForm, toCursor } from '../../src/http/cursor.ts';
import { profileOf, touchOf } from '../../src/http/api.fixture.ts';
import { awkward, emails, names, phones, textFrom, urls } from './corpus.ts';
import { must, orRefused, pureTarget } from './target.ts';
import type { FuzzTarget } from './target.ts';

const odd = oneof(
  textFrom([...names, ...emails]),
  jsonValue({ maxDepth: 2 }),
  constantFrom(null, true, 0, -1, 1e308, Number.MAX_SAFE_INTEGER, [], {}),
);

/** A right object with a few values replaced, taken away or added, at any depth. */
export function spoilt(right: Record<string, unknown>): Arbitrary<unknown> {
  const keys = pathsOf(right, []);
  const change = record({
    path: constantFrom(...keys),
    value: odd,
    isGone: constantFrom(true, false),
  });
  return record({
    changes: array(change, { maxLength: 3 }),
    more: dictionary(oneof(string({ maxLength: 8 }), constantFrom(...awkward.slice(0, 20))), odd, {
      maxKeys: 1,
    }),
  }).map(({ changes, more }) => {
    const made = structuredClone(right);
    for (const { path, value, isGone } of changes) setAt(made, path, isGone ? undefined : value);
    // As it comes over the wire: no holes, nothing but JSON.
    return JSON.parse(JSON.stringify({ ...made, ...more })) as unknown;
  });
}

function pathsOf(value: unknown, path: string[]): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function setAt(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const last = path.at(-1) ?? '';
  let at: unknown = target;
  for (const key of path.slice(0, -1)) at = (at as Record<string, unknown> | undefined)?.[key];
  if (typeof at !== 'object' || at === null) return;
  if (value === undefined) Reflect.deleteProperty(at, last);
  else Reflect.set(at, last, structuredClone(value));
}

export const someProfile = {
  ...profileOf('1'),
  foundAt: '2026-03-03T12:00:00.000Z',
  job: { externalId: 'J1', name: 'Backend' },
  phones: ['+1 202 555 0123', { value: '+49 30 23125 001', label: 'work' }],
  profileUrls: ['https://www.linkedin.com/in/ana'],
  workHistory: [{ employer: 'Acme', title: 'Engineer', startedOn: '2020-01', endedOn: null }],
  skills: ['Go'],
  tags: ['pilot'],
  score: 1,
  custom: { visa: 'none' },
};
export const someTouch = touchOf('1', {
  subject: 'A role',
  excerpt: 'Yes',
  interest: 'interested',
});

const mappingJson = JSON.parse(JSON.stringify(defaultMapping())) as Record<string, unknown>;

export const structuredTargets: readonly FuzzTarget[] = [
  pureTarget({
    name: 'intake profile',
    input: spoilt(someProfile),
    check(input) {
      const checked = checkProfile(input);
      if (!checked.isFit) {
        must(checked.message.length > 5, 'a refusal without words');
        must(typeof checked.field === 'string', 'a refusal without a place');
        return;
      }
      keysOfProfile({ ...checked.item.profile, foundAt: '2026-03-03T12:00:00.000Z' }, 'US');
    },
  }),
  pureTarget({
    name: 'intake touch',
    input: spoilt(someTouch),
    check(input) {
      const checked = checkTouch(input);
      if (checked.isFit) return;
      must(checked.message.length > 5, 'a refusal without words');
      must(typeof checked.field === 'string', 'a refusal without a place');
    },
  }),
  pureTarget({
    name: 'json bytes',
    input: textFrom(['{"a":1}', '[1,2', '{"a":"\\ud800"}', '"\\u0000"', '{"__proto__":1}']),
    check(text) {
      for (const bytes of [
        Buffer.from(text),
        Buffer.from(text, 'latin1'),
        Buffer.from(text, 'utf16le'),
      ]) {
        const read = readJson(bytes);
        if (!read.isRead) must(read.problem.length > 5, 'a refusal without words');
      }
    },
  }),
  pureTarget({
    name: 'lever hook',
    input: record({ event: textFrom(['candidateStageChange', 'candidateHired']), data: odd }),
    check({ event, data }) {
      const hint = hookHint(event, data);
      isTestCall(event, data);
      must(hint.opportunityId === null || hint.opportunityId.length <= 200, 'an endless id');
    },
  }),
  pureTarget({
    name: 'mapping',
    weight: 0.5,
    input: record({
      json: spoilt(mappingJson),
      name: textFrom(names),
      tags: array(textFrom(names), { maxLength: 3 }),
      profileUrls: array(textFrom(urls), { maxLength: 2 }),
      visa: textFrom(phones),
    }),
    check({ json, name, tags, profileUrls, visa }) {
      const read = readMapping(json);
      if ('problems' in read) {
        must(read.problems.length > 0, 'refused without a problem');
        must(
          read.problems.every((one) => one.message.length > 5),
          'a problem without words',
        );
        return;
      }
      checkMapping(read.mapping);
      const facts = someFacts({ name, tags, profileUrls, custom: { visa } });
      const { values } = mapFields(read.mapping, facts);
      must(
        JSON.stringify(mapFields(read.mapping, facts).values) === JSON.stringify(values),
        'chance',
      );
      const again = readMapping(JSON.parse(JSON.stringify(read.mapping)) as unknown);
      must('mapping' in again, 'a mapping that was read is refused when written and read again');
    },
  }),
  pureTarget({
    name: 'rules',
    input: oneof(
      odd,
      spoilt({ statuses: { lead: 'continue', hired: 'stop' }, reply: 'stop' }),
      spoilt({ stages: { 'lead-new': 'lead' }, otherStage: 'in_process', reasonTexts: [] }),
      spoilt({ treatments: { sent: 'digest' }, quietMinutes: 15 }),
      spoilt({ isOn: true, contactedStageId: 'a', repliedStageId: null }),
    ),
    check(body) {
      for (const check of [checkPauseRules, checkStatusRules, checkTimelinePolicy]) {
        orRefused<unknown>(() => check(body));
      }
      checkStageMoveRules(body, ['a', 'b']);
      checkMatchRules(body);
    },
  }),
  pureTarget({
    name: 'cursor',
    input: textFrom(['MToxMjM', 'MTo', 'MTotMQ', 'MjoxMjM']),
    check(text) {
      for (const form of [numberForm]) {
        const place = orRefused(() => fromCursor(text, form));
        if (place === 'refused' || place === null) continue;
        must(fromCursor(toCursor(place), form) === place, 'another place the second time');
        must(form.test(place), 'a place that is none');
      }
      orRefused(() => idCursor(text));
    },
  }),
];
