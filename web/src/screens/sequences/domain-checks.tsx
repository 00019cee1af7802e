// MX, SPF, DKIM and DMARC of a mailbox's domain, asked of the name system when somebody looks.
import { Badge, Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { domainQuery } from '../../api/mailboxes.ts';
import { Section } from '../../parts/section.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { sequences as words } from '../../texts/sequences.ts';

const colours = { good: 'green', weak: 'orange', missing: 'red', unknown: 'gray' } as const;

export function DomainChecks({ mailboxId }: { mailboxId: string }) {
  const [typed, setTyped] = useState('');
  const [selector, setSelector] = useState('');
  const health = useQuery(domainQuery(mailboxId, selector));
  const aside =
    health.data === undefined ? null : (
      <Text size="sm" className="quiet">
        {words.domainOf(health.data.domain)}
      </Text>
    );
  return (
    <Section title={words.domain} aside={aside}>
      {health.error === null ? null : (
        <Trouble error={health.error} onRetry={() => void health.refetch()} />
      )}
      {health.isPending ? <Skeleton h={96} /> : null}
      <Stack gap="xs">
        {health.data?.checks.map(({ check, state, because }) => (
          <Group key={check} gap="xs" align="flex-start" wrap="nowrap">
            <Badge color={colours[state]} miw={84} style={{ flexShrink: 0 }}>
              {words.checkStates[state]}
            </Badge>
            <Text size="sm">
              <strong>{words.checkNames[check]}</strong>: {because}
            </Text>
          </Group>
        ))}
      </Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() === selector) void health.refetch();
          setSelector(typed.trim());
        }}
      >
        <Group gap="xs" align="flex-end">
          <TextInput
            label={words.selector}
            description={words.selectorHelp}
            maxLength={63}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" size="sm" loading={health.isFetching}>
            {words.checkAgain}
          </Button>
        </Group>
      </form>
    </Section>
  );
}
