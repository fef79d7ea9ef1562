import { useNavigate } from '@tanstack/react-router';
import { Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import type { SaveOutcome } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { useZone } from '../session/channel';
import { DateTimeInput } from '../time/date-time-input';
import { wallToUtc } from '../time/time';
import { FormDrawer } from '../ui/form-drawer';
import { Notice } from '../ui/notice';

const CreateShowDocument = graphql(`
  mutation CreateShow($input: CreateShowInput!) {
    createShow(input: $input) {
      outcome
      show { id ...ShowRow }
    }
  }
`);

interface Fields {
  title: string;
  slug: string;
  startsAt: string;
  endsAt: string;
}

/** A show to be: what it is called, where viewers find it, when it begins and ends. */
export default function CreateShow({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const navigate = useNavigate();
  const [form] = Form.useForm<Fields>();
  const create = useAction(CreateShowDocument);
  const [refusal, setRefusal] = useState<SaveOutcome>();

  const submit = async ({ title, slug, startsAt, endsAt }: Fields) => {
    setRefusal(undefined);
    const times = { startsAt: wallToUtc(startsAt, zone), endsAt: wallToUtc(endsAt, zone) };
    const data = await create.run({ input: { title: title.trim(), slug, ...times } });
    const { outcome, show } = data?.createShow ?? {};
    if (outcome === 'SLUG_TAKEN') {
      form.setFields([{ name: 'slug', errors: [t('show.slugTaken')] }]);
    } else if (show) {
      await navigate({ to: '/shows/$showId', params: { showId: show.id } });
    } else if (outcome) setRefusal(outcome);
  };

  return (
    <FormDrawer
      title={t('show.create')}
      submit={t('show.create')}
      form={form}
      pending={create.pending}
      fault={create.fault}
      refusal={refusal && <Notice tone="bad" title={t(`save.${refusal}`)} />}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="title"
        label={t('show.title')}
        rules={[{ required: true, whitespace: true, message: t('show.titleNeeded') }]}
      >
        <Input maxLength={120} autoFocus />
      </Form.Item>
      <Form.Item
        name="slug"
        label={t('show.slug')}
        extra={t('show.slugHint')}
        rules={[{ required: true, pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/, message: t('show.slugShape') }]}
      >
        <Input maxLength={64} placeholder="spring-gala-2027" spellCheck={false} autoCapitalize="none" />
      </Form.Item>
      <Form.Item
        name="startsAt"
        label={t('show.startsAt')}
        extra={t('ui.inZone', { zone })}
        rules={[{ required: true, message: t('show.timeNeeded') }]}
      >
        <DateTimeInput />
      </Form.Item>
      <Form.Item
        name="endsAt"
        label={t('show.endsAt')}
        dependencies={['startsAt']}
        rules={[
          { required: true, message: t('show.timeNeeded') },
          ({ getFieldValue }) => ({
            // Both are "YYYY-MM-DD HH:mm", which sorts as it reads.
            validator: (_, ends: string | undefined) =>
              !ends || !getFieldValue('startsAt') || ends > getFieldValue('startsAt')
                ? Promise.resolve()
                : Promise.reject(new Error(t('show.endsBefore'))),
          }),
        ]}
      >
        <DateTimeInput />
      </Form.Item>
    </FormDrawer>
  );
}
