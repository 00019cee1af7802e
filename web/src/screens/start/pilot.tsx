// A trial on some jobs or people, beside the weeks before.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { homePilotsQuery } from '../../api/home.ts';
import { useMay } from '../../api/session.ts';
import { ButtonTo } from '../../parts/link-to.tsx';
import { Section } from '../../parts/section.tsx';
import { start as words } from '../../texts/start.ts';
import { StartPilot } from '../insight/start-pilot.tsx';

export function Pilot() {
  const pilots = useQuery(homePilotsQuery).data?.items ?? [];
  const [isOpen, dialog] = useDisclosure(false);
  const mayStart = useMay('pilot.write');
  const open = pilots.filter(({ state }) => state === 'planned' || state === 'running');
  return (
    <Section
      title={words.steps.pilot}
      aside={
        mayStart && open.length === 0 ? (
          <Button variant="default" onClick={dialog.open}>
            {words.startPilot}
          </Button>
        ) : null
      }
    >
      <Text size="sm" className="quiet">
        {words.pilotHelp}
      </Text>
      {open.length === 0 ? <Text size="sm">{words.noPilot}</Text> : null}
      <Stack gap="xs">
        {open.map(({ id, name, endsAt }) => (
          <Group key={id} justify="space-between">
            <Text size="sm">
              <b>{name}</b> <span className="quiet">{words.pilotUntil(endsAt.slice(0, 10))}</span>
            </Text>
            <ButtonTo to="/insight" search={{ tab: 'pilots' }} variant="default">
              {words.toPilots}
            </ButtonTo>
          </Group>
        ))}
      </Stack>
      <StartPilot isOpen={isOpen} onClose={dialog.close} />
    </Section>
  );
}
