// The checks of the connection, each with why and what to do.
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { preflightQuery, useRunPreflight, type Preflight } from '../../api/sync.ts';
import { Section } from '../../parts/section.tsx';
import { spaced } from '../../parts/value-words.ts';
import { When } from '../../parts/when.tsx';
import { sync as words } from '../../texts/sync.ts';

type Check = Preflight['checks'][number];

const marks = {
  pass: { icon: IconCircleCheck, colour: 'var(--mantine-color-green-7)' },
  warn: { icon: IconAlertTriangle, colour: 'var(--mantine-color-orange-7)' },
  fail: { icon: IconCircleX, colour: 'var(--mantine-color-red-7)' },
} as const;
const order = ['fail', 'warn', 'pass'];

export function Checks() {
  const { data } = useQuery(preflightQuery);
  const check = useRunPreflight();
  const mayCheck = useMay('sync.write');
  const report = data?.report ?? null;
  const aside = (
    <Group gap="sm">
      {report === null ? null : (
        <Text size="xs" className="quiet">
          {words.checkedAt} <When at={report.madeAt} />
        </Text>
      )}
      {mayCheck ? (
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate(undefined)}>
          {words.checkNow}
        </Button>
      ) : null}
    </Group>
  );
  return (
    <Section title={words.checks} aside={aside} empty={report === null ? words.noChecks : null}>
      <Stack gap="xs">
        {[...(report?.checks ?? [])]
          .sort((one, other) => order.indexOf(one.result) - order.indexOf(other.result))
          .map((each) => (
            <CheckLine key={each.name + each.because} check={each} />
          ))}
      </Stack>
    </Section>
  );
}

function CheckLine({ check }: { check: Check }) {
  const { icon: Icon, colour } = marks[check.result];
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <Icon
        size={16}
        color={colour}
        style={{ flexShrink: 0, marginTop: 2 }}
        role="img"
        aria-label={words.results[check.result]}
      />
      <Stack gap={0} miw={0}>
        <Text size="sm">
          <b>{spaced(check.name)}</b> {check.because}
        </Text>
        {check.fix === '' ? null : (
          <Text size="sm" className="quiet">
            {check.fix}
          </Text>
        )}
      </Stack>
    </Group>
  );
}
