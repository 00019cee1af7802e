// A titled card of a page.
import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

export function Section(props: {
  title: string;
  aside?: ReactNode;
  /** Shown instead of the content where there is none. */
  empty?: string | null;
  children?: ReactNode;
}) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id}>
      <Stack gap="sm">
        <Group justify="space-between" mih={24}>
          <Title order={2} id={id}>
            {props.title}
          </Title>
          {props.aside}
        </Group>
        {props.empty === undefined || props.empty === null ? (
          props.children
        ) : (
          <Text size="sm" className="quiet">
            {props.empty}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
