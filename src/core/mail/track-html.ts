// Puts tracking into a finished HTML body: links that lead over our own host, and a picture. The plain text stays as it is.

export interface Tracking {
  /** The picture's address; null where openings are not tracked. */
  pictureUrl: string | null;
  /** The address that leads to a link; null where links are not tracked. */
  linkUrl: ((url: string) => string) | null;
  /** Beginnings of addresses that stay as they are: how to say no is nobody's business. */
  except: readonly string[];
}

const anchors = /(<a\b[^>]*?\bhref\s*=\s*)(?:"([^"]*)"|'([^']*)')/giu;

/** Pure. Without anything to track, the very same text. */
export function trackHtml(html: string, tracking: Tracking): string {
  const { pictureUrl, linkUrl, except } = tracking;
  const linked =
    linkUrl === null
      ? html
      : html.replace(anchors, (whole, head: string, double?: string, single?: string) => {
          const url = plain(double ?? single ?? '');
          const isOurs = except.some((start) => start !== '' && url.startsWith(start));
          return /^https?:\/\//iu.test(url) && !isOurs
            ? `${head}"${attribute(linkUrl(url))}"`
            : whole;
        });
  if (pictureUrl === null) return linked;
  const picture = `<img src="${attribute(pictureUrl)}" width="1" height="1" alt="" style="display:block">`;
  const end = linked.lastIndexOf('</body>');
  return end < 0 ? linked + picture : linked.slice(0, end) + picture + linked.slice(end);
}

function plain(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
