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
    birth: Levels<'birth'>;
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
    phoneButOtherKeys: number;
    severalKeysDiffer: number;
    neitherNameNorKey: number;
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
  version: 3,
  prior: 3.1,
  weights: {
    name: {
      exact: 0.4,
      variant: -0.3,
      subset: -3.1,
      typo: -7.5,
      initial: -1.8,
      single: -0.4,
      partly: -9.5,
      different: -6,
      unknown: 0,
    },
    suffix: { conflict: -14 },
    middle: { same: 9.2, different: -20 },
    birth: { same: 5, different: -10 },
    // Same keys: relative to log2 of the population.
    email: {
      same_personal: 8.2,
      same_work: 2.1,
      one_apart: -7.1,
      same_domain_other: -16,
      different: -6.5,
    },
    phone: { same: -1.1, different: -5.6 },
    linkedin: { same: 9.4, different: -13.3 },
    github: { same: 7.1, different: -11.6 },
    account: { same: 1 },
    handle: { same: 2, same_numbered: 11.3 },
    employer: { same: -0.2, core: 0.8, different_now: -6.1, different: -2.3 },
    history: { same_spells: 13.7, one_spell: -0.5, several: 0.9 },
    place: { same_city: -0.1, same_country: -6, other_country: -7.6 },
    title: { same: 7.7, different: -4.2 },
  },
  contradictions: {
    keyButOtherName: 0.3,
    keyButPartOfName: 10.3,
    phoneButSimilarName: -1,
    phoneButOtherKeys: -1.6,
    severalKeysDiffer: -3.2,
    neitherNameNorKey: -25,
  },
  keyWithSilentName: -0.7,
  rarityMax: { employer: 6, city: 3, partOfName: 7 },
  nameDependence: 8,
  namesakesMin: 0.1,
  namesPerKeyMax: 6,
  bitsPerExtraName: 5,
  populationMin: 1_000,
  calibration: { slope: 0.51, offset: 0 },
  thresholds: { merge: 0.99, review: 0.5 },
};
