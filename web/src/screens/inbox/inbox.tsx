// Inbox: what people wrote back, and what is to be done by hand.
import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '../../api/session.ts';
import { Page } from '../../parts/page.tsx';
import { inbox as words } from '../../texts/inbox.ts';
import './inbox.css';
import { inboxTabs } from './places.ts';
import { Replies } from './replies.tsx';
import { Tasks } from './tasks.tsx';

export function Inbox() {
  const mayRead = useMay('inbox.read');
  const { tab = mayRead ? 'replies' : 'tasks' } = useSearch({ from: '/shell/inbox' });
  const navigate = useNavigate();
  return (
    <Page title={words.title}>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => {
          const chosen = inboxTabs.find((each) => each === next);
          if (chosen !== undefined) void navigate({ to: '/inbox', search: { tab: chosen } });
        }}
      >
        <Tabs.List mb="md">
          {inboxTabs.map((each) => (
            <Tabs.Tab key={each} value={each} disabled={each === 'replies' && !mayRead}>
              {words.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="replies">
          <Replies />
        </Tabs.Panel>
        <Tabs.Panel value="tasks">
          <Tasks />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
