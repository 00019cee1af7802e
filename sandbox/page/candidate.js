// One candidate: who they are, what a recruiter can do, and the story.
import { account, ask, done, guarded, reasonName, stageName } from './account.js';
import { confirmed, editPerson } from './dialogs.js';
import { byId, element, labelled, options, swap } from './elements.js';
import { showList } from './list.js';
import { timelineList } from './timeline.js';

let last = '';

/** Reads and shows the chosen candidate; nothing moves on the page when nothing has changed. */
export async function showCandidate() {
  const id = account.chosen;
  document.body.classList.toggle('is-open', id !== null);
  if (id === null) return nobody('Choose a candidate to read their story.');
  const row = await ask('opportunity', { id });
  if (account.chosen !== id) return;
  if (!row.id) return nobody('This candidate is gone: deleted, or never there.');
  const timeline = await ask('timeline', { opportunity: id });
  if (account.chosen !== id) return;
  const now = JSON.stringify([row, timeline]);
  if (now === last) return;
  const isSame = last !== '' && JSON.parse(last)[0].id === id;
  last = now;
  const parts = candidateParts(row, timeline);
  if (isSame) swap(byId('candidate'), ...parts);
  else byId('candidate').replaceChildren(...parts);
  document.title = `${row.person?.name || 'Anonymous'} – Recruiting sandbox`;
}

function nobody(text) {
  last = '';
  document.title = 'Recruiting sandbox';
  swap(byId('candidate'), backLink(), element('p', { class: 'hint' }, text));
}

/** Runs an act, says so, and shows what came of it; the form forgets what was typed only on success. */
async function act({ form, name, input, said }) {
  const refresh = () => Promise.all([showCandidate(), showList()]);
  const isDone = await guarded(async () => {
    try {
      await ask(name, { by: account.by, ...input });
    } catch (error) {
      // The candidate may have changed under the reader's hands.
      await refresh();
      throw error;
    }
  });
  if (!isDone) return;
  for (const field of form?.elements ?? []) delete field.dataset.dirty;
  const details = form?.closest('details');
  if (details) {
    details.querySelector('summary').focus();
    details.open = false;
  }
  done(said);
  await guarded(refresh);
}

function candidateParts(row, timeline) {
  const person = row.person ?? { name: '', headline: '', emails: [], phones: [], links: [] };
  const run = (wish) => act({ ...wish, input: { opportunity: row.id, ...wish.input } });
  return [
    backLink(),
    element(
      'div',
      { class: 'title' },
      element('h2', { tabindex: '-1', 'data-home': '', dir: 'auto' }, person.name || 'Anonymous'),
      row.archived ? element('span', { class: 'badge' }, 'Archived') : null,
    ),
    person.headline ? element('p', { class: 'headline', dir: 'auto' }, person.headline) : null,
    factList(row, person),
    element(
      'div',
      { class: 'controls' },
      stageForm(row, run),
      archiveForm(row, run),
      personButtons(row, person, run),
    ),
    element('h3', {}, 'Story'),
    noteForm(run),
    timelineList(timeline, run),
  ].filter(Boolean);
}

function backLink() {
  return element('a', { class: 'back', href: '/', 'data-key': 'back' }, '← All candidates');
}

function factList(row, person) {
  const archived = row.archived ? reasonName(row.archived.reason) : '';
  const pairs = [
    ['Stage', stageName(row.stage)],
    ['Archived', archived],
    ['E-mail', person.emails],
    ['Phone', person.phones.map((phone) => `${phone.value} (${phone.type})`)],
    ['Location', person.location],
    ['Links', person.links],
    ['Tags', row.tags.join(', ')],
    ['Sources', row.sources.join(', ')],
  ];
  const lines = (value) => (Array.isArray(value) ? value : [value].filter(Boolean));
  return element(
    'dl',
    {},
    ...pairs
      .filter(([, value]) => lines(value).length > 0)
      .flatMap(([name, value]) => [
        element('dt', {}, name),
        ...lines(value).map((line) => element('dd', { dir: 'auto' }, line)),
      ]),
  );
}

function stageForm(row, run) {
  const stages = element(
    'select',
    { 'data-key': 'stage', name: 'stage' },
    ...options(account.stages, row.stage),
  );
  const submit = (event) => {
    event.preventDefault();
    const said = `Moved to ${stageName(stages.value)}.`;
    void run({ form: event.target, name: 'moveStage', input: { stage: stages.value }, said });
  };
  return element(
    'form',
    { onsubmit: submit },
    labelled('Move to stage', stages),
    element('button', { 'data-key': 'move' }, 'Move'),
  );
}

function archiveForm(row, run) {
  if (row.archived) {
    const back = () => run({ name: 'unarchive', said: 'Taken out of the archive.' });
    const button = { type: 'button', 'data-key': 'archive', onclick: () => void back() };
    return element('div', { class: 'form' }, element('button', button, 'Unarchive'));
  }
  const reasons = element(
    'select',
    { 'data-key': 'reason', name: 'reason' },
    ...options(account.reasons),
  );
  const submit = (event) => {
    event.preventDefault();
    const said = `Archived: ${reasonName(reasons.value)}.`;
    void run({ form: event.target, name: 'archive', input: { reason: reasons.value }, said });
  };
  return element(
    'form',
    { onsubmit: submit },
    labelled('Archive because', reasons),
    element('button', { 'data-key': 'archive' }, 'Archive'),
  );
}

function personButtons(row, person, run) {
  const name = person.name || 'this candidate';
  const ifSure = async (wish, question) => {
    if (await confirmed(question, wish.label)) await run(wish);
  };
  const anonymise = {
    name: 'anonymise',
    label: 'Anonymise',
    said: 'Anonymised.',
  };
  const remove = { name: 'deleteOpportunity', label: 'Delete', said: 'Deleted.' };
  const edit = async () => {
    const send = (fields) => ask('editContact', { contact: person.id, by: account.by, ...fields });
    if (!(await editPerson(person, send))) return;
    done('Contact saved.');
    await guarded(() => Promise.all([showCandidate(), showList()]));
  };
  const button = (text, key, onclick) =>
    element('button', { type: 'button', 'data-key': key, class: key, onclick }, text);
  return element(
    'div',
    { class: 'form' },
    row.isAnonymized ? null : button('Edit contact', 'edit', () => void edit()),
    row.isAnonymized
      ? null
      : button('Anonymise', 'danger', () =>
          ifSure(anonymise, `Remove the personal data of ${name}? This cannot be undone.`),
        ),
    button('Delete', 'danger delete', () =>
      ifSure(remove, `Delete the candidacy of ${name}? This cannot be undone.`),
    ),
  );
}

function noteForm(run) {
  const text = element('textarea', { rows: '2', 'data-key': 'note', name: 'note', required: '' });
  const submit = (event) => {
    event.preventDefault();
    const value = text.value.trim();
    if (value)
      void run({ form: event.target, name: 'addNote', input: { value }, said: 'Note added.' });
  };
  return element(
    'form',
    { class: 'write', onsubmit: submit },
    labelled('Write a note', text),
    element('button', { 'data-key': 'add-note', class: 'main' }, 'Add note'),
  );
}
