// Sync: how the connection is, what runs change, what drifted, and webhooks to the sources.
import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Page } from '../../parts/page.tsx';
import { sync as words } from '../../texts/sync.ts';
import { DriftList } from './drift-list.tsx';
import { Health } from './health.tsx';
import { Runs } from './runs.tsx';
import { syncTabs } from './tabs.ts';
import { Webhooks } from './webhooks.tsx';

export function Sync() {
  const { tab = 'health' } = useSearch({ from: '/shell/sync' });
  const navigate = useNavigate();
  return (
    <Page title={words.title}>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => {
          const chosen = syncTabs.find((each) => each === next);
          if (chosen !== undefined) void navigate({ to: '/sync', search: { tab: chosen } });
        }}
      >
        <Tabs.List mb="md">
          {syncTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {words.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="health">
          <Health />
        </Tabs.Panel>
        <Tabs.Panel value="runs">
          <Runs />
        </Tabs.Panel>
        <Tabs.Panel value="drift">
          <DriftList />
        </Tabs.Panel>
        <Tabs.Panel value="webhooks">
          <Webhooks />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
