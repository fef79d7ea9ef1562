import { Button, Drawer, Form, type FormInstance } from 'antd';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fault } from '../api/fault';
import { FaultNotice } from './notice';

interface Props<Fields extends object> {
  title: string;
  submit: string;
  form: FormInstance<Fields>;
  initial?: Partial<Fields>;
  pending: boolean;
  fault: Fault | undefined;
  /** An outcome that is a "no", in words. */
  refusal?: ReactNode;
  onSubmit: (fields: Fields) => Promise<void> | void;
  onClose: () => void;
  children: ReactNode;
}

/** A short form at the side, over the page that it belongs to. */
export function FormDrawer<Fields extends object>(props: Props<Fields>) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Drawer
      open
      title={props.title}
      size={440}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      onClose={props.onClose}
      destroyOnHidden
      footer={
        <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8, padding: '6px 0' }}>
          <Button onClick={props.onClose}>{t('ui.cancel')}</Button>
          <Button type="primary" htmlType="submit" form={id} loading={props.pending}>
            {props.submit}
          </Button>
        </div>
      }
    >
      <Form<Fields>
        id={id}
        layout="vertical"
        form={props.form}
        initialValues={props.initial}
        onFinish={(fields) => void props.onSubmit(fields)}
      >
        {props.children}
      </Form>
      {props.refusal}
      <FaultNotice fault={props.fault} />
    </Drawer>
  );
}
