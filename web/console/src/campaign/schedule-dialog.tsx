import { Button, Form, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CampaignKind } from '../../generated/graphql';
import { useZone } from '../session/channel';
import { DateTimeInput } from '../time/date-time-input';
import { wallToUtc } from '../time/time';
import { HoldButton } from '../ui/hold-button';
import { FaultNotice, Notice } from '../ui/notice';
import { mustHold } from './status';
import { RefusalNotice } from './transitions';
import styles from './transitions.module.css';
import type { useTransition } from './use-transition';

interface Props {
  kind: CampaignKind;
  transition: ReturnType<typeof useTransition>;
  onClose: () => void;
}

interface Fields {
  opensAt?: string;
  closesAt?: string;
}

/** From draft to published: what it means is said before it is done, since it can't be taken back. */
export default function ScheduleDialog({ kind, transition, onClose }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const [form] = Form.useForm<Fields>();
  const publish = async () => {
    const { opensAt, closesAt } = await form.validateFields();
    const done = await transition.go('SCHEDULED', {
      opensAt: opensAt && wallToUtc(opensAt, zone),
      closesAt: closesAt && wallToUtc(closesAt, zone),
    });
    if (done) onClose();
  };
  return (
    <Modal
      open
      title={t('campaign.step.SCHEDULED')}
      onCancel={onClose}
      footer={
        <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8 }}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          {mustHold(kind, 'SCHEDULED') ? (
            <HoldButton busy={transition.pending} onHeld={() => void publish()}>
              {t('campaign.publish')}
            </HoldButton>
          ) : (
            <Button type="primary" loading={transition.pending} onClick={() => void publish()}>
              {t('campaign.publish')}
            </Button>
          )}
        </div>
      }
    >
      <Notice tone="plain" title={t('campaign.publishFreezes')}>
        {t(`campaign.publishMeans.${kind}`)}
      </Notice>
      <Form<Fields> form={form} layout="vertical" className={styles.times}>
        <Form.Item name="opensAt" label={t('campaign.opensByItself')} extra={t('ui.inZone', { zone })}>
          <DateTimeInput placeholder={t('campaign.byHand')} />
        </Form.Item>
        <Form.Item
          name="closesAt"
          label={t('campaign.closesByItself')}
          dependencies={['opensAt']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, closes: string | undefined) =>
                !closes || !getFieldValue('opensAt') || closes > getFieldValue('opensAt')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('show.endsBefore'))),
            }),
          ]}
        >
          <DateTimeInput placeholder={t('campaign.byHand')} />
        </Form.Item>
      </Form>
      {transition.refusal && <RefusalNotice refusal={transition.refusal} />}
      <FaultNotice fault={transition.fault} />
    </Modal>
  );
}
