// The first five minutes: five places worth a look, ticked as one has been there; kept in this browser.
import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconCircle, IconCircleCheck } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useSession } from '../../api/session.ts';
import { home as words } from '../../texts/home.ts';

const steps = ['people', 'review', 'sync', 'sequences', 'settings'] as const;
type Step = (typeof steps)[number];
const places = {
  people: '/people',
  review: '/review',
  sync: '/sync',
  sequences: '/sequences',
  settings: '/settings',
} as const satisfies Record<Step, string>;

export function Guide() {
  const { user } = useSession();
  const navigate = useNavigate();
  const [seen, setSeen] = useLocalStorage<Step[] | 'hidden'>({
    key: `fulcrum guide ${user.id}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  if (seen === 'hidden') return null;
  const go = (step: Step): void => {
    setSeen(seen.includes(step) ? seen : [...seen, step]);
    void navigate({ to: places[step] });
  };
  return (
    <Paper component="section" aria-labelledby="guide">
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} id="guide">
            {words.guideTitle}
          </Title>
          <Button variant="subtle" onClick={() => setSeen('hidden')}>
            {words.guideDismiss}
          </Button>
        </Group>
        <Text size="sm" className="quiet">
          {words.guideHelp}
        </Text>
        <Stack gap={6} component="ol" className="lines">
          {steps.map((step) => (
            <GuideLine key={step} step={step} isSeen={seen.includes(step)} onGo={() => go(step)} />
          ))}
        </Stack>
      </Stack>
    </Paper>
  );
}

interface LineProps {
  step: Step;
  isSeen: boolean;
  onGo: () => void;
}

function GuideLine({ step, isSeen, onGo }: LineProps) {
  const [title = '', help = ''] = words.guide[step];
  const Icon = isSeen ? IconCircleCheck : IconCircle;
  return (
    <Group component="li" gap="sm" wrap="nowrap" py={4} style={{ border: 0 }}>
      <Icon
        size={16}
        style={{ flexShrink: 0 }}
        color={isSeen ? 'var(--mantine-color-green-7)' : 'var(--quiet)'}
        {...(isSeen ? { role: 'img', 'aria-label': words.guideDone } : { 'aria-hidden': true })}
      />
      <Text size="sm">
        <Anchor
          component={Link}
          to={places[step]}
          size="sm"
          fw={500}
          onClick={(event) => {
            event.preventDefault();
            onGo();
          }}
        >
          {title}
        </Anchor>{' '}
        <span className="quiet">{help}</span>
      </Text>
    </Group>
  );
}
