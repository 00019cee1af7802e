// Reads a job title as written into comparable words and a family of work.

import { fold } from './name.ts';

const abbreviations = new Map(
  `sr=senior snr=senior jr=junior eng=engineer engr=engineer enging=engineering mgr=manager mngr=manager dev=developer swe=softwareengineer
  pm=productmanager tpm=technicalprogrammanager sre=sitereliabilityengineer sdr=salesdevelopmentrepresentative
  vp=vicepresident svp=vicepresident evp=vicepresident dir=director assoc=associate asst=assistant admin=administrator
  exec=executive rep=representative ops=operations qa=quality ux=ux ui=ui hr=humanresources cto=cto ceo=ceo
  frontend=frontend fe=frontend be=backend fullstack=fullstack csm=customersuccessmanager rn=registerednurse`
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]),
);
const levels = new Set(
  'senior junior lead principal staff head chief associate assistant i ii iii iv of the and'.split(
    ' ',
  ),
);

export interface TitleKey {
  /** Words without rank, sorted and joined: "engineersoftware". */
  core: string;
}

/** Null for an empty text. "Engineer at Acme" is read up to the "at". */
export function titleKey(written: string): TitleKey | null {
  const [head = ''] = written.normalize('NFKC').split(/\s(?:at|@|bei|chez|en)\s|[|,(]/i);
  const words = head
    .replaceAll('.', '. ')
    .split(/[\s/-]+/)
    .map(fold)
    .filter((word) => word !== '')
    .map((word) => abbreviations.get(word) ?? word);
  const telling = words.filter((word) => !levels.has(word));
  const kept = telling.length > 0 ? telling : words;
  return kept.length === 0 ? null : { core: kept.toSorted().join('') };
}
