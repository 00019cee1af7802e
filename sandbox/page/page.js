// The people's side of the sandbox: a list of candidates, one candidate's story, and the acts of a recruiter.
import { account, ask, guarded, problem } from './account.js';
import { showCandidate } from './candidate.js';
import { byId, element, options } from './elements.js';
import { showList, wireList } from './list.js';

const LOOK_EVERY_MS = 1_500;
let seen = -1;

function chosenByAddress() {
  return location.pathname.startsWith('/candidates/') ? location.pathname.split('/')[2] : null;
}

/** Opens what the address names. */
async function open() {
  account.chosen = chosenByAddress();
  await Promise.all([showCandidate(), showList()]);
}

/** Follows links of the page without loading it again. */
function wireLinks() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="/"]');
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const from = account.chosen;
    history.pushState(null, '', link.getAttribute('href'));
    void guarded(async () => {
      await open();
      // Who opened a candidate reads on there; who went back finds the row they came from.
      if (account.chosen) byId('candidate').querySelector('[data-home]')?.focus();
      else
        byId('list')
          .querySelector(`[data-key="${CSS.escape(from ?? '')}"]`)
          ?.focus();
    });
  });
  globalThis.addEventListener('popstate', () => void guarded(open));
}

function wireActing() {
  const users = account.users.filter((user) => user.deactivatedAt === null);
  account.by = users.find((user) => user.accessRole === 'super admin')?.id ?? users[0]?.id;
  const names = users.map((user) => ({
    id: user.id,
    text: `${user.name}, ${user.jobTitle ?? user.accessRole}`,
  }));
  byId('acting-as').append(...options(names, account.by));
  byId('acting-as').addEventListener('change', ({ target }) => (account.by = target.value));
}

/** Shows what others did, only when somebody did something. */
async function look() {
  const { changes } = await ask('changes');
  if (changes === seen) return;
  seen = changes;
  // Another world has other stages, people and candidates: begin again.
  const stages = await ask('stages');
  if (JSON.stringify(stages) !== JSON.stringify(account.stages)) return location.reload();
  await Promise.all([showCandidate(), showList()]);
}

/** Looks again after each look; a sandbox that is gone is said once and found again. */
async function keepLooking() {
  let isLost = false;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    if (document.hidden) continue;
    try {
      await look();
      if (isLost) problem('');
      isLost = false;
    } catch (error) {
      if (!isLost) problem(error.message);
      isLost = true;
    }
  }
}

await guarded(async () => {
  [account.stages, account.reasons, account.users] = await Promise.all([
    ask('stages'),
    ask('archiveReasons'),
    ask('users'),
  ]);
  byId('stage-filter').append(
    element('option', { value: '' }, 'All stages'),
    ...options(account.stages),
  );
  wireActing();
  wireLinks();
  wireList();
  seen = (await ask('changes')).changes;
  await open();
});
void keepLooking();
