// What could not be loaded: why, and trying again.
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { texts } from '../texts/en.ts';

export function Trouble({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  return (
    <Alert color="red" icon={<IconAlertTriangle size={16} aria-hidden />} role="alert">
      <Group justify="space-between">
        <Text size="sm">{error.message}</Text>
        {onRetry === undefined ? null : (
          <Button variant="default" onClick={onRetry}>
            {texts.tryAgain}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
