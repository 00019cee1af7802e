// The people of the workspace, to give something to.
import { queryOptions } from '@tanstack/react-query';
import type * as contract from '../../../src/http/contract/user.ts';
import { get, type Answer } from './request.ts';

export type Colleague = Answer<typeof contract.usersAnswer>['items'][number];

export const colleaguesQuery = queryOptions({
  queryKey: ['colleagues'],
  staleTime: 60_000,
  queryFn: () => get<typeof contract.usersAnswer>('/v1/users', { limit: 200 }),
});
