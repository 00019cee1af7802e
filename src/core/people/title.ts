// Reads a job title as written into comparable words and a family of work.

import { fold } from './name.ts';

const abbreviations = new Map(
  `sr=senior snr=senior jr=junior eng=engineer engr=engineer enging=engineering mgr=manager mngr=manager dev=developer swe=software+engineer sw=software
  pm=product+manager tpm=technical+program+manager sre=site+reliability+engineer sdr=sales+development+representative
  bdr=business+development+representative ae=account+executive
  vp=vice+president svp=vice+president evp=vice+president dir=director assoc=associate asst=assistant admin=administrator
  exec=executive rep=representative ops=operations qa=quality ux=ux ui=ui hr=human+resources cto=cto ceo=ceo
  fe=frontend be=backend csm=customer+success+manager rn=registered+nurse`
    .split(/\s+/)
    .map((pair): [string, string[]] => {
      const [short = '', long = ''] = pair.split('=');
      return [short, long.split('+')];
    }),
);
const levels = new Set(
  'senior junior lead principal staff head chief associate assistant i ii iii iv of the and'.split(
    ' ',
  ),
);

const ofWhat = /^(\s*(?:[\p{L}.]+\s+)?(?:director|president|vp|head|manager|chief))\s*,\s*/iu;

export interface TitleKey {
  /** Words without rank, sorted and joined: "engineersoftware". */
  core: string;
}

/** Null for an empty text. "Engineer at Acme" is read up to the "at". */
export function titleKey(written: string): TitleKey | null {
  // "Director, Product" is a director of product; "Engineer, Payments" is an engineer.
  const joined = written.normalize('NFKC').replace(ofWhat, '$1 ');
  const [head = ''] = joined.split(/\s(?:at|@|bei|chez|en)\s|[|,(]/i);
  const words = head
    .replaceAll('.', '. ')
    .split(/[\s/-]+/)
    .map(fold)
    .filter((word) => word !== '')
    .flatMap((word) => abbreviations.get(word) ?? [word]);
  const telling = words.filter((word) => !levels.has(word));
  const kept = telling.length > 0 ? telling : words;
  return kept.length === 0 ? null : { core: kept.toSorted().join('') };
}
