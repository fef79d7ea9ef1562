import type { FormInstance } from 'antd';
import { type Fault, formPath } from '../api/fault';

/**
 * Puts the server's complaint beside the field that it is about. False when the form has no such field:
 * then the complaint belongs above or below the form.
 */
export function blame<Fields extends object>(form: FormInstance<Fields>, fault: Fault | undefined): boolean {
  if (!fault?.field) return false;
  const path = formPath(fault.field);
  const wanted = JSON.stringify(path);
  const name = form.getFieldsError().find((field) => JSON.stringify(field.name) === wanted)?.name;
  if (!name) return false;
  form.setFields([{ name: name as never, errors: [fault.message] }]);
  form.scrollToField(name as never, { block: 'center', focus: true });
  return true;
}
