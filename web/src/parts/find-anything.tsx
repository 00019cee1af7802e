// Ctrl K: goes to any screen, or looks a person up.
import { Kbd, Text, UnstyledButton } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconSearch, IconUserSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useSession } from '../api/session.ts';
import { texts } from '../texts/en.ts';
import { screens } from './screens.ts';

const [store, finder] = createSpotlight();

export function FindButton() {
  return (
    <UnstyledButton className="find-button" onClick={finder.open}>
      <IconSearch size={14} aria-hidden />
      <Text size="sm" className="quiet" visibleFrom="sm">
        {texts.shell.search}
      </Text>
      <Text size="sm" className="quiet" hiddenFrom="sm">
        {texts.shell.searchShort}
      </Text>
      <Kbd size="xs" visibleFrom="sm">
        Ctrl K
      </Kbd>
    </UnstyledButton>
  );
}

export function FindAnything() {
  const navigate = useNavigate();
  const { permissions } = useSession();
  const [text, setText] = useState('');
  const places = screens
    .filter((screen) => permissions.includes(screen.needs))
    .map(({ path, label, icon: Icon }) => ({
      id: path,
      label,
      onClick: () => void navigate({ to: path }),
      leftSection: <Icon size={16} aria-hidden />,
    }));
  const person = {
    id: 'person',
    label: `${texts.people.searchLabel}: ${text}`,
    keywords: text,
    onClick: () => void navigate({ to: '/people', search: { q: text } }),
    leftSection: <IconUserSearch size={16} aria-hidden />,
  };
  return (
    <Spotlight
      store={store}
      shortcut="mod + K"
      query={text}
      onQueryChange={setText}
      actions={text.trim() === '' ? places : [...places, person]}
      nothingFound={texts.shell.nothingFound}
      searchProps={{ placeholder: texts.shell.search, 'aria-label': texts.shell.search }}
      highlightQuery
    />
  );
}
