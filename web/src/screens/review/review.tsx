// Review: everything that waits for somebody's decision.
import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Page } from '../../parts/page.tsx';
import { review as words } from '../../texts/review.ts';
import { Conflicts } from './conflicts.tsx';
import { Matches } from './matches.tsx';
import { ParkedWork } from './parked-work.tsx';
import { reviewTabs } from './tabs.ts';

export function Review() {
  const { tab = 'matches' } = useSearch({ from: '/shell/review' });
  const navigate = useNavigate();
  return (
    <Page title={words.title}>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => {
          const chosen = reviewTabs.find((each) => each === next);
          if (chosen !== undefined) void navigate({ to: '/review', search: { tab: chosen } });
        }}
      >
        <Tabs.List mb="md">
          {reviewTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {words.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="matches">
          <Matches />
        </Tabs.Panel>
        <Tabs.Panel value="conflicts">
          <Conflicts />
        </Tabs.Panel>
        <Tabs.Panel value="parked">
          <ParkedWork />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
