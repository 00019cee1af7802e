// Step 5: rules that somebody has to decide on: what holds outreach, who is one person, how long data is kept.
import { Badge, Button, Collapse, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { rulesQuery, useDecideRules, type DecidedKind } from '../../api/start.ts';
import { ButtonTo } from '../../parts/link-to.tsx';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { start as words } from '../../texts/start.ts';
import type { MatchBody, PauseBody, RetentionBody } from '../settings/rules/bodies.ts';
import { MatchForm } from '../settings/rules/match-form.tsx';
import { PauseForm } from '../settings/rules/pause-form.tsx';
import { RetentionForm } from '../settings/rules/sync-forms.tsx';

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
          <ButtonTo to="/settings" search={{ tab: kind }} variant="subtle">
            {words.editRules}
          </ButtonTo>
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
        <Shown kind={kind} body={body} />
      </Collapse>
    </Stack>
  );
}

/** As the settings show them, to be looked at here. The server keeps only what it checked. */
function Shown({ kind, body }: { kind: DecidedKind; body: unknown }) {
  const locked = { isLocked: true, onChange: () => undefined };
  if (kind === 'pause') return <PauseForm body={body as PauseBody} {...locked} />;
  if (kind === 'match') return <MatchForm body={body as MatchBody} {...locked} />;
  return <RetentionForm body={body as RetentionBody} {...locked} />;
}
