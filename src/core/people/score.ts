// The score of a comparison: a prior and one number of bits per field, which add up and so explain themselves.

import { fields } from './compare.ts';
import type { Comparison, Field } from './compare.ts';
import { shareOf } from './frequencies.ts';
import type { Frequencies } from './frequencies.ts';
import type { MatchModel } from './match-model.ts';

export interface Score {
  /** Log2 of the odds that both are one human. */
  bits: number;
  probability: number;
  parts: ScorePart[];
}

export interface ScorePart {
  field: Field | 'prior' | 'contradiction' | 'support';
  level: string;
  bits: number;
}

export interface ScoreContext {
  frequencies: Frequencies;
  /** By how many clearly different names the key is used; 1 for an ordinary key. */
  namesUsing(key: string): number;
}

/** `probability` is calibrated: of pairs at .99 about one in a hundred are two humans. */
export function scoreComparison(
  found: Comparison,
  model: MatchModel,
  context: ScoreContext,
): Score {
  const parts: ScorePart[] = [];
  const add = (field: ScorePart['field'], level: string, bits: number): void => {
    if (bits !== 0) parts.push({ field, level, bits });
  };
  const { frequencies } = context;
  const total = Math.max(frequencies.total, model.populationMin);
  add('prior', 'base', model.prior - Math.log2(total));
  add('name', found.name, model.weights.name[found.name] + nameRarity(found, model, context));
  addWeight(add, model, 'suffix', found.suffix);
  addWeight(add, model, 'middle', found.middle);
  addWeight(add, model, 'birth', found.birth);
  addKeys(add, found, { model, context, total });
  addWeight(add, model, 'handle', found.handle);
  if (found.employer !== undefined) {
    const rarity =
      found.sharedEmployer === null
        ? 0
        : rarityOf(frequencies, 'employer', found.sharedEmployer, model);
    const bits = model.weights.employer[found.employer] + rarity;
    // However common it is, an agreement is no contradiction.
    add('employer', found.employer, found.employer === 'same' ? Math.max(0, bits) : bits);
  }
  addWeight(add, model, 'history', found.history);
  if (found.place !== undefined) {
    const rarity =
      found.sharedCity === null ? 0 : rarityOf(frequencies, 'city', found.sharedCity, model);
    const bits = model.weights.place[found.place] + rarity;
    add('place', found.place, found.place === 'same_city' ? Math.max(0, bits) : bits);
  }
  addTitle(add, found, model, frequencies);
  addContradictions(add, found, model);
  const bits = parts.reduce((sum, part) => sum + part.bits, 0);
  const { slope, offset } = model.calibration;
  return { bits, probability: 1 / (1 + 2 ** -(bits * slope + offset)), parts };
}

/** The levels a score counts, as "field level": what weights are learned for. */
export function levelsCounted(
  found: Comparison,
  parts: readonly ScorePart[],
  context: ScoreContext,
): string[] {
  const levels = parts
    .filter(({ field }) => field === 'contradiction' || field === 'support')
    .map(({ field, level }) => `${field} ${level}`);
  for (const field of fields) {
    const level = found[field];
    if (level === undefined) continue;
    const kind = keyKinds[field];
    // A key that several names use says something about the key, and teaches nothing about keys.
    const isOfSeveral =
      kind !== undefined &&
      isSameKey(level) &&
      found.sharedKeys.some((key) => key.startsWith(kind) && context.namesUsing(key) > 1);
    if (!isOfSeveral) levels.push(`${field} ${level}`);
  }
  return levels;
}

const keyKinds: Partial<Record<Field, string>> = {
  email: 'e',
  phone: 'p',
  linkedin: 'l',
  github: 'g',
  account: 'a',
};

function isSameKey(level: string): boolean {
  return level.startsWith('same') && level !== 'same_domain_other';
}

type Add = (field: ScorePart['field'], level: string, bits: number) => void;

function addWeight(
  add: Add,
  model: MatchModel,
  field: 'suffix' | 'middle' | 'birth' | 'handle' | 'history',
  level: string | undefined,
): void {
  if (level === undefined) return;
  const weights: Readonly<Record<string, number>> = model.weights[field];
  add(field, level, weights[level] ?? 0);
}

function addTitle(add: Add, found: Comparison, model: MatchModel, frequencies: Frequencies): void {
  if (found.title === undefined) return;
  const rarity =
    found.sharedTitle === null ? 0 : rarityOf(frequencies, 'title', found.sharedTitle, model);
  const bits = model.weights.title[found.title] + rarity;
  add('title', found.title, found.title === 'same' ? Math.max(0, bits) : bits);
}

// A shared key is worth about log2 of the population: it singles one out of all, but never more than that.
// A key that several different names use is worth less by each of them, and nothing from a handful on.
function addKeys(
  add: Add,
  found: Comparison,
  given: { model: MatchModel; context: ScoreContext; total: number },
): void {
  const { model, context, total } = given;
  const users = found.sharedKeys.map((key) => [key.charAt(0), context.namesUsing(key)] as const);
  const worth = (kinds: string): number => {
    const counts = users.filter(([kind]) => kinds.includes(kind)).map(([, count]) => count);
    const least = counts.length === 0 ? 1 : Math.min(...counts);
    if (least > model.namesPerKeyMax) return 0;
    return Math.max(0, Math.log2(total) - model.bitsPerExtraName * (least - 1));
  };
  if (found.email !== undefined) {
    const isSame = found.email === 'same_personal' || found.email === 'same_work';
    add(
      'email',
      found.email,
      isSame
        ? scaled(worth('e'), model.weights.email[found.email])
        : model.weights.email[found.email],
    );
  }
  const keyFields = [
    ['phone', 'p'],
    ['linkedin', 'l'],
    ['github', 'g'],
    ['account', 'a'],
  ] as const;
  for (const [field, kind] of keyFields) {
    const level = found[field];
    if (level === undefined) continue;
    const weights: Readonly<Record<string, number>> = model.weights[field];
    add(
      field,
      level,
      level === 'same' ? scaled(worth(kind), weights['same'] ?? 0) : (weights[level] ?? 0),
    );
  }
}

function scaled(worth: number, weight: number): number {
  return worth === 0 ? 0 : Math.max(0, worth + weight);
}

function rarityOf(
  frequencies: Frequencies,
  kind: 'employer' | 'city' | 'title',
  value: string,
  model: MatchModel,
): number {
  return Math.min(model.rarityMax[kind], -Math.log2(shareOf(frequencies, kind, value)));
}

/** So that the first few descriptions are judged as if there were some more. */
const unseenHeldBy = 50;

// An agreement on words that few people here have says more. Counted as expected namesakes in this population,
// so that the same rule holds for two thousand and two million people.
function nameRarity(found: Comparison, model: MatchModel, context: ScoreContext): number {
  if (found.sharedWords.length === 0) return 0;
  const { frequencies } = context;
  const shares = found.sharedWords
    .map((word) => shareOf(frequencies, 'word', word))
    .toSorted((one, other) => one - other);
  const telling = shares.slice(0, found.name === 'partly' || found.name === 'initial' ? 1 : 2);
  const together = telling.reduce(
    (product, share) => product * share,
    telling.length > 1 ? model.nameDependence : 1,
  );
  const total = Math.max(frequencies.total, model.populationMin);
  // No whole name is had by more than one in five hundred: a larger count is one human hit again and again.
  const share = telling.length > 1 ? Math.min(together, 1 / 512) : together;
  const least = model.namesakesMin + model.namesakesUnseen / (frequencies.total + unseenHeldBy);
  const namesakes = Math.max(least, share * total);
  const bits = Math.log2(total) - Math.log2(namesakes);
  // One word in common is a family or a fashion, however rare the word.
  return found.name === 'partly' ? Math.min(bits, model.rarityMax.partOfName) : bits;
}

// Where independence fails: a key agrees and the name says no, or two keys of one kind contradict a third.
function addContradictions(add: Add, found: Comparison, model: MatchModel): void {
  const keys = ['email', 'phone', 'linkedin', 'github'] as const;
  const same = keys.filter(
    (field) => found[field]?.startsWith('same') === true && found[field] !== 'same_domain_other',
  );
  if (same.length === 0) {
    // Colleagues share employer, town and trade.
    const isNameless = found.name === 'different' || found.name === 'unknown';
    if (isNameless && found.account === undefined)
      add('contradiction', 'neither_name_nor_key', model.contradictions.neitherNameNorKey);
    if (
      found.linkedin === 'different' &&
      (found.email === 'different' || found.phone === 'different')
    ) {
      add('contradiction', 'several_keys_differ', model.contradictions.severalKeysDiffer);
    }
    return;
  }
  if (found.name === 'unknown') add('support', 'key_name_silent', model.keyWithSilentName);
  if (found.name === 'different')
    add('contradiction', 'key_without_name', model.contradictions.keyButOtherName);
  if (found.name === 'partly')
    add('contradiction', 'key_with_part_of_name', model.contradictions.keyButPartOfName);
  const onlyPhone = same.length === 1 && same[0] === 'phone';
  // Families share a line: father and son have one name, one number and their own addresses.
  const haveOtherKeys =
    [found.email, found.linkedin, found.github].includes('different') ||
    found.employer === 'different_now';
  if (onlyPhone && haveOtherKeys)
    add('contradiction', 'phone_with_other_keys', model.contradictions.phoneButOtherKeys);
  if (onlyPhone && (found.name === 'typo' || found.name === 'initial')) {
    add('contradiction', 'phone_with_similar_name', model.contradictions.phoneButSimilarName);
  }
}
