// The mailboxes that sequences go out from: how each one is, and one of them with everything.
import { Badge, Button, Grid, Group, NavLink, Paper, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { mailboxesQuery, type Mailbox } from '../../api/mailboxes.ts';
import { Empty } from '../../parts/empty.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { sequences as words } from '../../texts/sequences.ts';
import { MailboxCard } from './mailbox.tsx';
import { mailboxColours } from './state-colours.ts';

export function Mailboxes({ onConnect }: { onConnect: (() => void) | null }) {
  const list = useQuery(mailboxesQuery);
  const { mailbox: wanted } = useSearch({ from: '/shell/sequences' });
  if (list.error !== null)
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data === undefined) return <Skeleton h={320} />;
  const { items } = list.data;
  const shown = items.find(({ id }) => id === wanted) ?? items[0];
  if (shown === undefined) {
    return (
      <Empty title={words.mailboxNoneTitle} help={words.mailboxNoneHelp}>
        {onConnect === null ? null : <Button onClick={onConnect}>{words.connectMailbox}</Button>}
      </Empty>
    );
  }
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Choices items={items} shown={shown} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8 }}>
        <MailboxCard key={shown.id} id={shown.id} />
      </Grid.Col>
    </Grid>
  );
}

function Choices({ items, shown }: { items: readonly Mailbox[]; shown: Mailbox }) {
  const navigate = useNavigate();
  const open = (mailbox: string): void =>
    void navigate({ to: '/sequences', search: { tab: 'mailboxes', mailbox } });
  return (
    <Paper p={4} component="nav" aria-label={words.tabs.mailboxes}>
      {items.map((mailbox) => (
        <NavLink
          key={mailbox.id}
          component="button"
          active={mailbox.id === shown.id}
          aria-current={mailbox.id === shown.id}
          label={
            <Text size="sm" truncate>
              {mailbox.address}
            </Text>
          }
          description={mailbox.ownerEmail === mailbox.address ? null : mailbox.ownerEmail}
          rightSection={
            <Group gap={4}>
              <Badge color={mailboxColours[mailbox.state]}>
                {words.mailboxStates[mailbox.state]}
              </Badge>
            </Group>
          }
          onClick={() => open(mailbox.id)}
        />
      ))}
    </Paper>
  );
}
