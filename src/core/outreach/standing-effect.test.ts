import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultStatusRules } from '../status/status-rules.ts';
import type { ArchiveReason } from '../status/status-rules.ts';
import { outreachEffects, strongerEffect } from '../status/status.ts';
import { defaultPauseRules, effectOf } from './pause-rules.ts';
import { standingEffect } from './standing-effect.ts';
import type { Reading } from './standing-effect.ts';

const rules = { status: defaultStatusRules, pause: defaultPauseRules };
const stages = ['lead-new', 'lead-reached-out', 'lead-responded', 'applicant-new', 'x', 'offer'];
const archives: (ArchiveReason | null)[] = [
  null,
  { reasonId: 'a', text: 'Hired', isHired: true },
  { reasonId: 'b', text: 'Comp', isHired: false },
];

function aReading(
  stageId: string,
  archive: ArchiveReason | null = null,
  way: string[] = [],
): Reading {
  return { stageId, archive, stageChanges: way.map((each, at) => ({ stageId: each, at })) };
}

test('between any two standings the effect is that of the new one, and none where nothing changed', () => {
  for (const fromStage of stages) {
    for (const fromArchive of archives) {
      for (const toStage of stages) {
        for (const toArchive of archives) {
          const found = standingEffect(
            rules,
            aReading(fromStage, fromArchive),
            aReading(toStage, toArchive),
          );
          const isSame = fromStage === toStage && fromArchive === toArchive;
          assert.equal(found.effect, isSame ? 'continue' : effectOf(rules.pause, found.status));
        }
      }
    }
  }
});

test('a stage entered and left again between two readings still has its effect', () => {
  for (const passed of stages) {
    const found = standingEffect(
      rules,
      aReading('lead-new', null, ['lead-new']),
      aReading('lead-new', null, ['lead-new', passed, 'lead-new']),
    );
    const expected = standingEffect(rules, null, aReading(passed));
    assert.equal(found.effect, expected.effect);
    assert.equal(found.status, 'lead');
  }
});

test('the strongest effect of several stages passed through wins, with the status that caused it', () => {
  for (const first of stages) {
    for (const second of stages) {
      const found = standingEffect(
        rules,
        aReading('lead-new', null, []),
        aReading('lead-new', null, [first, second, 'lead-new']),
      );
      const effects = [first, second].map(
        (each) => standingEffect(rules, null, aReading(each)).effect,
      );
      assert.equal(found.effect, effects.reduce(strongerEffect));
      assert.equal(found.effect, effectOf(rules.pause, found.effectStatus));
    }
  }
});

test('a first reading counts where the person stands now and nothing of the past', () => {
  const found = standingEffect(rules, null, aReading('lead-new', null, ['offer', 'lead-new']));
  assert.equal(found.effect, 'continue');
});

test('an unchanged reading never brings back what a human lifted', () => {
  for (const stage of stages) {
    for (const archive of archives) {
      const same = aReading(stage, archive, ['lead-new', stage]);
      assert.equal(standingEffect(rules, same, same).effect, outreachEffects[0]);
    }
  }
});
