// The list of candidates: searched, filtered, and longer on demand.
import { account, ask, guarded, stageName } from './account.js';
import { byId, element, swap } from './elements.js';

const PAGE = 50;
const PATIENCE_MS = 180;

let shown = PAGE;
let latest = 0;

/** Reads and shows the list; an answer that a newer question has overtaken is dropped. */
export async function showList() {
  latest += 1;
  const mine = latest;
  const wish = {
    search: byId('search').value,
    stage: byId('stage-filter').value,
    archived: byId('archived-filter').value,
  };
  const rows = await candidates(wish, shown + 1);
  const totals = await ask('totals');
  if (mine !== latest) return;
  const hasMore = rows.length > shown;
  const visible = rows.slice(0, shown);
  swap(byId('list'), ...visible.map(listItem));
  byId('more').hidden = !hasMore;
  const isFiltered = wish.search.trim() !== '' || wish.stage !== '' || wish.archived !== 'any';
  byId('count').textContent = countText({ count: visible.length, hasMore, isFiltered, totals });
}

/** As many rows as wanted, in as many calls as that takes. */
async function candidates(wish, wanted) {
  const rows = [];
  while (rows.length < wanted) {
    const limit = Math.min(500, wanted - rows.length);
    const more = await ask('candidates', { ...wish, limit, offset: rows.length });
    rows.push(...more);
    if (more.length < limit) break;
  }
  return rows;
}

function countText({ count, hasMore, isFiltered, totals }) {
  const all = totals.opportunities;
  if (all === 0) return 'No candidates yet. They appear here as soon as the API creates them.';
  if (count === 0) return 'Nobody matches.';
  if (isFiltered) return hasMore ? `The first ${count} that match` : `${count} of ${all} match`;
  return hasMore ? `${count} of ${all.toLocaleString()} candidates` : `${all} candidates`;
}

function listItem(row) {
  const about = [row.posting ?? 'No posting', stageName(row.stage)].join(' · ');
  return element(
    'li',
    {},
    element(
      'a',
      {
        href: `/candidates/${row.id}`,
        'data-key': row.id,
        'aria-current': row.id === account.chosen ? 'page' : null,
      },
      element('span', { class: 'name', dir: 'auto' }, row.name || 'Anonymous'),
      row.isArchived ? element('span', { class: 'badge' }, 'Archived') : null,
      element('span', { class: 'about' }, about),
    ),
  );
}

/** Lets people search, filter and ask for more. */
export function wireList() {
  const afresh = () => {
    shown = PAGE;
    void guarded(showList);
  };
  let patience;
  byId('search').addEventListener('input', () => {
    clearTimeout(patience);
    patience = setTimeout(afresh, PATIENCE_MS);
  });
  byId('stage-filter').addEventListener('change', afresh);
  byId('archived-filter').addEventListener('change', afresh);
  byId('find').addEventListener('submit', (event) => {
    event.preventDefault();
    afresh();
  });
  byId('more').addEventListener('click', () => void guarded(showMore));
}

/** Adds a page, and takes focus to its first row: the button may be gone. */
async function showMore() {
  const first = shown;
  shown += PAGE;
  await showList();
  byId('list').querySelectorAll('a')[first]?.focus();
}
