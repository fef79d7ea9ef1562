import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

/** One field for both kinds: the six digits of the app, and a recovery code. */
export function CodeField({ label, autoFocus }: { label: string; autoFocus?: boolean }) {
  const { t } = useTranslation();
  return (
    <Form.Item name="code" label={label} rules={[{ required: true, message: t('security.codeNeeded') }]}>
      <Input
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={autoFocus}
        maxLength={20}
        style={{ fontVariantNumeric: 'tabular-nums', letterSpacing: '0.08em' }}
      />
    </Form.Item>
  );
}
