// The head of a screen: its title, what one can do here, and the content below.
import { Box, Group, Stack, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

export function Page(props: { title: string; actions?: ReactNode; children: ReactNode }) {
  useDocumentTitle(`${props.title} · Fulcrum`);
  return (
    <Stack gap="md" maw={1280} mx="auto">
      <Group justify="space-between" mih={36}>
        <Title order={1}>{props.title}</Title>
        {props.actions}
      </Group>
      <Box>{props.children}</Box>
    </Stack>
  );
}
