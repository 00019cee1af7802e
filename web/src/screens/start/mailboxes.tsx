// The mailboxes that sequences go out from, and the way to connect one.
import { Badge, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { mailboxesQuery } from '../../api/mailboxes.ts';
import { ButtonTo } from '../../parts/link-to.tsx';
import { Section } from '../../parts/section.tsx';
import { start as words } from '../../texts/start.ts';

export function Mailboxes() {
  const mailboxes = useQuery(mailboxesQuery).data?.items ?? [];
  return (
    <Section
      title={words.steps.mail}
      aside={
        <ButtonTo to="/sequences" search={{ tab: 'mailboxes' }} variant="default">
          {words.toMailboxes}
        </ButtonTo>
      }
    >
      <Text size="sm" className="quiet">
        {words.mailHelp}
      </Text>
      {mailboxes.length === 0 ? <Text size="sm">{words.noMailbox}</Text> : null}
      <Stack gap="xs">
        {mailboxes.map(({ id, address, state, because }) => (
          <Group key={id} justify="space-between">
            <Text size="sm">
              {address} <span className="quiet">{because}</span>
            </Text>
            <Badge color={state === 'on' ? 'green' : 'orange'}>
              {state === 'on' ? words.mailboxOn : words.mailboxOff}
            </Badge>
          </Group>
        ))}
      </Stack>
    </Section>
  );
}
