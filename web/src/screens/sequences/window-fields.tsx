// On which days and between which times something may go.
import { Chip, Group, Input, Stack, Text, TextInput } from '@mantine/core';
import type { SendWindow } from '../../api/sequences.ts';
import { sequences as words } from '../../texts/sequences.ts';

export function WindowFields(props: {
  window: SendWindow;
  problem: string | null;
  onChange: (window: SendWindow) => void;
}) {
  const { window, problem, onChange } = props;
  return (
    <Stack gap={6}>
      <Group gap="md" align="flex-start">
        <Input.Wrapper label={words.days} labelElement="div">
          <Chip.Group
            multiple
            value={window.days.map(String)}
            onChange={(days) =>
              onChange({ ...window, days: days.map(Number).toSorted((one, other) => one - other) })
            }
          >
            <Group gap={4} mt={2}>
              {words.dayNames.map((name, index) => (
                <Chip key={name} value={String(index + 1)} size="xs" radius="sm">
                  {name}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </Input.Wrapper>
        <Group gap="sm" wrap="nowrap">
          {(['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              type="time"
              w={132}
              label={words[end]}
              value={window[end]}
              onChange={(event) => onChange({ ...window, [end]: event.currentTarget.value })}
            />
          ))}
        </Group>
      </Group>
      <Text size="xs" className="quiet">
        {words.windowHelp}
      </Text>
      {problem === null ? null : (
        <Text size="xs" c="var(--mantine-color-red-light-color)" role="alert">
          {problem}
        </Text>
      )}
    </Stack>
  );
}
