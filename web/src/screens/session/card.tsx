// The quiet page before one is in.
import { Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

export function Card(props: { title: string; help?: string; children: ReactNode }) {
  useDocumentTitle(`${props.title} · Fulcrum`);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper w="100%" maw={380} p="xl">
        <Stack gap="md">
          <img src="/icon.svg" alt="Fulcrum" width={36} height={36} />
          <Title order={1}>{props.title}</Title>
          {props.help === undefined ? null : (
            <Text size="sm" className="quiet">
              {props.help}
            </Text>
          )}
          {props.children}
        </Stack>
      </Paper>
    </Center>
  );
}
