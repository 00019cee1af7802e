// How much a mailbox may send, how fast it warms up, and what stands under its mails.
import { Button, Group, NumberInput, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChangeMailbox, type Mailbox } from '../../api/mailboxes.ts';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { texts } from '../../texts/en.ts';
import { sequences as words } from '../../texts/sequences.ts';

const numbers = [
  { name: 'newDayCap', label: words.newDayCap, min: 1 },
  { name: 'followUpDayCap', label: words.followUpDayCap, min: 1 },
  { name: 'rampStart', label: words.rampStart, min: 1 },
  { name: 'rampStep', label: words.rampStep, min: 0 },
  { name: 'gapMinSeconds', label: words.gapMin, min: 1 },
  { name: 'gapMaxSeconds', label: words.gapMax, min: 1 },
] as const;

export function MailboxCaps({ mailbox, mayWrite }: { mailbox: Mailbox; mayWrite: boolean }) {
  const change = useChangeMailbox(mailbox.id);
  const form = useForm({
    initialValues: {
      senderName: mailbox.senderName,
      signature: mailbox.signature,
      hourCap: mailbox.hourCap ?? '',
      newDayCap: mailbox.newDayCap,
      followUpDayCap: mailbox.followUpDayCap,
      rampStart: mailbox.rampStart,
      rampStep: mailbox.rampStep,
      gapMinSeconds: mailbox.gapMinSeconds,
      gapMaxSeconds: mailbox.gapMaxSeconds,
    },
  });
  return (
    <Section title={words.caps}>
      <form
        onSubmit={form.onSubmit((values) => {
          const hourCap = values.hourCap === '' ? null : Number(values.hourCap);
          change.mutate(
            { ...values, hourCap },
            {
              onSuccess() {
                tell(words.capsSaved);
                form.resetDirty();
              },
            },
          );
        })}
      >
        <fieldset disabled={!mayWrite} className="bare">
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            {numbers.map(({ name, label, min }) => (
              <NumberInput
                key={name}
                label={label}
                min={min}
                max={86_400}
                allowDecimal={false}
                {...form.getInputProps(name)}
              />
            ))}
            <NumberInput
              label={words.hourCap}
              min={1}
              max={10_000}
              {...form.getInputProps('hourCap')}
            />
            <TextInput label={words.senderName} required {...form.getInputProps('senderName')} />
          </SimpleGrid>
          <Textarea
            mt="sm"
            label={words.signature}
            autosize
            minRows={2}
            maxLength={5_000}
            {...form.getInputProps('signature')}
          />
          <Group justify="flex-end" mt="sm">
            {change.error === null ? null : (
              <Text size="sm" c="var(--mantine-color-red-light-color)" role="alert">
                {change.error.message}
              </Text>
            )}
            <Button type="submit" disabled={!form.isDirty()} loading={change.isPending}>
              {texts.save}
            </Button>
          </Group>
        </fieldset>
      </form>
    </Section>
  );
}
