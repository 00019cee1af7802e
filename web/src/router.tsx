// The way between screens; each screen is a chunk of its own, loaded when it is first opened.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { queries } from './api/queries.ts';
import { sessionQuery, setupQuery } from './api/session.ts';
import { Broken } from './parts/broken.tsx';
import { NotFound } from './parts/not-found.tsx';
import { Shell } from './parts/shell.tsx';
import { readImportSearch } from './screens/import/import-search.ts';
import { readInboxSearch } from './screens/inbox/places.ts';
import { readInsightSearch } from './screens/insight/places.ts';
import { readPeopleSearch } from './screens/people/people-search.ts';
import { readReviewTab } from './screens/review/tabs.ts';
import { readSequencesSearch, readSequenceTab } from './screens/sequences/tabs.ts';
import { readSettingsSearch } from './screens/settings/settings-search.ts';
import { readStep } from './screens/start/steps.ts';
import { readSyncSearch } from './screens/sync/tabs.ts';

const root = createRootRoute({ notFoundComponent: NotFound, errorComponent: Broken });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { to?: string } =>
    typeof search['to'] === 'string' ? { to: search['to'] } : {},
  beforeLoad: async () => {
    const { isNeeded } = await queries.ensureQueryData(setupQuery);
    if (isNeeded) throw redirect({ to: '/setup' });
  },
  component: lazyRouteComponent(() => import('./screens/session/sign-in.tsx'), 'SignIn'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./screens/session/setup.tsx'), 'Setup'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./screens/session/invitation.tsx'), 'Invitation'),
});

/** Everything inside needs somebody who is signed in; afterwards they come back to where they wanted to go. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ location }) => {
    const session = await queries.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: '/sign-in', search: { to: location.href } });
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./screens/home/home.tsx'), 'Home'),
});

const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  validateSearch: readPeopleSearch,
  component: lazyRouteComponent(() => import('./screens/people/people.tsx'), 'People'),
});

const person = createRoute({
  getParentRoute: () => shell,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('./screens/people/person.tsx'), 'Person'),
});

const review = createRoute({
  getParentRoute: () => shell,
  path: '/review',
  validateSearch: readReviewTab,
  component: lazyRouteComponent(() => import('./screens/review/review.tsx'), 'Review'),
});

const importing = createRoute({
  getParentRoute: () => shell,
  path: '/import',
  validateSearch: readImportSearch,
  component: lazyRouteComponent(() => import('./screens/import/import.tsx'), 'Import'),
});

const sync = createRoute({
  getParentRoute: () => shell,
  path: '/sync',
  validateSearch: readSyncSearch,
  component: lazyRouteComponent(() => import('./screens/sync/sync.tsx'), 'Sync'),
});

const inbox = createRoute({
  getParentRoute: () => shell,
  path: '/inbox',
  validateSearch: readInboxSearch,
  component: lazyRouteComponent(() => import('./screens/inbox/inbox.tsx'), 'Inbox'),
});

const insight = createRoute({
  getParentRoute: () => shell,
  path: '/insight',
  validateSearch: readInsightSearch,
  component: lazyRouteComponent(() => import('./screens/insight/insight.tsx'), 'Insight'),
});

const sequences = createRoute({
  getParentRoute: () => shell,
  path: '/sequences',
  validateSearch: readSequencesSearch,
  component: lazyRouteComponent(() => import('./screens/sequences/sequences.tsx'), 'Sequences'),
});

const sequence = createRoute({
  getParentRoute: () => shell,
  path: '/sequences/$id',
  validateSearch: readSequenceTab,
  component: lazyRouteComponent(() => import('./screens/sequences/sequence.tsx'), 'SequencePage'),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  validateSearch: readSettingsSearch,
  component: lazyRouteComponent(() => import('./screens/settings/settings.tsx'), 'Settings'),
});

const start = createRoute({
  getParentRoute: () => shell,
  path: '/start',
  validateSearch: readStep,
  component: lazyRouteComponent(() => import('./screens/start/start.tsx'), 'Start'),
});

const tree = root.addChildren([
  signIn,
  setup,
  invitation,
  shell.addChildren([
    inbox,
    insight,
    sequences,
    sequence,
    home,
    people,
    person,
    review,
    importing,
    sync,
    settings,
    start,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
