// Why these profiles are one person: every decision with its evidence.
import { Badge, Group, Stack, Text } from '@mantine/core';
import type { Decision } from '../../api/people.ts';
import { Section } from '../../parts/section.tsx';
import { When } from '../../parts/when.tsx';
import { texts } from '../../texts/en.ts';

const words = texts.people;

export function Decisions({ decisions }: { decisions: readonly Decision[] }) {
  if (decisions.length === 0) return null;
  return (
    <Section title={words.decisions}>
      <Stack gap="sm">
        {decisions.map((decision) => (
          <Stack key={decision.id} gap={2}>
            <Group gap="xs">
              <Badge color="gray">{words.decisionKinds[decision.kind] ?? decision.kind}</Badge>
              <Text size="xs" className="quiet">
                <When at={decision.decidedAt} /> · {words.ruleVersion(decision.ruleVersion)}
              </Text>
            </Group>
            <Text size="sm">{saidOf(decision.evidence)}</Text>
          </Stack>
        ))}
      </Stack>
    </Section>
  );
}

/** The evidence in words, where it has some. */
function saidOf(evidence: unknown): string {
  if (typeof evidence !== 'object' || evidence === null) return '';
  const said = 'words' in evidence ? evidence.words : 'because' in evidence ? evidence.because : '';
  if (Array.isArray(said)) return said.filter((each) => typeof each === 'string').join('; ');
  return typeof said === 'string' ? said : '';
}
