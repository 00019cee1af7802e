// Somebody else saved while one was editing: both are shown, and one chooses; nothing is lost on either side.
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { settings as words } from '../../../texts/settings.ts';
import { DifferenceList } from './difference-list.tsx';

interface Props {
  /** Who it was. */
  message: string;
  theirs: unknown;
  mine: unknown;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
}

export function Overtaken({ message, theirs, mine, onTakeTheirs, onKeepMine }: Props) {
  return (
    <Alert color="orange" title={words.overtakenTitle} role="alert">
      <Stack gap="sm">
        <Text size="sm">{message}</Text>
        <Text size="sm" fw={600}>
          {words.seeTheirs}
        </Text>
        <DifferenceList before={theirs} after={mine} />
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={onTakeTheirs}>
            {words.takeTheirs}
          </Button>
          <Button onClick={onKeepMine}>{words.keepMine}</Button>
        </Group>
      </Stack>
    </Alert>
  );
}
