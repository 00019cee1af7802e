// When everything would go: weeks at a glance, and each send with the viewer's and the person's time.
import { Badge, Group, Stack, Table, Text } from '@mantine/core';
import { useSession } from '../../api/session.ts';
import type { Preview } from '../../api/sequences.ts';
import type { Chosen } from '../../parts/choose-people.tsx';
import { dayWords } from '../../parts/day-words.ts';
import { Section } from '../../parts/section.tsx';
import { sequences as words } from '../../texts/sequences.ts';
import { GoesAt } from './previewed-step.tsx';
import { sendsOf, weeksOf, type Send } from './send-days.ts';

export function SendCalendar({
  shown,
}: {
  shown: readonly { person: Chosen; preview: Preview }[];
}) {
  const { user } = useSession();
  const sends = sendsOf(shown.map(({ person, preview }) => ({ name: person.name, preview })));
  const weeks = weeksOf(sends, user.timeZone);
  return (
    <Section title={words.calendar} empty={sends.length === 0 ? words.never : null}>
      <Text size="xs" className="quiet">
        {words.calendarHelp}
      </Text>
      <Stack gap={4} aria-hidden>
        {weeks.map((week) => (
          <div key={week[0]?.day} className="send-days">
            {week.map(({ day, sends: ofDay }) => (
              <div key={day} className="send-day">
                <Text size="xs" className="quiet">
                  {dayWords(new Date(`${day}T12:00:00Z`), 'UTC')}
                </Text>
                <Group gap={2}>
                  {ofDay.map((send, index) => (
                    <Badge key={index} size="xs" px={4}>
                      {chipOf(send, shown.length)}
                    </Badge>
                  ))}
                </Group>
              </div>
            ))}
          </div>
        ))}
      </Stack>
      <Table verticalSpacing={4}>
        <Table.Tbody>
          {sends.map((send, index) => (
            <Table.Tr key={index}>
              <Table.Td pl={0}>
                <Text size="sm">
                  {words.step(send.place)}, {words.channels[send.channel]}
                </Text>
                {shown.length < 2 ? null : (
                  <Text size="xs" className="quiet">
                    {send.name}
                  </Text>
                )}
              </Table.Td>
              <Table.Td pr={0} ta="right">
                <GoesAt at={send.at.toISOString()} zone={send.zone} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

/** The place of the step; with the initial of the person where there are several. */
function chipOf({ name, place }: Send, people: number): string {
  return people < 2 ? String(place) : `${Array.from(name)[0] ?? ''}${place}`;
}
