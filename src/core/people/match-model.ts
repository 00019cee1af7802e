// The numbers matching works with: weights in bits per field and level, caps, calibration, thresholds.

import type { Comparison } from './compare.ts';

type Levels<Name extends keyof Comparison> = Record<
  Exclude<Comparison[Name], undefined> & string,
  number
>;

export interface MatchModel {
  /** Raised with any change of these numbers; every decision names the version it was made under. */
  version: number;
  /** Bits before any evidence, beside the size of the population. */
  prior: number;
  weights: {
    name: Levels<'name'>;
    suffix: Levels<'suffix'>;
    middle: Levels<'middle'>;
    email: Levels<'email'>;
    phone: Levels<'phone'>;
    linkedin: Levels<'linkedin'>;
    github: Levels<'github'>;
    account: Levels<'account'>;
    handle: Levels<'handle'>;
    employer: Levels<'employer'>;
    history: Levels<'history'>;
    place: Levels<'place'>;
    title: Levels<'title'>;
  };
  contradictions: {
    keyButOtherName: number;
    keyButPartOfName: number;
    phoneButSimilarName: number;
    severalKeysDiffer: number;
  };
  /** A shared address or account where no name is there to disagree. */
  keyWithSilentName: number;
  rarityMax: { employer: number; city: number; partOfName: number };
  /** First and family names go together: how much more frequent a whole name is than its words suggest. */
  nameDependence: number;
  /** No name is rarer than this many namesakes, for what counting cannot know. */
  namesakesMin: number;
  /** Different names that may use a key before it counts nothing. */
  namesPerKeyMax: number;
  bitsPerExtraName: number;
  /** Small databases are samples of a larger world. */
  populationMin: number;
  calibration: { slope: number; offset: number };
  thresholds: { merge: number; review: number };
}

export const defaultModel: MatchModel = {
  version: 2,
  prior: 1,
  weights: {
    name: {
      exact: -2.7,
      variant: -2.9,
      subset: -2,
      typo: -6,
      initial: -3,
      single: -3,
      partly: -5,
      different: -6,
      unknown: 0,
    },
    suffix: { conflict: -14 },
    middle: { same: 2, different: -3 },
    // Same keys: relative to log2 of the population.
    email: {
      same_personal: 0,
      same_work: 0,
      one_apart: -4,
      same_domain_other: -5.5,
      different: -3.5,
    },
    phone: { same: -4.5, different: -2.2 },
    linkedin: { same: 0, different: -7 },
    github: { same: 0, different: -5 },
    account: { same: 1 },
    handle: { same: 0.8, same_numbered: 5 },
    employer: { same: -2.8, core: -3, different_now: -4.5, different: 0 },
    history: { same_spells: 5, one_spell: 2, several: 2 },
    place: { same_city: -2.2, same_country: -1.7, other_country: -2.2 },
    title: { same: 3.2, different: -0.7 },
  },
  contradictions: {
    keyButOtherName: -6,
    keyButPartOfName: -3,
    phoneButSimilarName: -3,
    severalKeysDiffer: -2,
  },
  keyWithSilentName: 7,
  rarityMax: { employer: 6, city: 3, partOfName: 7 },
  nameDependence: 3,
  namesakesMin: 0.1,
  namesPerKeyMax: 6,
  bitsPerExtraName: 3,
  populationMin: 1_000,
  calibration: { slope: 1.3, offset: 0 },
  thresholds: { merge: 0.99, review: 0.2 },
};
