// The screens one can go to: one list for the menu, the finder and the keys.
import {
  IconChartBar,
  IconArrowsExchange,
  IconHome,
  IconInbox,
  IconSend,
  IconRocket,
  IconSettings,
  IconTableImport,
  IconUserQuestion,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Permission } from '../api/session.ts';
import { texts } from '../texts/en.ts';

export interface Screen {
  path:
    | '/'
    | '/people'
    | '/review'
    | '/import'
    | '/sync'
    | '/settings'
    | '/start'
    | '/sequences'
    | '/inbox'
    | '/insight';
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
  {
    path: '/review',
    label: texts.shell.screens.review,
    icon: IconUserQuestion,
    key: 'r',
    needs: 'people.read',
  },
  {
    path: '/import',
    label: texts.shell.screens.imports,
    icon: IconTableImport,
    key: 'm',
    needs: 'intake.write',
  },
  {
    path: '/inbox',
    label: texts.shell.screens.inbox,
    icon: IconInbox,
    key: 'i',
    needs: 'outreach.read',
  },
  {
    path: '/sequences',
    label: texts.shell.screens.sequences,
    icon: IconSend,
    key: 'q',
    needs: 'outreach.read',
  },
  {
    path: '/insight',
    label: texts.shell.screens.insight,
    icon: IconChartBar,
    key: 'n',
    needs: 'insight.read',
  },
  {
    path: '/sync',
    label: texts.shell.screens.sync,
    icon: IconArrowsExchange,
    key: 's',
    needs: 'sync.read',
  },
  {
    path: '/settings',
    label: texts.shell.screens.settings,
    icon: IconSettings,
    key: ',',
    needs: 'people.read',
  },
  {
    path: '/start',
    label: texts.shell.screens.start,
    icon: IconRocket,
    key: 'b',
    needs: 'sync.write',
  },
];
