// Step 6: the switch; where a check fails only with a reason.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { connectionQuery, preflightQuery, useSwitchSync } from '../../api/sync.ts';
import { Ask } from '../../parts/ask.tsx';
import { ButtonTo } from '../../parts/link-to.tsx';
import { tell } from '../../parts/told.tsx';
import { start as words } from '../../texts/start.ts';
import { sync as syncTexts } from '../../texts/sync.ts';

export function SwitchOn() {
  const connection = useQuery(connectionQuery).data?.connection ?? null;
  const report = useQuery(preflightQuery).data?.report ?? null;
  const flip = useSwitchSync();
  const [isAsked, ask] = useDisclosure(false);
  const maySwitch = useMay('sync.write');
  if (connection === null) return <Text size="sm">{words.firstLever}</Text>;
  if (connection.state === 'on') {
    return (
      <Group justify="space-between">
        <Text size="sm">{words.isOn}</Text>
        <ButtonTo to="/">{words.goOn}</ButtonTo>
      </Group>
    );
  }
  const done = (): void => {
    tell(words.isOn);
    ask.close();
  };
  return (
    <Stack gap="sm">
      <Text size="sm" className="quiet">
        {words.onHelp}
      </Text>
      {maySwitch ? (
        <Group gap="xs">
          <Button
            loading={flip.isPending}
            onClick={() => flip.mutate({ on: true }, { onSuccess: done })}
          >
            {words.switchOn}
          </Button>
          {report?.result === 'fail' ? (
            <Button variant="default" onClick={ask.open}>
              {words.anyway}
            </Button>
          ) : null}
        </Group>
      ) : null}
      <Ask
        isOpen={isAsked}
        onClose={ask.close}
        title={words.anyway}
        help={words.anywayHelp}
        label={syncTexts.reason}
        isPending={flip.isPending}
        onGiven={(overrideBecause) =>
          flip.mutate({ on: true, overrideBecause }, { onSuccess: done })
        }
      />
    </Stack>
  );
}
