// The frame of every screen: where one can go, who one is, and finding anything by keyboard.
import { AppShell, Burger, Group, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useLiveNews } from '../api/live.ts';
import { sessionQuery } from '../api/session.ts';
import { texts } from '../texts/en.ts';
import { AccountMenu } from './account-menu.tsx';
import { FindAnything, FindButton } from './find-anything.tsx';
import { KeyList } from './key-list.tsx';
import { Links } from './links.tsx';
import { useGoKeys } from './go-keys.ts';
import { OfflineBar } from './offline-bar.tsx';

export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  useGoKeys();
  useLiveNews();
  if (!useIsSignedIn()) return null;
  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a className="skip-link" href="#content">
        {texts.shell.skip}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger
              hiddenFrom="sm"
              size="sm"
              opened={isOpen}
              onClick={toggle}
              aria-label={texts.shell.menu}
            />
            <img src="/icon.svg" alt="" width={22} height={22} />
            <Text fw={600} visibleFrom="xs">
              Fulcrum
            </Text>
          </Group>
          <FindButton />
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label={texts.shell.menu}>
        <AppShell.Section grow component={ScrollArea} p="xs">
          <Links onFollow={close} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <OfflineBar />
        <Outlet />
      </AppShell.Main>
      <FindAnything />
      <KeyList />
    </AppShell>
  );
}

/** An ended session shows the sign-in page at once, wherever one is, and afterwards the same place again. */
function useIsSignedIn(): boolean {
  const { data } = useQuery(sessionQuery);
  const navigate = useNavigate();
  const isOver = data === null;
  useEffect(() => {
    if (!isOver) return;
    const to = window.location.pathname + window.location.search;
    void navigate({ to: '/sign-in', search: { to } });
  }, [isOver, navigate]);
  return data !== undefined && data !== null;
}
