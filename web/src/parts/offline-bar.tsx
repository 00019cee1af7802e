// Says when the line is gone: what one does is kept, and sent by itself when the line is back.
import { Alert } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconWifiOff } from '@tabler/icons-react';
import { texts } from '../texts/en.ts';

export function OfflineBar() {
  const { online } = useNetwork();
  if (online) return null;
  return (
    <Alert color="orange" mb="md" icon={<IconWifiOff size={16} aria-hidden />} role="status">
      {texts.shell.offline}
    </Alert>
  );
}
