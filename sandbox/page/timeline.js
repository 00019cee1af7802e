// The story of a candidate, newest first; replies stand below the note they answer, oldest first.
import { element, labelled, moment } from './elements.js';
import { confirmed } from './dialogs.js';

const WORD = { created: 'Added', stage: 'Stage', archived: 'Archive', form: 'Form', file: 'File' };

/** The list of what happened. */
export function timelineList(entries, run) {
  const replies = Map.groupBy(
    entries.filter((entry) => entry.kind === 'comment').toReversed(),
    (entry) => entry.note,
  );
  const top = entries.filter((entry) => entry.kind !== 'comment');
  return element(
    'ol',
    { class: 'story' },
    ...top.map((entry) => item(entry, replies.get(entry.note) ?? [], run)),
  );
}

function item(entry, replies, run) {
  const isNote = entry.kind === 'note';
  return element(
    'li',
    { class: entry.kind },
    head(isNote ? 'Note' : WORD[entry.kind], entry),
    element('p', { dir: 'auto' }, entry.text),
    replies.length === 0 ? null : element('ol', {}, ...replies.map(reply)),
    isNote ? noteButtons(entry, run) : null,
  );
}

function reply(entry) {
  return element('li', {}, head('Reply', entry), element('p', { dir: 'auto' }, entry.text));
}

function head(word, { at, by, kind }) {
  const isWritten = kind === 'note' || kind === 'comment' || kind === 'form';
  const who = by ?? (isWritten ? 'written by the API' : null);
  return element(
    'p',
    { class: 'head' },
    element('strong', {}, word),
    who === null ? null : element('span', {}, who),
    moment(at),
  );
}

function noteButtons(entry, run) {
  const { note } = entry;
  const remove = async () => {
    if (await confirmed('Delete this note and its replies?', 'Delete note')) {
      await run({ name: 'deleteNote', input: { note }, said: 'Note deleted.' });
    }
  };
  const text = element('textarea', {
    rows: '2',
    required: '',
    name: 'reply',
    'data-key': `reply ${note}`,
  });
  const submit = (event) => {
    event.preventDefault();
    const value = text.value.trim();
    if (value) {
      void run({
        form: event.target,
        name: 'comment',
        input: { note, value },
        said: 'Reply added.',
      });
    }
  };
  return element(
    'div',
    { class: 'acts' },
    element(
      'details',
      {},
      element('summary', { 'data-key': `open ${note}` }, 'Reply'),
      element(
        'form',
        { class: 'write', onsubmit: submit },
        labelled('Your reply', text),
        element('button', { 'data-key': `send ${note}` }, 'Send reply'),
      ),
    ),
    element(
      'button',
      { type: 'button', class: 'quiet', 'data-key': `drop ${note}`, onclick: () => void remove() },
      'Delete note',
    ),
  );
}
