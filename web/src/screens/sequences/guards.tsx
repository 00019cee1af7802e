// The checks before something goes: what fails is told at once, the rest on demand.
import { Badge, Button, Collapse, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { Guard } from '../../api/sequences.ts';
import { spaced } from '../../parts/value-words.ts';
import { sequences as words } from '../../texts/sequences.ts';

/** `isTold`: what fails stands beside it already. */
export function Guards(props: { guards: readonly Guard[]; isTold?: boolean }) {
  const { guards, isTold = false } = props;
  const [isOpen, { toggle }] = useDisclosure(false);
  const failed = guards.filter((guard) => !guard.isPassed);
  if (guards.length === 0) return null;
  return (
    <Stack gap={4}>
      {isTold || failed.length === 0 ? null : (
        <Group gap={6}>
          <Badge color="orange">{words.checksFailed}</Badge>
          <Text size="xs">{failed.map(lineOf).join('; ')}</Text>
        </Group>
      )}
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        style={{ alignSelf: 'flex-start' }}
        aria-expanded={isOpen}
        onClick={toggle}
      >
        {words.allChecks(guards.length)}
      </Button>
      <Collapse expanded={isOpen}>
        <Stack gap={2}>
          {guards.map((guard, index) => (
            <Group key={index} gap={6} wrap="nowrap" align="flex-start">
              {guard.isPassed ? (
                <IconCheck size={14} color="var(--mantine-color-green-light-color)" aria-hidden />
              ) : (
                <IconX size={14} color="var(--mantine-color-red-light-color)" aria-hidden />
              )}
              <Text size="xs">{lineOf(guard)}</Text>
            </Group>
          ))}
        </Stack>
      </Collapse>
    </Stack>
  );
}

function lineOf({ guard, because }: Guard): string {
  return `${words.guards[guard] ?? spaced(guard)}: ${because}`;
}
