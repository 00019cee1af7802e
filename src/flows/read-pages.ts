// Walks a paged list of Lever, one limited call per page, and never for ever.

import type { Page } from '../ports/lever.ts';

/** Yields the rows of each page until the list or `pagesMax` ends. */
export async function* readPages<Row>(
  readPage: (page: string | null) => Promise<Page<Row>>,
  pagesMax: number,
): AsyncGenerator<Row[]> {
  let page: string | null = null;
  for (let read = 0; read < pagesMax; read += 1) {
    const answer: Page<Row> = await readPage(page);
    yield answer.rows;
    if (answer.next === null) return;
    page = answer.next;
  }
}
