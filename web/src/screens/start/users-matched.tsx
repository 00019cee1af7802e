// Which of our users are known in Lever, by the same email.
import { Badge, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { usersQuery } from '../../api/access.ts';
import { catalogQuery } from '../../api/rules.ts';
import { ButtonTo } from '../../parts/link-to.tsx';
import { countWords } from '../../parts/number-words.ts';
import { Section } from '../../parts/section.tsx';
import { start as words } from '../../texts/start.ts';

export function UsersMatched() {
  const users = useQuery(usersQuery).data?.items ?? [];
  const theirs = useQuery(catalogQuery('user')).data?.items ?? [];
  const nameOf = new Map(theirs.map(({ id, text }) => [id, text]));
  const matched = new Set(users.map((user) => user.leverUserId));
  const others = theirs.filter(({ id }) => !matched.has(id)).length;
  return (
    <Section
      title={words.steps.users}
      aside={
        <ButtonTo to="/settings" search={{ tab: 'users' }} variant="default">
          {words.inviteThem}
        </ButtonTo>
      }
    >
      <Text size="sm" className="quiet">
        {words.usersHelp}
      </Text>
      <Stack gap="xs">
        {users.map(({ id, name, email, leverUserId }) => (
          <Group key={id} justify="space-between">
            <Text size="sm">
              {name} <span className="quiet">{email}</span>
            </Text>
            <Badge color={leverUserId === null ? 'gray' : 'green'}>
              {leverUserId === null
                ? words.notMatched
                : words.matched(nameOf.get(leverUserId) ?? name)}
            </Badge>
          </Group>
        ))}
      </Stack>
      {others === 0 ? null : (
        <Text size="sm" className="quiet">
          {words.othersInLever(countWords(others))}
        </Text>
      )}
    </Section>
  );
}
