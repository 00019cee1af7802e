// Step 5: rules that somebody has to decide on: what holds outreach, who is one person, how long data is kept.
import { Badge, Button, Code, Collapse, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { rulesQuery, useDecideRules, type DecidedKind } from '../../api/start.ts';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { texts } from '../../texts/en.ts';

const words = texts.start;
const kinds = ['pause', 'match', 'retention'] as const satisfies readonly DecidedKind[];

export function Rules() {
  return (
    <Section title={words.steps.rules}>
      <Text size="sm" className="quiet">
        {words.rulesHelp}
      </Text>
      {kinds.map((kind) => (
        <RuleKind key={kind} kind={kind} />
      ))}
    </Section>
  );
}

function RuleKind({ kind }: { kind: DecidedKind }) {
  const { data } = useQuery(rulesQuery(kind));
  const [isOpen, { toggle }] = useDisclosure(false);
  const decide = useDecideRules(kind);
  const mayDecide = useMay('rules.write');
  const [title = '', help = ''] = words.kinds[kind];
  if (data === undefined) return null;
  const { version, body } = data.current;
  return (
    <Stack gap={4}>
      <Group justify="space-between" align="flex-start">
        <Stack gap={0} flex={1} miw={220}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {title}
            </Text>
            <Badge color={version === 0 ? 'gray' : 'green'}>
              {version === 0 ? words.ships : words.decided(version)}
            </Badge>
          </Group>
          <Text size="sm" className="quiet">
            {help}
          </Text>
        </Stack>
        <Group gap="xs">
          <Button variant="subtle" aria-expanded={isOpen} onClick={toggle}>
            {isOpen ? words.hide : words.show}
          </Button>
          {version === 0 && mayDecide && typeof body === 'object' && body !== null ? (
            <Button
              variant="default"
              loading={decide.isPending}
              onClick={() => decide.mutate(body, { onSuccess: () => tell(words.kept) })}
            >
              {words.keep}
            </Button>
          ) : null}
        </Group>
      </Group>
      <Collapse expanded={isOpen}>
        <Code block tabIndex={0} aria-label={title} role="region">
          {JSON.stringify(body, null, 2)}
        </Code>
      </Collapse>
    </Stack>
  );
}
