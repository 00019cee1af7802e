// What can be done with the people who are chosen; every deed first says what it would do.
import { Affix, Button, Group, Paper, Text } from '@mantine/core';
import { useState } from 'react';
import type { Chosen } from '../../parts/choose-people.tsx';
import { useMay } from '../../api/session.ts';
import { countWords } from '../../parts/number-words.ts';
import { texts } from '../../texts/en.ts';
import { BulkEnrol } from './bulk-enrol.tsx';
import { BulkHold } from './bulk-hold.tsx';
import { BulkSend } from './bulk-send.tsx';

const words = texts.people;
type Deed = 'enrol' | 'send' | 'hold';

interface Props {
  chosen: readonly Chosen[];
  onClear: () => void;
}

export function BulkBar({ chosen, onClear }: Props) {
  const [deed, setDeed] = useState<Deed | null>(null);
  const mayEnrol = useMay('outreach.write');
  const mayChange = useMay('rules.write');
  if (chosen.length === 0) return null;
  const close = (): void => setDeed(null);
  const done = (): void => {
    close();
    onClear();
  };
  return (
    <>
      <Affix position={{ bottom: 16, left: 16, right: 16 }} zIndex={150}>
        <Paper shadow="md" p="xs" maw={760} mx="auto" role="region" aria-label={words.chosenRegion}>
          <Group gap="xs" justify="space-between">
            <Text size="sm" fw={600} role="status">
              {words.chosen(countWords(chosen.length))}
            </Text>
            <Group gap="xs">
              {mayEnrol ? (
                <Button onClick={() => setDeed('enrol')}>{words.bulkEnrol}</Button>
              ) : null}
              {mayChange ? (
                <>
                  <Button variant="default" onClick={() => setDeed('send')}>
                    {words.bulkSend}
                  </Button>
                  <Button variant="default" onClick={() => setDeed('hold')}>
                    {words.bulkHold}
                  </Button>
                </>
              ) : null}
              <Button variant="subtle" onClick={onClear}>
                {words.bulkClear}
              </Button>
            </Group>
          </Group>
        </Paper>
      </Affix>
      <BulkEnrol chosen={chosen} isOpen={deed === 'enrol'} onClose={close} />
      <BulkSend chosen={chosen} isOpen={deed === 'send'} onClose={close} onDone={done} />
      <BulkHold chosen={chosen} isOpen={deed === 'hold'} onClose={close} onDone={done} />
    </>
  );
}
