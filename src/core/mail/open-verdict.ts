// Whether a hit on a tracked picture or link was a human being. Most are not: mail programs load ahead, gateways press every link.

export const hitVerdicts = ['human', 'proxy', 'machine', 'scanner', 'unknown'] as const;
export type HitVerdict = (typeof hitVerdicts)[number];

export interface Hit {
  kind: 'open' | 'click';
  method: string;
  userAgent: string;
  at: Date;
  /** When the mail server took the message over. */
  sentAt: Date;
  /** Which link; empty for the picture. */
  link: string;
  /** The link that no human being can see. */
  isTrap: boolean;
  /** A page of ours was shown and told us so afterwards. */
  hasBeacon: boolean;
}

export interface HitReading {
  verdict: HitVerdict;
  because: string;
}

const burstMs = 5_000;
const tooSoonMs = 30_000;
const proxyAgents = /googleimageproxy|ggpht|yahoomailproxy|outlook-ios\/|outlook-android\//iu;
const scannerAgents =
  /chrome\/42\.0\.2311\.135 .*edge\/12\.246|barracuda|proofpoint|mimecast|safelinks|symantec|messagelabs|trendmicro|fireeye|cloudmark|headlesschrome|phantomjs|python-|curl\/|wget\/|go-http|java\/|okhttp|bot\b|crawler|spider|preview|slurp/iu;

/** Pure and recomputable: `others` are all hits on the same message. In doubt it is unknown, never human. */
export function verdictOfHit(hit: Hit, others: readonly Hit[]): HitReading {
  const scanner = scannerSign(hit, others);
  if (scanner !== null) return { verdict: 'scanner', because: scanner };
  if (hit.kind === 'open') return verdictOfOpen(hit);
  const returns = others.some(
    (other) => other.kind === 'click' && other.at.getTime() - hit.at.getTime() > 60_000,
  );
  if (hit.hasBeacon) return { verdict: 'human', because: 'the page was shown' };
  if (returns) return { verdict: 'human', because: 'came back later' };
  return { verdict: 'unknown', because: 'a link was pressed, by whom is not known' };
}

function scannerSign(hit: Hit, others: readonly Hit[]): string | null {
  if (hit.isTrap) return 'pressed a link nobody can see';
  if (/^(?:HEAD|OPTIONS)$/iu.test(hit.method)) return `asked by ${hit.method}`;
  if (scannerAgents.test(hit.userAgent)) return 'the program names itself';
  if (hit.kind === 'click' && hit.at.getTime() - hit.sentAt.getTime() < tooSoonMs)
    return 'within seconds of the sending';
  const near = others.filter(
    (other) => other.kind === 'click' && Math.abs(other.at.getTime() - hit.at.getTime()) <= burstMs,
  );
  const links = new Set([...near.map((other) => other.link), hit.link]);
  if (hit.kind === 'click' && links.size >= 2) return 'several links within seconds';
  return near.some((other) => other.isTrap) ? 'pressed a link nobody can see' : null;
}

function verdictOfOpen(hit: Hit): HitReading {
  if (proxyAgents.test(hit.userAgent))
    return { verdict: 'proxy', because: 'loaded by the mail provider' };
  if (/^mozilla\/5\.0\s*$/iu.test(hit.userAgent))
    return { verdict: 'machine', because: 'loaded ahead, read or not' };
  if (hit.userAgent === '') return { verdict: 'machine', because: 'no program named' };
  return { verdict: 'unknown', because: 'a picture was loaded, by whom is not known' };
}
