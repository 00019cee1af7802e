// The menu: the screens that one's role may open.
import { NavLink } from '@mantine/core';
import { Link, useMatchRoute } from '@tanstack/react-router';
import { useSession } from '../api/session.ts';
import { screens } from './screens.ts';

export function Links({ onFollow }: { onFollow: () => void }) {
  const { permissions } = useSession();
  const matches = useMatchRoute();
  return screens
    .filter((screen) => permissions.includes(screen.needs))
    .map(({ path, label, icon: Icon }) => {
      const isHere = matches({ to: path, fuzzy: path !== '/' }) !== false;
      return (
        <NavLink
          key={path}
          component={Link}
          to={path}
          label={label}
          active={isHere}
          aria-current={isHere ? 'page' : undefined}
          leftSection={<Icon size={16} stroke={1.75} aria-hidden />}
          onClick={onFollow}
          style={{ borderRadius: 'var(--mantine-radius-sm)' }}
        />
      );
    });
}
