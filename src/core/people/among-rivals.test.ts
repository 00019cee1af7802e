import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aProfile, withEmail } from '../../../test/received.ts';
import { amongRivals } from './among-rivals.ts';
import { assess } from './assess.ts';
import type { AssessContext, ScoredAssessment } from './assess.ts';
import { frequenciesOf } from './frequencies.ts';
import { keysOfProfile } from './identifiers.ts';
import { defaultModel } from './match-model.ts';
import { defaultMatchRules } from './match-rules.ts';
import type { ReceivedProfile } from './received.ts';
import { traitsOfProfile } from './traits.ts';
import type { Traits } from './traits.ts';

const context: AssessContext = {
  model: defaultModel,
  rules: defaultMatchRules,
  frequencies: frequenciesOf([{ kind: 'total', value: '', count: 5_000 }]),
  namesUsing: () => 1,
};
const traitsOf = (profile: ReceivedProfile): Traits =>
  traitsOfProfile(profile, keysOfProfile(profile, 'US'));

const named = { name: 'Ottoline Brandreth', employer: 'Harborbase Retail', location: 'Boston, MA' };
const known = (email: string, slug: string): Traits =>
  traitsOf(withEmail(named.name, email, { ...named, profileUrls: [`linkedin.com/in/${slug}`] }));
const first = known('ottoline.b@gmail.com', 'ottoline-one');
const second = known('welder77@yahoo.com', 'brandreth-two');
const arriving = traitsOf(aProfile(named));

function assessedAmong(persons: Record<string, Traits>): ScoredAssessment[] {
  const plain = Object.entries(persons).map(([personId, traits]) =>
    assess(arriving, { personId, traits, hasRecord: false }, context),
  );
  return amongRivals(plain, (personId) => persons[personId], context);
}

test('a profile that fits one known person joins, and one that fits two strangers joins neither', () => {
  const [alone] = assessedAmong({ first });
  assert.equal(alone?.verdict, 'same');
  const both = assessedAmong({ first, second });
  assert.deepEqual(
    both.map(({ verdict }) => verdict === 'same'),
    [false, false],
  );
  assert.ok(both.every(({ evidence }) => evidence[0] === 'somebody else known is as like'));
});

test('what rivals take away is a part of the score, and the parts add up', () => {
  const { slope, offset } = defaultModel.calibration;
  for (const { bits, parts, score } of assessedAmong({ first, second })) {
    const sum = parts.reduce((so, part) => so + part.bits, 0);
    assert.ok(Math.abs(sum - bits) < 1e-9);
    assert.ok(Math.abs(score - 1 / (1 + 2 ** -(bits * slope + offset))) < 1e-9);
    assert.ok(parts.some(({ level }) => level === 'rivals'));
  }
});
