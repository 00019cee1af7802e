// Sequences: the plans with their results, what waits for somebody's yes, and the mailboxes they go out from.
import { Button, Tabs } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '../../api/session.ts';
import { Page } from '../../parts/page.tsx';
import { sequences as words } from '../../texts/sequences.ts';
import { Approvals } from './approvals.tsx';
import { ConnectMailbox } from './connect-mailbox.tsx';
import { List } from './list.tsx';
import { Mailboxes } from './mailboxes.tsx';
import { NewSequence } from './new-sequence.tsx';
import './sequences.css';
import { sequencesTabs } from './tabs.ts';

export function Sequences() {
  const { tab = 'list' } = useSearch({ from: '/shell/sequences' });
  const navigate = useNavigate();
  const mayWrite = useMay('outreach.write');
  const [isMaking, making] = useDisclosure(false);
  const [isConnecting, connecting] = useDisclosure(false);
  const actions = !mayWrite ? null : tab === 'mailboxes' ? (
    <Button onClick={connecting.open}>{words.connectMailbox}</Button>
  ) : (
    <Button onClick={making.open}>{words.make}</Button>
  );
  return (
    <Page title={words.title} actions={actions}>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => {
          const chosen = sequencesTabs.find((each) => each === next);
          if (chosen !== undefined) void navigate({ to: '/sequences', search: { tab: chosen } });
        }}
      >
        <Tabs.List mb="md">
          {sequencesTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {words.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="list">
          <List onMake={mayWrite ? making.open : null} />
        </Tabs.Panel>
        <Tabs.Panel value="approve">
          <Approvals />
        </Tabs.Panel>
        <Tabs.Panel value="mailboxes">
          <Mailboxes onConnect={mayWrite ? connecting.open : null} />
        </Tabs.Panel>
      </Tabs>
      <NewSequence isOpen={isMaking} onClose={making.close} />
      <ConnectMailbox isOpen={isConnecting} onClose={connecting.close} />
    </Page>
  );
}
