// Who did something: a colleague by name, a key by its hint, or Fulcrum itself.
import { useQuery } from '@tanstack/react-query';
import { apiKeysQuery, usersQuery } from '../../api/access.ts';
import { useMay } from '../../api/session.ts';
import { access as words } from '../../texts/access.ts';

export function ActorName({ actor }: { actor: string }) {
  return <>{useActorName()(actor)}</>;
}

/** What an actor of the audit log is called; the id where nobody knows it any more. */
export function useActorName(): (actor: string) => string {
  const mayUsers = useMay('users.read');
  const mayKeys = useMay('keys.write');
  const users = useQuery({ ...usersQuery, enabled: mayUsers }).data?.items ?? [];
  const keys = useQuery({ ...apiKeysQuery, enabled: mayKeys }).data?.items ?? [];
  return (actor) => {
    const [kind = '', id = ''] = actor.split(':');
    if (kind === 'user') return users.find((user) => user.id === id)?.name ?? words.someUser;
    if (kind === 'api-key') return words.keyCalled(keys.find((key) => key.id === id)?.name ?? '');
    return words.actors[kind] ?? actor;
  };
}
