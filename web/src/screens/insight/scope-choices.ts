// Jobs and colleagues to choose from, for whom a pilot is.
import { useQuery } from '@tanstack/react-query';
import { colleaguesQuery } from '../../api/colleagues.ts';
import { jobsQuery } from '../../api/start.ts';

interface Choice {
  value: string;
  label: string;
}

export function useScopeChoices(): { jobs: Choice[]; users: Choice[] } {
  const jobs = useQuery(jobsQuery).data?.items ?? [];
  const users = useQuery(colleaguesQuery).data?.items ?? [];
  return {
    jobs: jobs.map(({ id, name }) => ({ value: id, label: name })),
    users: users.map(({ email, name }) => ({ value: email, label: `${name}, ${email}` })),
  };
}
