// A place with nothing in it says what will come and how to make it come.
import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export function Empty(props: { title: string; help: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py={64} px="md" ta="center">
      <Title order={2}>{props.title}</Title>
      <Text className="quiet" maw={420}>
        {props.help}
      </Text>
      {props.children}
    </Stack>
  );
}
