// Colleagues who may send from a mailbox on behalf of its owner.
import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { colleaguesQuery } from '../../api/colleagues.ts';
import { useLendMailbox, type MailboxWhole } from '../../api/mailboxes.ts';
import { Section } from '../../parts/section.tsx';
import { sequences as words } from '../../texts/sequences.ts';

export function Lending({ whole, mayWrite }: { whole: MailboxWhole; mayWrite: boolean }) {
  const { mailbox, lentTo } = whole;
  const [chosen, setChosen] = useState<string | null>(null);
  const lend = useLendMailbox(mailbox.id);
  const others = (useQuery(colleaguesQuery).data?.items ?? []).filter(
    ({ email, disabledAt }) =>
      disabledAt === null && email !== mailbox.ownerEmail && !lentTo.includes(email),
  );
  return (
    <Section title={words.lentTo}>
      {lentTo.length === 0 ? (
        <Text size="sm" className="quiet">
          {words.lendNobody}
        </Text>
      ) : null}
      <Stack gap={4}>
        {lentTo.map((email) => (
          <Group key={email} justify="space-between">
            <Text size="sm">{email}</Text>
            {mayWrite ? (
              <Button
                variant="subtle"
                onClick={() => lend.mutate({ userEmail: email, isLent: false })}
              >
                {words.takeBack(email)}
              </Button>
            ) : null}
          </Group>
        ))}
      </Stack>
      {mayWrite && others.length > 0 ? (
        <Group gap="xs" align="flex-end">
          <Select
            label={words.lend}
            flex={1}
            maw={320}
            searchable
            data={others.map(({ email, name }) => ({ value: email, label: `${name}, ${email}` }))}
            value={chosen}
            onChange={setChosen}
          />
          <Button
            size="sm"
            variant="default"
            disabled={chosen === null}
            loading={lend.isPending}
            onClick={() => {
              if (chosen === null) return;
              lend.mutate(
                { userEmail: chosen, isLent: true },
                { onSuccess: () => setChosen(null) },
              );
            }}
          >
            {words.lend}
          </Button>
        </Group>
      ) : null}
    </Section>
  );
}
