import { Input } from 'antd';
import { useMoney } from '../session/channel';

interface Props {
  id?: string;
  value?: string;
  onChange?: (typed: string) => void;
  'aria-label'?: string;
}

/** An amount of the channel's currency, kept as it is typed: what it means is decided by `toMinor`. */
export function MoneyInput({ id, value, onChange, 'aria-label': label }: Props) {
  const { symbol } = useMoney();
  return (
    <Input
      id={id}
      aria-label={label}
      inputMode="decimal"
      autoComplete="off"
      prefix={symbol}
      value={value}
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
}
