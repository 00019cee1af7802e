// The English texts that the first visit needs. Every other screen has its texts in a file of its own beside this one,
// loaded with it: together they are the catalogue.
import { people } from './people.ts';
import { session } from './session.ts';
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
  people,
};
