import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { graphql } from '../../generated';
import { useAction } from '../api/use-action';
import { blame } from '../ui/blame';
import { FormDrawer } from '../ui/form-drawer';

const CreateApiKeyDocument = graphql(`
  mutation CreateApiKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) { secret apiKey { id name } }
  }
`);

interface Props {
  onCreated: (created: { name: string; value: string }) => void;
  onClose: () => void;
}

export function CreateApiKey({ onCreated, onClose }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ name: string }>();
  const create = useAction(CreateApiKeyDocument);
  const submit = async ({ name }: { name: string }) => {
    const answer = await create.ask({ input: { name: name.trim() } });
    if (answer.fault) return void blame(form, answer.fault);
    const { apiKey, secret } = answer.data.createApiKey;
    onCreated({ name: apiKey.name, value: secret });
  };
  return (
    <FormDrawer
      title={t('apiKey.create')}
      submit={t('apiKey.create')}
      form={form}
      pending={create.pending}
      fault={create.fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('apiKey.name')}
        extra={t('apiKey.nameHint')}
        rules={[{ required: true, whitespace: true, message: t('apiKey.nameNeeded') }]}
      >
        <Input maxLength={80} autoFocus />
      </Form.Item>
    </FormDrawer>
  );
}
