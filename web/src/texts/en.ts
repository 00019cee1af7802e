// Every English text of the app. Screens keep theirs in a file of their own beside this one.
import { home } from './home.ts';
import { people } from './people.ts';
import { review } from './review.ts';
import { session } from './session.ts';
import { start } from './start.ts';
import { sync } from './sync.ts';
import { shell } from './shell.ts';

export const texts = {
  notDone: 'That was not done',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  more: 'Show more',
  loading: 'Loading',
  none: '—',
  yes: 'Yes',
  no: 'No',
  copy: 'Copy',
  copied: 'Copied',
  session,
  shell,
  home,
  people,
  review,
  sync,
  start,
};
