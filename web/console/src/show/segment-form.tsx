import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import type { SaveOutcome } from '../../generated/graphql';
import { useAction } from '../api/use-action';
import { useZone } from '../session/channel';
import { DateTimeInput } from '../time/date-time-input';
import { utcToWall, wallToUtc } from '../time/time';
import { FormDrawer } from '../ui/form-drawer';
import { Notice } from '../ui/notice';
import { CreateSegmentDocument } from './segment';
import type { SegmentData } from './segment-row';

const UpdateSegmentDocument = graphql(`
  mutation UpdateSegment($id: ID!, $input: SegmentInput!) {
    updateSegment(id: $id, input: $input) {
      outcome
      segment { id title performers startsAt position }
    }
  }
`);

interface Fields {
  title: string;
  performers?: string[];
  startsAt?: string;
}

interface Props {
  showId: string;
  /** Left out for a new one. */
  segment: SegmentData | undefined;
  onClose: () => void;
}

export default function SegmentForm({ showId, segment, onClose }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const [form] = Form.useForm<Fields>();
  const create = useAction(CreateSegmentDocument);
  const update = useAction(UpdateSegmentDocument);
  const [refusal, setRefusal] = useState<SaveOutcome>();

  const submit = async ({ title, performers = [], startsAt }: Fields) => {
    const input = { title: title.trim(), performers, startsAt: startsAt ? wallToUtc(startsAt, zone) : null };
    const outcome = segment
      ? (await update.run({ id: segment.id, input }))?.updateSegment.outcome
      : (await create.run({ showId, input }))?.createSegment.outcome;
    if (outcome === 'SAVED') onClose();
    else setRefusal(outcome);
  };
  const initial = segment && {
    title: segment.title,
    performers: segment.performers,
    startsAt: segment.startsAt ? utcToWall(segment.startsAt, zone) : undefined,
  };

  return (
    <FormDrawer
      title={segment ? segment.title : t('show.addSegment')}
      submit={t(segment ? 'ui.save' : 'show.addSegment')}
      form={form}
      initial={initial}
      pending={create.pending || update.pending}
      fault={create.fault ?? update.fault}
      refusal={refusal && <Notice tone="bad" title={t(`save.${refusal}`)} />}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="title"
        label={t('show.segmentTitle')}
        rules={[{ required: true, whitespace: true, message: t('show.titleNeeded') }]}
      >
        <Input maxLength={120} autoFocus />
      </Form.Item>
      <Form.Item name="performers" label={t('show.performers')} extra={t('show.performersHint')}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', '、', ';']} />
      </Form.Item>
      <Form.Item name="startsAt" label={t('show.segmentStartsAt')} extra={t('ui.inZone', { zone })}>
        <DateTimeInput />
      </Form.Item>
    </FormDrawer>
  );
}
