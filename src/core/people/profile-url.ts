// Turns the many spellings of a public profile's address into one, and tells which addresses are no key at all.

export interface ProfileUrl {
  /** Canonical, without scheme: "linkedin.com/in/ada-lovelace". */
  value: string;
  /** The address to open and to write into Lever. */
  shownAs: string;
  /** "linkedin", "github" …, or "other" for a site we have no rule for. */
  site: string;
  /** The account's name within the site; the whole address for "other". */
  slug: string;
  /** Names exactly one account, so two profiles with it are the same account. */
  isKey: boolean;
}

interface Site {
  site: string;
  hosts: readonly string[];
  /** The slug of a public profile, or null where the address is another page. */
  slugOf(segments: string[], host: string): string | null;
  path(slug: string): string;
  home: string;
}

const reserved = new Set(
  `about login signup settings search explore features pricing topics trending collections events orgs
  organizations apps marketplace sponsors join home jobs i intent share hashtag messages notifications
  company companies feed groups pulse posts me help legal tags questions users watch channel playlist`.split(
    /\s+/,
  ),
);

const first = (segments: string[]): string | null => {
  const slug = segments[0]?.replace(/^@/, '') ?? '';
  return slug === '' || reserved.has(slug) ? null : slug;
};
const after =
  (...folders: string[]) =>
  (segments: string[]): string | null =>
    folders.includes(segments[0] ?? '') && (segments[1] ?? '') !== ''
      ? (segments[1] ?? null)
      : null;

const sites: readonly Site[] = [
  {
    site: 'linkedin',
    hosts: ['linkedin.com'],
    slugOf: linkedinSlug,
    path: (slug) => `in/${slug}`,
    home: 'www.linkedin.com',
  },
  {
    site: 'github',
    hosts: ['github.com', 'github.io'],
    slugOf: githubLogin,
    path: (slug) => slug,
    home: 'github.com',
  },
  {
    site: 'x',
    hosts: ['twitter.com', 'x.com'],
    slugOf: first,
    path: (slug) => slug,
    home: 'x.com',
  },
  {
    site: 'stackoverflow',
    hosts: ['stackoverflow.com'],
    // Every language has numbers of its own: es.stackoverflow.com/users/5 is another account.
    slugOf: (segments, host) =>
      /^(?:www\.|m\.)?stackoverflow\.com$/.test(host) ? userNumber(segments) : null,
    path: (slug) => `users/${slug}`,
    home: 'stackoverflow.com',
  },
  {
    site: 'gitlab',
    hosts: ['gitlab.com'],
    slugOf: first,
    path: (slug) => slug,
    home: 'gitlab.com',
  },
  {
    site: 'medium',
    hosts: ['medium.com'],
    slugOf: (segments) => (segments[0]?.startsWith('@') ? first(segments) : null),
    path: (slug) => `@${slug}`,
    home: 'medium.com',
  },
  {
    site: 'dribbble',
    hosts: ['dribbble.com'],
    slugOf: first,
    path: (slug) => slug,
    home: 'dribbble.com',
  },
  {
    site: 'behance',
    hosts: ['behance.net'],
    slugOf: first,
    path: (slug) => slug,
    home: 'www.behance.net',
  },
  {
    site: 'kaggle',
    hosts: ['kaggle.com'],
    slugOf: first,
    path: (slug) => slug,
    home: 'www.kaggle.com',
  },
  {
    site: 'xing',
    hosts: ['xing.com'],
    slugOf: after('profile'),
    path: (slug) => `profile/${slug}`,
    home: 'www.xing.com',
  },
  {
    site: 'angellist',
    hosts: ['wellfound.com', 'angel.co'],
    slugOf: after('u', 'p'),
    path: (slug) => `u/${slug}`,
    home: 'wellfound.com',
  },
  {
    site: 'researchgate',
    hosts: ['researchgate.net'],
    slugOf: after('profile'),
    path: (slug) => `profile/${slug}`,
    home: 'www.researchgate.net',
  },
  {
    site: 'facebook',
    hosts: ['facebook.com', 'fb.com'],
    slugOf: (segments) => (segments[0]?.includes('.php') ? null : first(segments)),
    path: (slug) => slug,
    home: 'www.facebook.com',
  },
  {
    site: 'instagram',
    hosts: ['instagram.com'],
    slugOf: first,
    path: (slug) => slug,
    home: 'www.instagram.com',
  },
];

const longest = 2_000;

/** Null where the text is no address, or one that only its own user can open (recruiter, sales, search pages). */
export function canonicalProfileUrl(received: string): ProfileUrl | null {
  const url = parse(received);
  if (url === null) return null;
  const host = url.hostname.toLowerCase();
  const segments = decodedSegments(url.pathname);
  for (const rule of sites) {
    if (!rule.hosts.some((domain) => host === domain || host.endsWith(`.${domain}`))) continue;
    const slug = rule.slugOf(segments, host);
    if (slug === null) return null;
    const path = rule.path(slug);
    return {
      value: `${rule.home.replace(/^www\./, '')}/${path}`,
      shownAs: `https://${rule.home}/${path.split('/').map(encodeURIComponent).join('/').replaceAll('%40', '@')}`,
      site: rule.site,
      slug,
      isKey: true,
    };
  }
  return otherSite(url, host);
}

function otherSite(url: URL, host: string): ProfileUrl | null {
  if (!host.includes('.')) return null;
  const path = url.pathname.replace(/\/+$/, '');
  const value = `${host.replace(/^www\./, '')}${path}`;
  return { value, shownAs: `https://${host}${path}`, site: 'other', slug: value, isKey: false };
}

function parse(received: string): URL | null {
  const text = received.normalize('NFKC').trim();
  if (text === '' || text.length > longest || /\s/.test(text)) return null;
  const withScheme = /^https?:\/\//i.test(text) ? text : `https://${text.replace(/^\/+/, '')}`;
  const url = URL.parse(withScheme);
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
}

function decodedSegments(path: string): string[] {
  return (
    path
      .split('/')
      .filter((segment) => segment !== '')
      // A slash that was written as %2F ends a part too: the address we show again would be read so.
      .flatMap((segment) => decoded(segment).split('/'))
      .map((segment) => segment.normalize('NFC').toLowerCase().trim())
      .filter((segment) => segment !== '')
  );
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign: the text is as good a name as any.
    return segment;
  }
}

// /in/<slug> in any language version; /pub/<name>/<a>/<b>/<c> is the old form of <name>-<c><b><a>.
// Opaque member ids (ACoAAB…) name the member too, but in another namespace, and only by exact case.
function linkedinSlug(segments: string[]): string | null {
  const [folder, name, a, b, c] = segments;
  if (name === undefined) return null;
  if (folder === 'in' || folder === 'mwlite' || folder === 'profile') {
    const slug = folder === 'in' ? name : segments[segments.indexOf('in') + 1];
    if (slug === undefined || (folder !== 'in' && !segments.includes('in'))) return null;
    return reserved.has(slug) || slug === 'unavailable' ? null : slug;
  }
  if (folder !== 'pub' || name === 'dir') return null;
  if (a === undefined || b === undefined || c === undefined) return name;
  return `${name}-${c.padStart(3, '0')}${b.padStart(3, '0')}${a}`;
}

// A login's own pages stand under its name: ada.github.io is github.com/ada; gists and mobile pages name it too.
function githubLogin(segments: string[], host: string): string | null {
  const pages = /^(?:www\.)?([a-z0-9-]+)\.github\.io$/.exec(host);
  if (pages !== null) return pages[1] ?? null;
  return /^(?:www\.|gist\.|m\.)?github\.com$/.test(host) ? first(segments) : null;
}

function userNumber(segments: string[]): string | null {
  const id = segments[0] === 'users' ? segments[1] : undefined;
  return id !== undefined && /^\d+$/.test(id) ? id : null;
}

/** True where the LinkedIn slug is a member id (ACoAAB…), which never contradicts a readable slug. */
export function isOpaqueLinkedinId(slug: string): boolean {
  return /^(?:aco|acw|aem|acr)aa[a-z0-9_-]{20,}$/.test(slug);
}
