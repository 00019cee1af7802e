// The whole input space: seven rules and thirty-two sets of facts.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { decideTrigger, triggers, type TriggerFacts } from './trigger.ts';

const everyFacts: TriggerFacts[] = Array.from({ length: 32 }, (_, bits) => ({
  hasContact: (bits & 1) > 0,
  isEnrolled: (bits & 2) > 0,
  isContacted: (bits & 4) > 0,
  hasReplied: (bits & 8) > 0,
  hasInterestedReply: (bits & 16) > 0,
}));

test('never and by hand fire for nobody', () => {
  for (const facts of everyFacts) {
    assert.equal(decideTrigger('never', facts), null);
    assert.equal(decideTrigger('by_hand', facts), null);
  }
});

test('each rule fires exactly when its moment or a later one was reached', () => {
  const order = ['enrolled', 'first_message', 'reply', 'interested_reply'] as const;
  for (const facts of everyFacts) {
    const reached = [
      facts.isEnrolled,
      facts.isContacted,
      facts.hasReplied,
      facts.hasInterestedReply,
    ];
    for (const [index, trigger] of order.entries()) {
      const expected = reached.slice(index).some(Boolean);
      assert.equal(
        decideTrigger(trigger, facts) !== null,
        expected,
        `${trigger} ${JSON.stringify(facts)}`,
      );
    }
  }
});

test('contact found fires on any contact, and on a message however it was sent', () => {
  for (const facts of everyFacts) {
    const expected =
      facts.hasContact || facts.isContacted || facts.hasReplied || facts.hasInterestedReply;
    assert.equal(decideTrigger('contact_found', facts) !== null, expected);
  }
});

test('more facts never take a trigger back', () => {
  for (const trigger of triggers) {
    for (const facts of everyFacts) {
      if (decideTrigger(trigger, facts) === null) continue;
      for (const key of Object.keys(facts) as (keyof TriggerFacts)[]) {
        assert.notEqual(decideTrigger(trigger, { ...facts, [key]: true }), null);
      }
    }
  }
});
