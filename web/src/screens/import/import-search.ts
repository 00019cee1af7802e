// Which import the address shows; none shows them all.

export interface ImportSearch {
  id?: string;
}

export function readImportSearch(search: Record<string, unknown>): ImportSearch {
  const { id } = search;
  return typeof id === 'string' && id !== '' ? { id } : {};
}
