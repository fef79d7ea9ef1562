import { DatePicker } from 'antd';
import dayjs from 'dayjs';

const WALL = 'YYYY-MM-DD HH:mm';

interface Props {
  id?: string;
  /** On the wall of the channel: "2027-02-05 20:00". */
  value?: string;
  onChange?: (wall: string | undefined) => void;
  placeholder?: string;
}

export function DateTimeInput({ id, value, onChange, placeholder }: Props) {
  return (
    <DatePicker
      id={id}
      style={{ width: '100%' }}
      showTime={{ format: 'HH:mm' }}
      format={WALL}
      needConfirm={false}
      placeholder={placeholder}
      value={value ? dayjs(value, WALL) : undefined}
      onChange={(picked) => onChange?.(picked ? picked.format(WALL) : undefined)}
    />
  );
}
