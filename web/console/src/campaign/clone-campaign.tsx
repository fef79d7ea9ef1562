import { useNavigate } from '@tanstack/react-router';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql } from '../../generated';
import { useAction } from '../api/use-action';
import { FormDrawer } from '../ui/form-drawer';
import { toast } from '../ui/toast';

const CloneTargetsDocument = graphql(`
  query CloneTargets {
    shows(first: 100) { nodes { id title status } }
  }
`);

const CloneCampaignDocument = graphql(`
  mutation CloneCampaign($id: ID!, $input: CloneCampaignInput!) {
    cloneCampaign(id: $id, input: $input) { outcome campaign { id } }
  }
`);

interface Fields {
  title: string;
  showId?: string;
}

/** The same terms again as a new draft, here or in another show. */
export default function CloneCampaign({
  campaign,
  onClose,
}: {
  campaign: { id: string; title: string };
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [form] = Form.useForm<Fields>();
  const [shows] = useQuery({ query: CloneTargetsDocument });
  const clone = useAction(CloneCampaignDocument);
  const submit = async ({ title, showId }: Fields) => {
    const data = await clone.run({ id: campaign.id, input: { title, showId: showId ?? null } });
    const copy = data?.cloneCampaign.campaign;
    if (copy) {
      onClose();
      toast(t('campaign.cloned'));
      await navigate({ to: '/campaigns/$campaignId', params: { campaignId: copy.id } });
    } else if (data) toast(t('ui.notDone'));
  };
  const open = (shows.data?.shows.nodes ?? []).filter((show) => show.status !== 'ENDED');
  return (
    <FormDrawer
      title={t('campaign.clone')}
      submit={t('campaign.clone')}
      form={form}
      initial={{ title: t('campaign.copyOf', { title: campaign.title }) }}
      pending={clone.pending}
      fault={clone.fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="title"
        label={t('campaign.title')}
        rules={[{ required: true, message: t('show.titleNeeded') }]}
      >
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="showId" label={t('campaign.intoShow')}>
        <Select
          allowClear
          placeholder={t('campaign.sameShow')}
          options={open.map(({ id, title }) => ({ value: id, label: title }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}
