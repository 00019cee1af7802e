// The screens one can go to: one list for the menu, the finder and the keys.
import { IconHome, IconUsers, type TablerIcon } from '@tabler/icons-react';
import type { Permission } from '../api/session.ts';
import { texts } from '../texts/en.ts';

export interface Screen {
  path: '/' | '/people';
  label: string;
  icon: TablerIcon;
  /** After `g`. */
  key: string;
  needs: Permission;
}

export const screens: readonly Screen[] = [
  { path: '/', label: texts.shell.screens.home, icon: IconHome, key: 'h', needs: 'people.read' },
  {
    path: '/people',
    label: texts.shell.screens.people,
    icon: IconUsers,
    key: 'p',
    needs: 'people.read',
  },
];
