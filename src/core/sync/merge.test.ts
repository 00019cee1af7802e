import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { scalarPolicies } from './mapping.ts';
import type { FieldValue, ScalarPolicy } from './mapping.ts';
import { decideField, decideSet, isEmptyValue, sameValue, setKeys } from './merge.ts';
import type { FieldToDecide } from './merge.ts';

// Every way two sides can stand to each other is covered by "nothing" and three different values.
const bases: (FieldValue | undefined)[] = [undefined, null, 'A', 'B', 'C'];
const values: FieldValue[] = [null, 'A', 'B', 'C'];

function* everyCase(): Generator<FieldToDecide> {
  for (const policy of scalarPolicies)
    for (const base of bases)
      for (const ours of values)
        for (const theirs of values)
          for (const isFrozen of [false, true]) yield { policy, base, ours, theirs, isFrozen };
}

describe('one field', () => {
  it('is decided in every case, and every decision says why', () => {
    let count = 0;
    for (const field of everyCase()) {
      assert.notEqual(decideField(field).because, '');
      count += 1;
    }
    assert.equal(count, 4 * 5 * 4 * 4 * 2);
  });

  it('writes only our own value, and only where it differs from what Lever has', () => {
    for (const field of everyCase()) {
      const decision = decideField(field);
      if (decision.decide !== 'write') continue;
      assert.equal(decision.value, field.ours);
      assert.notEqual(field.ours, field.theirs);
      assert.ok(!isEmptyValue(field.ours), 'nothing is ever blanked');
    }
  });

  it('is never written under the policy lever, nor while it is frozen', () => {
    for (const field of everyCase())
      if (field.policy === 'lever' || field.isFrozen === true)
        assert.notEqual(decideField(field).decide, 'write', JSON.stringify(field));
  });

  it('is written on a shared field only where Lever still has the base, or nothing was ever there', () => {
    for (const field of everyCase()) {
      const { policy, base, theirs } = field;
      if (policy !== 'ours_if_untouched' && policy !== 'fill_if_empty') continue;
      if (decideField(field).decide !== 'write') continue;
      const isUntouched = base !== undefined && sameValue(base, theirs);
      assert.ok(isUntouched || (base === undefined && theirs === null), JSON.stringify(field));
    }
  });

  it('filled if empty is written only over nothing, and not again once a human emptied it', () => {
    for (const field of everyCase()) {
      if (field.policy !== 'fill_if_empty') continue;
      const shouldWrite =
        field.ours !== null &&
        field.theirs === null &&
        (field.base === undefined || field.base === null) &&
        field.isFrozen === false;
      assert.equal(decideField(field).decide === 'write', shouldWrite, JSON.stringify(field));
    }
  });

  it('loses no value silently: what is overwritten or not written by both changing is in the decision', () => {
    for (const field of everyCase()) {
      const { base, ours, theirs } = field;
      const decision = decideField(field);
      const didTheyChange = base === undefined ? theirs !== null : base !== theirs;
      if (decision.decide === 'write' && didTheyChange) assert.equal(decision.lost, theirs);
      if (decision.decide === 'write' && !didTheyChange) assert.equal(decision.lost, undefined);
      if (decision.decide === 'conflict')
        assert.deepEqual([decision.kept, decision.lost], [theirs, ours]);
    }
  });

  it('is a conflict exactly where both sides changed it differently and the policy keeps theirs', () => {
    for (const field of everyCase()) {
      const { policy, base, ours, theirs, isFrozen } = field;
      const isConflict =
        policy === 'ours_if_untouched' &&
        isFrozen === false &&
        base !== undefined &&
        ours !== null &&
        ours !== base &&
        theirs !== base &&
        ours !== theirs;
      assert.equal(decideField(field).decide === 'conflict', isConflict, JSON.stringify(field));
    }
  });

  it('is left alone on the next look, whatever was decided', () => {
    for (const field of everyCase()) {
      const decision = decideField(field);
      const after =
        decision.decide === 'write'
          ? { ...field, base: decision.value, theirs: decision.value }
          : decision.decide === 'none' && decision.agreed !== undefined
            ? { ...field, base: decision.agreed }
            : field;
      const next = decideField(after);
      assert.ok(
        next.decide !== 'write' && (next.decide !== 'none' || next.agreed === undefined),
        JSON.stringify(field),
      );
    }
  });

  it('is not written because of blanks, line ends or Unicode form', () => {
    const policy: ScalarPolicy = 'source';
    for (const theirs of [' Ana  Núñez ', 'Ana Nu\u0301n\u0303ez', 'Ana\nNúñez'])
      assert.equal(decideField({ policy, base: 'x', ours: 'Ana Núñez', theirs }).decide, 'none');
    const options = { policy, base: null, ours: ['b', 'a'], theirs: ['a', 'b'] };
    assert.equal(decideField(options).decide, 'none');
  });

  it('tells options apart where one list holds more', () => {
    assert.equal(sameValue(['a'], ['a', 'b']), false);
    assert.equal(sameValue(['a', 'b'], ['a', 'c']), false);
    assert.equal(sameValue([], null), true);
    assert.equal(sameValue('1', 1), false);
  });
});

const universe = ['p', 'q', 'r'];
const subsets: string[][] = [];
for (let bits = 0; bits < 2 ** universe.length; bits += 1)
  subsets.push(universe.filter((_, index) => (bits >> index) % 2 === 1));

describe('a set', () => {
  it('removes only what is ours and adds only what is missing, for every small set', () => {
    let count = 0;
    for (const own of subsets)
      for (const desired of subsets)
        for (const theirs of subsets)
          for (const mayRemove of [false, true]) {
            const decision = decideSet({ own, desired, theirs, mayRemove });
            for (const key of decision.remove) {
              assert.ok(own.includes(key) && theirs.includes(key) && !desired.includes(key));
              assert.ok(mayRemove);
            }
            for (const key of decision.add) {
              assert.ok(desired.includes(key) && !theirs.includes(key));
              assert.ok(!own.includes(key), 'what a human took away is not added again');
            }
            for (const key of universe) {
              const isMissing =
                desired.includes(key) && !theirs.includes(key) && !own.includes(key);
              assert.equal(decision.add.includes(key), isMissing);
            }
            count += 1;
          }
    assert.equal(count, 8 * 8 * 8 * 2);
  });

  it('adds only what nobody ever had there, whatever was seen before us, for every small set', () => {
    let count = 0;
    for (const own of subsets)
      for (const seen of subsets)
        for (const desired of subsets)
          for (const theirs of subsets)
            for (const mayRemove of [false, true]) {
              const decision = decideSet({ own, seen, desired, theirs, mayRemove });
              const known = [...own, ...seen];
              for (const key of universe) {
                const isWanted = desired.includes(key) && !theirs.includes(key);
                assert.equal(decision.add.includes(key), isWanted && !known.includes(key));
                assert.equal(decision.declined.includes(key), isWanted && known.includes(key));
                const isOurs = mayRemove && own.includes(key) && theirs.includes(key);
                assert.equal(decision.remove.includes(key), isOurs && !desired.includes(key));
              }
              count += 1;
            }
    assert.equal(count, 8 ** 4 * 2);
  });

  it('changes nothing on the next look, and stays so', () => {
    for (const own of subsets)
      for (const desired of subsets)
        for (const theirs of subsets)
          for (const mayRemove of [false, true]) {
            const first = decideSet({ own, desired, theirs, mayRemove });
            const now = [...theirs.filter((key) => !first.remove.includes(key)), ...first.add];
            const { own: ownNow, seen } = first;
            const second = decideSet({ own: ownNow, seen, desired, theirs: now, mayRemove });
            assert.deepEqual([second.add, second.remove], [[], []]);
            assert.deepEqual(second.own.toSorted(), first.own.toSorted());
            assert.deepEqual(second.seen.toSorted(), first.seen.toSorted());
          }
  });

  it('that a human emptied of what was there before us is not filled by us', () => {
    const first = decideSet({ own: [], desired: ['p'], theirs: ['p'], mayRemove: true });
    assert.deepEqual([first.own, first.seen], [[], ['p']]);
    const later = decideSet({ ...first, desired: ['p'], theirs: [], mayRemove: true });
    assert.deepEqual([later.add, later.declined, later.seen], [[], ['p'], ['p']]);
  });

  it('never claims what was there before us', () => {
    for (const desired of subsets)
      for (const theirs of subsets) {
        const { own } = decideSet({ own: [], desired, theirs, mayRemove: true });
        assert.ok(own.every((key) => !theirs.includes(key)));
      }
  });

  it('keys make equal what only looks different', () => {
    const keyOf = (text: string): string => text.toLowerCase();
    assert.deepEqual(setKeys(['A@x.org', 'a@X.org', 'b@x.org'], keyOf), ['a@x.org', 'b@x.org']);
  });
});

// A small Lever with a human in it: the human edits at any moment, we sync at any moment.
type Move =
  | { who: 'human'; value: FieldValue }
  | { who: 'source'; value: FieldValue }
  | { who: 'sync' };
const anyValue = fc.constantFrom<FieldValue>(null, 'A', 'B', 'C', 'D');
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ who: fc.constant('human' as const), value: anyValue }),
  fc.record({ who: fc.constant('source' as const), value: anyValue }),
  fc.constant({ who: 'sync' as const }),
);

describe('over any history of edits', () => {
  it('a human edit on a Lever-owned or shared field survives until a human changes it', () => {
    const shared = fc.constantFrom<ScalarPolicy>('lever', 'fill_if_empty', 'ours_if_untouched');
    fc.assert(
      fc.property(shared, fc.array(anyMove, { maxLength: 30 }), (policy, moves) => {
        const state: { base: FieldValue | undefined; ours: FieldValue; theirs: FieldValue } = {
          base: undefined,
          ours: null,
          theirs: null,
        };
        let humanValue: FieldValue | undefined;
        for (const move of moves) {
          if (move.who === 'source') state.ours = move.value;
          else if (move.who === 'human') {
            if (sameValue(move.value, state.theirs)) continue;
            state.theirs = move.value;
            // Back to what was agreed is no edit any more.
            const isBack = sameValue(move.value, state.base ?? null);
            humanValue = isBack ? undefined : move.value;
          } else {
            const decision = decideField({ policy, ...state });
            if (decision.decide === 'write') {
              assert.ok(humanValue === undefined, 'a human set this value');
              state.theirs = decision.value;
              state.base = decision.value;
            } else if (decision.decide === 'none' && decision.agreed !== undefined) {
              // Both sides hold it: from now on it is shared, not the human's alone.
              state.base = decision.agreed;
              humanValue = undefined;
            }
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('a tag that a human added is never removed by us', () => {
    const tag: fc.Arbitrary<string> = fc.constantFrom('p', 'q', 'r', 's');
    const move = fc.oneof(
      fc.record({ who: fc.constant('human-adds' as const), tags: fc.tuple(tag) }),
      fc.record({ who: fc.constant('human-removes' as const), tags: fc.tuple(tag) }),
      fc.record({ who: fc.constant('source' as const), tags: fc.uniqueArray(tag) }),
      fc.record({ who: fc.constant('sync' as const), tags: fc.constant([]) }),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        let own: string[] = [];
        let desired: string[] = [];
        let theirs: string[] = [];
        const byHuman = new Set<string>();
        const everOurs = new Set<string>();
        for (const { who, tags } of moves) {
          if (who === 'source') desired = tags;
          else if (who === 'human-adds') {
            for (const one of tags) {
              if (!theirs.includes(one)) {
                theirs = [...theirs, one];
                if (!everOurs.has(one)) byHuman.add(one);
              }
            }
          } else if (who === 'human-removes') {
            theirs = theirs.filter((one) => !tags.includes(one));
            for (const one of tags) byHuman.delete(one);
          } else {
            const decision = decideSet({ own, desired, theirs, mayRemove: true });
            for (const one of decision.remove) assert.ok(!byHuman.has(one));
            for (const one of decision.add) everOurs.add(one);
            theirs = [...theirs.filter((one) => !decision.remove.includes(one)), ...decision.add];
            own = decision.own;
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
