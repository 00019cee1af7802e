// What the screens know of the server: kept, shown at once, asked again when it may have changed.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { texts } from '../texts/en.ts';
import { Problem } from './request.ts';

const freshMs = 10_000;
const keptMs = 15 * 60_000;
const retriesMax = 2;

/** A session that ended sends the person to the sign-in page; whoever is there already stays. */
function onEveryError(error: Error): void {
  const isSignedOut = error instanceof Problem && error.status === 401;
  if (isSignedOut && error.code !== 'code_needed') queries.setQueryData(['session'], null);
}

export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: onEveryError }),
  mutationCache: new MutationCache({
    onError(error, _variables, _context, mutation) {
      onEveryError(error);
      // A form that shows its own errors says so in its meta.
      if (mutation.meta?.['showsErrors'] === true) return;
      notifications.show({
        color: 'red',
        title: texts.notDone,
        message: error.message,
        closeButtonProps: { 'aria-label': texts.close },
      });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: freshMs,
      gcTime: keptMs,
      retry: (count, error) =>
        count < retriesMax &&
        !(error instanceof Problem && error.status >= 400 && error.status < 500),
    },
  },
});
