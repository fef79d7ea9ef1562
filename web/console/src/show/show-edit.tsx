import { Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { useAction } from '../api/use-action';
import { useZone } from '../session/channel';
import { DateTimeInput } from '../time/date-time-input';
import { utcToWall, wallToUtc } from '../time/time';
import { FormDrawer } from '../ui/form-drawer';
import { Notice } from '../ui/notice';

const UpdateShowDocument = graphql(`
  mutation UpdateShow($id: ID!, $input: UpdateShowInput!) {
    updateShow(id: $id, input: $input) { outcome show { id ...ShowHeader } }
  }
`);

interface Fields {
  title: string;
  startsAt: string;
  endsAt: string;
}

export default function EditShow({ show, onClose }: { show: Fields & { id: string }; onClose: () => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const [form] = Form.useForm<Fields>();
  const update = useAction(UpdateShowDocument);
  const [refused, setRefused] = useState(false);
  const submit = async ({ title, startsAt, endsAt }: Fields) => {
    const input = { title, startsAt: wallToUtc(startsAt, zone), endsAt: wallToUtc(endsAt, zone) };
    const data = await update.run({ id: show.id, input });
    if (data?.updateShow.outcome === 'SAVED') onClose();
    else setRefused(data !== undefined);
  };
  const initial = {
    title: show.title,
    startsAt: utcToWall(show.startsAt, zone),
    endsAt: utcToWall(show.endsAt, zone),
  };
  return (
    <FormDrawer
      title={t('show.edit')}
      submit={t('ui.save')}
      form={form}
      initial={initial}
      pending={update.pending}
      fault={update.fault}
      refusal={refused && <Notice tone="bad" title={t('save.FROZEN')} />}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="title"
        label={t('show.title')}
        rules={[{ required: true, message: t('show.titleNeeded') }]}
      >
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="startsAt" label={t('show.startsAt')} rules={[{ required: true }]}>
        <DateTimeInput />
      </Form.Item>
      <Form.Item name="endsAt" label={t('show.endsAt')} rules={[{ required: true }]}>
        <DateTimeInput />
      </Form.Item>
    </FormDrawer>
  );
}
