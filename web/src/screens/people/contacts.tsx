// How to reach somebody, each way with its proof.
import { Anchor, Badge, Group, Stack, Text } from '@mantine/core';
import type { PersonWhole } from '../../api/people.ts';
import { Section } from '../../parts/section.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';

type Point = PersonWhole['contactPoints'][number];

const words = texts.people;
const colours = { verified: 'green', unverified: 'gray', invalid: 'red' } as const;
const order = ['verified', 'unverified', 'invalid'];

export function Contacts({ points }: { points: readonly Point[] }) {
  return (
    <Section title={words.contacts} empty={points.length === 0 ? words.noContacts : null}>
      <Stack gap="xs">
        {bestOfEach(points).map((point) => (
          <Group key={point.kind + point.value} justify="space-between" wrap="nowrap" gap="sm">
            <Stack gap={0} miw={0}>
              <Shown point={point} />
              <Text size="xs" className="quiet">
                {words.proof(point.source, point.method)}{' '}
                {point.verifiedAt === null ? null : <When at={point.verifiedAt} />}
              </Text>
            </Stack>
            {point.kind === 'profile_url' ? null : (
              <Badge color={colours[point.status]} style={{ flexShrink: 0 }}>
                {words.statuses[point.status]}
              </Badge>
            )}
          </Group>
        ))}
      </Stack>
    </Section>
  );
}

function Shown({ point }: { point: Point }) {
  const isLink = point.kind === 'profile_url' && /^https?:\/\//u.test(point.shownAs);
  if (!isLink) {
    return (
      <Text size="sm" truncate>
        {point.shownAs}
      </Text>
    );
  }
  return (
    <Anchor size="sm" href={point.shownAs} target="_blank" rel="noreferrer noopener" truncate>
      {point.shownAs.replace(/^https?:\/\/(?:www\.)?/u, '')}
    </Anchor>
  );
}

/** Several profiles may give the same address: the best proof of it is shown. */
function bestOfEach(points: readonly Point[]): Point[] {
  const best = new Map<string, Point>();
  for (const point of points) {
    const key = `${point.kind}:${point.value}`;
    const known = best.get(key);
    if (known === undefined || order.indexOf(point.status) < order.indexOf(known.status)) {
      best.set(key, point);
    }
  }
  return [...best.values()].sort((one, other) => {
    return (
      one.kind.localeCompare(other.kind) ||
      order.indexOf(one.status) - order.indexOf(other.status) ||
      one.value.localeCompare(other.value)
    );
  });
}
