// What was done, in a notice; with the way back where there is one.
import { Anchor, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { texts } from '../texts/en.ts';

const shownMs = 8_000;

export function tell(message: string, back?: { label: string; go: () => void }): void {
  const id = notifications.show({
    autoClose: shownMs,
    withBorder: true,
    closeButtonProps: { 'aria-label': texts.close },
    message:
      back === undefined ? (
        message
      ) : (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{message}</Text>
          <Anchor
            component="button"
            size="sm"
            fw={600}
            onClick={() => {
              notifications.hide(id);
              back.go();
            }}
          >
            {back.label}
          </Anchor>
        </Group>
      ),
  });
}
