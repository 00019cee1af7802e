// Who one is: the workspace, light or dark, signing out.
import {
  Avatar,
  Menu,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useSession, useSignOut } from '../api/session.ts';
import { texts } from '../texts/en.ts';

const schemes = [
  { value: 'light', label: texts.shell.light, icon: IconSun },
  { value: 'dark', label: texts.shell.dark, icon: IconMoon },
  { value: 'auto', label: texts.shell.system, icon: IconDeviceDesktop },
] as const;

export function AccountMenu() {
  const { user, workspace } = useSession();
  const signOut = useSignOut();
  const { setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={232}>
      <Menu.Target>
        <UnstyledButton>
          <Avatar name={user.name} color="blue" size={28} radius="xl" aria-hidden />
          <VisuallyHidden>{`${user.name}, ${workspace.name}`}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">
            {user.name}
          </Text>
          <Text size="xs">{user.email}</Text>
          <Text size="xs">{workspace.name}</Text>
        </Menu.Label>
        <Menu.Divider />
        {schemes.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={14} aria-hidden />}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={14} aria-hidden />}
          onClick={() => signOut.mutate()}
        >
          {texts.shell.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
