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
  rarityMax: { employer: number; city: number; title: number; partOfName: number };
  /** First and family names go together: how much more frequent a whole name is than its words suggest. */
  nameDependence: number;
  /** No name is rarer than this many namesakes, for what counting cannot know. */
  namesakesMin: number;
  /** While few descriptions are known, a name that was met once may still turn out to be a frequent one. */
  namesakesUnseen: number;
  /** Different names that may use a key before it counts nothing. */
  namesPerKeyMax: number;
  bitsPerExtraName: number;
  /** Small databases are samples of a larger world. */
  populationMin: number;
  calibration: { slope: number; offset: number };
  thresholds: { merge: number; review: number };
}

export const defaultModel: MatchModel = {
  version: 4,
  prior: 3.1,
  weights: {
    name: {
      exact: 2.5,
      variant: 1.1,
      subset: -2.8,
      typo: -12.3,
      initial: -0.6,
      single: -2.9,
      partly: -13.2,
      different: -6,
      unknown: 0,
    },
    suffix: { conflict: -14 },
    middle: { same: 10.6, different: -22.4 },
    birth: { same: 5, different: -10 },
    // Same keys: relative to log2 of the population.
    email: {
      same_personal: 11.3,
      same_work: 2.1,
      one_apart: -3.9,
      same_domain_other: -17.7,
      different: -10.1,
    },
    phone: { same: -0, different: -6.9 },
    linkedin: { same: 9.8, different: -20.5 },
    github: { same: 7.5, different: -17.8 },
    account: { same: 1 },
    handle: { same: 8.9, same_as_name: 5.2, same_numbered: 12.3 },
    employer: { same: 3.4, core: -2.5, different_now: -6, different: -2.2 },
    history: { same_spells: 16.1, one_spell: 0.7, several: 0.9 },
    place: { same_city: 1.6, same_country: -10.9, other_country: -10.5 },
    title: { same: 2.8, different: -6.9 },
  },
  contradictions: {
    keyButOtherName: -7.1,
    keyButPartOfName: 6.3,
    phoneButSimilarName: 3.6,
    phoneButOtherKeys: -0.1,
    severalKeysDiffer: -3.3,
    neitherNameNorKey: -40,
  },
  keyWithSilentName: -3.3,
  rarityMax: { employer: 6, city: 3, title: 6, partOfName: 7 },
  nameDependence: 8,
  namesakesMin: 0.1,
  namesakesUnseen: 150,
  namesPerKeyMax: 6,
  bitsPerExtraName: 5,
  populationMin: 1_000,
  calibration: { slope: 0.51, offset: 0 },
  thresholds: { merge: 0.99, review: 0.4 },
};
