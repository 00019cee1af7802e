// The pilot that runs: how far it is in people and days, and how its targets stand.
import { Badge, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import {
  homePilotsQuery,
  pilotComparisonQuery,
  type RunningPilot as Pilot,
} from '../../api/home.ts';
import { useMay } from '../../api/session.ts';
import { ButtonTo } from '../../parts/link-to.tsx';
import { countWords } from '../../parts/number-words.ts';
import { spaced } from '../../parts/value-words.ts';
import { home as words } from '../../texts/home.ts';

const dayMs = 86_400_000;
const colours = { met: 'green', missed: 'red', open: 'gray' } as const;

export function RunningPilot() {
  const mayRead = useMay('insight.read');
  const { data } = useQuery({ ...homePilotsQuery, enabled: mayRead });
  const running = data?.items.filter(({ state }) => state === 'running') ?? [];
  return running.map((pilot) => <OnePilot key={pilot.id} pilot={pilot} />);
}

function OnePilot({ pilot }: { pilot: Pilot }) {
  const { data } = useQuery(pilotComparisonQuery(pilot.id));
  const taken = data?.peopleTaken ?? 0;
  const span = Date.parse(pilot.endsAt) - Date.parse(pilot.startsAt);
  const gone = Date.now() - Date.parse(pilot.startsAt);
  const share = pilot.personCap === null ? gone / span : taken / pilot.personCap;
  const daysLeft = Math.max(Math.ceil((Date.parse(pilot.endsAt) - Date.now()) / dayMs), 0);
  const targets = data?.comparisons.filter((each) => each.target !== null) ?? [];
  return (
    <Paper component="section" aria-labelledby={`pilot-${pilot.id}`}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} id={`pilot-${pilot.id}`}>
            {words.pilot(pilot.name)}
          </Title>
          <ButtonTo to="/insight" variant="default">
            {words.pilotLook}
          </ButtonTo>
        </Group>
        <Progress value={Math.min(share, 1) * 100} aria-label={words.pilot(pilot.name)} />
        <Group gap="md">
          <Text size="sm">
            {pilot.personCap === null
              ? words.pilotTakenFree(countWords(taken))
              : words.pilotTaken(countWords(taken), countWords(pilot.personCap))}
          </Text>
          <Text size="sm" className="quiet">
            {words.pilotDays(daysLeft)}
          </Text>
          {data === undefined ? null : <Text size="sm">{words.adviceWords[data.advice]}</Text>}
        </Group>
        {targets.length === 0 ? null : (
          <Group gap="xs">
            {targets.map(({ kpi, targetMet }) => (
              <Badge key={kpi} color={colours[targetMet ?? 'open']}>
                {spaced(kpi)}: {words.met[targetMet ?? 'open']}
              </Badge>
            ))}
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
