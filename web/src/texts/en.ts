// Every English text of the app. Screens keep theirs in a file of their own beside this one.
import { home } from './home.ts';
import { people } from './people.ts';
import { session } from './session.ts';
import { shell } from './shell.ts';

export const texts = {
  notDone: 'That was not done',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  save: 'Save',
  more: 'Show more',
  loading: 'Loading',
  none: '—',
  session,
  shell,
  home,
  people,
};
