// The users of the workspace: their role, switching off, a new password, and inviting others.
import { Badge, Button, Group, Paper, Select, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  useChangeUser,
  useResetPassword,
  userPagesQuery,
  type Role,
  type User,
} from '../../api/access.ts';
import { useMay, useSession } from '../../api/session.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { access as words } from '../../texts/access.ts';
import { Invitations } from './invitations.tsx';
import { roleChoices } from './role-choices.ts';
import { ShownOnce } from './shown-once.tsx';

export function Users() {
  const list = useInfiniteQuery(userPagesQuery);
  const [password, setPassword] = useState<string | null>(null);
  const users = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.error !== null) {
    return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.isPending) return <Skeleton h={240} />;
  return (
    <Stack gap="md">
      <Text size="sm" className="quiet">
        {words.usersHelp}
      </Text>
      <Paper p={0}>
        <Table.ScrollContainer
          minWidth={620}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': words.users } }}
        >
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.name}</Table.Th>
                <Table.Th w={150}>{words.role}</Table.Th>
                <Table.Th>Lever</Table.Th>
                <Table.Th>{words.state}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {users.map((user) => (
                <UserRow key={user.id} user={user} onPassword={setPassword} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Paper>
      <MoreButton list={list} />
      <Roles />
      <Invitations />
      <ShownOnce
        title={words.resetTitle}
        help={words.resetHelp}
        secret={password}
        onClose={() => setPassword(null)}
      />
    </Stack>
  );
}

function UserRow({ user, onPassword }: { user: User; onPassword: (text: string) => void }) {
  const change = useChangeUser();
  const reset = useResetPassword();
  const mayChange = useMay('users.write');
  const isMe = useSession().user.id === user.id;
  const isOff = user.disabledAt !== null;
  const put = (wish: { role?: Role; isDisabled?: boolean }): void =>
    change.mutate({ id: user.id, ...wish }, { onSuccess: () => tell(words.changed) });
  return (
    <Table.Tr>
      <Table.Td>
        {user.name} {isMe ? <Badge color="gray">{words.you}</Badge> : null}
        <Text size="xs" className="quiet">
          {user.email}
        </Text>
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={words.roleOf(user.name)}
          data={roleChoices}
          value={user.role}
          allowDeselect={false}
          disabled={!mayChange || isMe}
          onChange={(next) => {
            const role = roleChoices.find((each) => each.value === next)?.value;
            if (role !== undefined) put({ role });
          }}
        />
      </Table.Td>
      <Table.Td>
        <Badge color={user.leverUserId === null ? 'gray' : 'green'}>
          {user.leverUserId === null ? words.unmatched : words.matched}
        </Badge>
      </Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <Badge color={isOff ? 'red' : user.canSignIn ? 'green' : 'gray'}>
            {isOff ? words.off : user.canSignIn ? words.active : words.cannotSignIn}
          </Badge>
          {mayChange && !isMe ? (
            <Button variant="subtle" onClick={() => put({ isDisabled: !isOff })}>
              {isOff ? words.switchOn : words.switchOff}
            </Button>
          ) : null}
          {mayChange && !isMe && user.canSignIn ? (
            <Button
              variant="subtle"
              loading={reset.isPending}
              onClick={() =>
                reset.mutate(
                  { id: user.id, dropsSecondFactor: false },
                  { onSuccess: (made) => onPassword(made.password) },
                )
              }
            >
              {words.reset}
            </Button>
          ) : null}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function Roles() {
  return (
    <Paper>
      <Stack gap={4} component="dl" m={0}>
        {roleChoices.map(({ value, label }) => (
          <Group key={value} gap="sm" wrap="nowrap" align="baseline">
            <Text component="dt" size="sm" fw={600} w={72} style={{ flexShrink: 0 }}>
              {label}
            </Text>
            <Text component="dd" size="sm" className="quiet" m={0}>
              {words.roleHelps[value]}
            </Text>
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}
