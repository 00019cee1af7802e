// What was prepared for a task, read with care: it is kept as it was written, whatever that was.

export interface TaskContent {
  text: string | null;
  /** https alone: nothing else is made a link. */
  link: string | null;
  phone: string | null;
}

export function readContent(content: Readonly<Record<string, unknown>> | null): TaskContent {
  const textOf = (name: string): string | null => {
    const value = content?.[name];
    return typeof value === 'string' && value.trim() !== '' ? value : null;
  };
  return { text: textOf('text'), link: safeLink(textOf('link')), phone: textOf('phone') };
}

function safeLink(link: string | null): string | null {
  if (link === null) return null;
  const written = /^[a-z][a-z0-9+.-]*:/iu.test(link) ? link : `https://${link}`;
  return URL.canParse(written) && new URL(written).protocol === 'https:' ? written : null;
}
